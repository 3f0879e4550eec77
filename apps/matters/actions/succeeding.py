"""Put a department's successor in its place in a matter: parts, holder, clocks, readers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from apps.accounts.models import Membership
from apps.matters.actions.clocks import told
from apps.matters.actions.moving import add_party, end_party
from apps.matters.actions.named import check_sealing, people_of
from apps.matters.actions.people import MAY_HANDLE
from apps.matters.models import NamedPerson
from apps.matters.reach import reasons
from clue_transfer.errors import Stale
from clue_transfer.vocabulary import Kind, Party, Secrecy

if TYPE_CHECKING:
    from uuid import UUID

    from apps.matters.work import Step, Work

_HANDLED_BY = {
    Kind.TRANSFER: Party.RECEIVER,
    Kind.RECTIFICATION: Party.RECEIVER,
    Kind.EXTENSION_REQUEST: Party.ASKER,
}
"""Whose person the handler is, where it is not the holder's."""


def succeed(step: Step) -> None:
    """Pass the matter to the successor; what a kind's own columns say is the kind's to change."""
    pass_on(step)


def predecessor_of(step: Step) -> int:
    """Find the department that has ended."""
    return _department(step, "predecessor")


def successor_of(step: Step) -> int:
    """Find the department that takes its place."""
    return _department(step, "successor")


def pass_on(step: Step, *, also: bool = False) -> frozenset[Party]:
    """Give the successor every part of the predecessor, its clocks and what it holds.

    Answers which parts have passed. Clocks run on and are due as before. Stale when nothing here
    is the predecessor's, unless the caller changes something of the kind's own (`also`);
    Incomplete when the matter is sealed and too few of the successor's people can be named.
    """
    work, matter = step.work, step.matter
    old, new = predecessor_of(step), successor_of(step)
    theirs = [row for row in _open_parts(work, matter) if row.department_id == old]
    clocks = [each for each in work.clocks.open(matter.pk) if each.department_id == old]
    about = matter.about_department_id == old and not _takes_part(work, matter, new)
    if not (theirs or clocks or about or also or matter.holder_id == old):
        raise Stale
    if theirs:
        check_sealing(work, matter, departments={new: "/successor"})
    answered = _answering(work, matter) == old
    acted = {row.part for row in theirs if row.acted}
    for row in theirs:
        end_party(work, matter, department=old, part=Party(row.part))
        add_party(work, matter, department=new, part=Party(row.part))
    for row in _open_parts(work, matter):
        if row.department_id == new and row.part in acted and not row.acted:
            row.acted = True
            work.changed_parties[id(row)] = row
    if matter.holder_id == old:
        matter.holder_id = new
        work.touch(matter, "holder")
    if about:
        matter.about_department_id = new
        work.touch(matter, "about_department")
    handed = work.clocks.hand_over(matter.pk, from_=old, to=new, now=step.now, by=step.row.verb)
    step.clocks += [told(each, "handed_over") for each in handed]
    passed = frozenset(Party(row.part) for row in theirs)
    step.content["parts"] = sorted(passed)
    if answered:
        _release(step, new)
    _dismiss(step, old)
    return passed


def _department(step: Step, name: str) -> int:
    found = step.work.directory.department(step.payload[name])
    assert found is not None  # the payload is written by the system from the departments' rows
    return found.id


def _open_parts(work: Work, matter: Any) -> list[Any]:
    return [row for row in work.parties[matter.pk] if row.until is None]


def _takes_part(work: Work, matter: Any, department: int) -> bool:
    """Whether a department deals with the dossier: then it cannot be kept from it."""
    return any(
        row.department_id == department
        for other in work.dossier(matter.root_id)
        for row in _open_parts(work, other)
    )


def _answering(work: Work, matter: Any) -> int | None:
    part = _HANDLED_BY.get(Kind(matter.kind), Party.HOLDER)
    return None if matter.concluded_at else work.department_of(matter, part)


def _release(step: Step, department: int) -> None:
    """Leave the matter without its handler, unless they may handle for the successor as well."""
    matter = step.matter
    if matter.handler_id is None:
        return
    roles = people_of(step.work, [department])[department].get(matter.handler_id, frozenset())
    if roles.isdisjoint(MAY_HANDLE):
        step.content["handler"] = [matter.handler_id, None]
        matter.handler_id = None
        step.work.touch(matter, "handler")


def _dismiss(step: Step, department: int) -> None:
    """Name the predecessor's people no longer who work for no other department that reads it."""
    work, matter = step.work, step.matter
    if matter.secrecy == Secrecy.INTERNAL:
        return
    named, elsewhere = _people_named(work, department)
    readers = reasons(work, matter).keys()
    gone = sorted(
        person for person in named.get(matter.pk, ()) if readers.isdisjoint(elsewhere[person])
    )
    if gone:
        work.not_named += [(matter.pk, person) for person in gone]
        step.content["dismissed"] = gone


def _people_named(
    work: Work, department: int
) -> tuple[Mapping[UUID, Collection[int]], Mapping[int, set[int]]]:
    """Read once a batch who of the department is named where, and where else each works today."""
    known: Any = work.prepared.get("named_of_predecessor")
    if known is None:
        closed = [pk for pk, each in work.matters.items() if each.secrecy != Secrecy.INTERNAL]
        people = Membership.objects.filter(department=department).values("user")
        named: dict[UUID, set[int]] = {}
        for pk, person in NamedPerson.objects.filter(
            matter__in=closed, person__in=people
        ).values_list("matter_id", "person_id"):
            named.setdefault(pk, set()).add(person)
        elsewhere: dict[int, set[int]] = {
            person: set() for persons in named.values() for person in persons
        }
        rows = Membership.objects.valid_on(work.local_day).exclude(department=department)
        for person, at in rows.filter(user__in=elsewhere).values_list("user_id", "department_id"):
            elsewhere[person].add(at)
        known = work.prepared["named_of_predecessor"] = (named, elsewhere)
    return known  # type: ignore[no-any-return]  # what stands in `prepared` is untyped
