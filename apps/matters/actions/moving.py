"""Move a matter in memory: status, holder, acts, clocks, entry, messages; and open new ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from apps.matters.actions.clocks import run_clocks, start_clock, stop_clocks
from apps.matters.actions.named import check_sealing, name_alike, name_department
from apps.matters.asked import NumberRequest, PaperRequest
from apps.matters.kinds import spec_of
from apps.matters.models import PartyRow
from apps.matters.work import Step, Work, remember_act
from clue_transfer.actors import Actor
from clue_transfer.machine import Start, check_recusal
from clue_transfer.numbering import clue_number
from clue_transfer.vocabulary import DocumentKind, NumberSeries, Party, Role, Status, Verb


def move(step: Step) -> None:
    """Carry out what the row says on a matter that has been decided."""
    work, matter, row = step.work, step.matter, step.row
    before = Status(matter.status)
    for part in row.joins:
        _join(work, matter, part)
    _mark_acted(work, matter, step.actor)
    remember_act(matter, row.verb, actor=step.actor, now=work.now)
    work.touch(matter, "acts", "version", "record_head", "record_count")
    if not row.keeps_version:
        matter.version += 1
    if row.target is not None and row.target != before:
        set_status(work, matter, row.target)
    clocks = step.clocks + run_clocks(work, matter, row)
    if matter.concluded_at is not None and before not in spec_of(matter.kind).machine.final:
        clocks += stop_clocks(work, matter, by=row.verb)
    for part in row.leaves:
        _leave(work, matter, part, told=part in row.tells)
    for start in row.parent_starts:
        _start_on_parent(work, matter, start)
    content = {
        "status": [before, matter.status],
        "version": matter.version,
        "payload": dict(step.payload),
        "clocks": clocks,
        **step.content,
    }
    work.record(matter, content, event=row.event, verb=row.verb, actor=step.actor)
    tell(step)


def set_status(work: Work, matter: Any, status: Status) -> None:
    """Set status, holder and times; the only assignment of a status besides an opening."""
    machine = spec_of(matter.kind).machine
    matter.status = status
    matter.status_changed_at = work.now
    if status in machine.final:
        matter.holder_id = None
        matter.concluded_at = work.now
    else:
        matter.holder_id = work.department_of(matter, machine.holders[status])
        matter.concluded_at = None
    work.touch(matter, "status", "status_changed_at", "holder", "concluded_at")


def open_in(
    work: Work, matter: Any, *, variant: str, content: dict[str, Any], actor: Actor
) -> None:
    """Give a new matter its first status, holder, clocks and entry within a unit of work."""
    machine = spec_of(matter.kind).machine
    opening = machine.openings[variant]
    check_recusal(actor, recused=work.recused_of(matter))
    work.add(matter)
    if matter.parent_id in work.matters:
        _be_as_secret(work, matter, work.matters[matter.parent_id])
    matter.opened_at = matter.opened_at or work.now
    set_status(work, matter, opening.status)
    clocks: list[dict[str, Any]] = []
    for start in opening.starts:
        clocks += start_clock(work, matter, start)
    work.record(
        matter,
        {"status": [None, matter.status], "version": matter.version, "clocks": clocks} | content,
        event=opening.event,
        verb=Verb.OPEN,
        actor=actor,
    )


def add_party(work: Work, matter: Any, *, department: int, part: Party) -> None:
    """Give a department a part in the matter unless it has it already; name its people."""
    for row in work.parties[matter.pk]:
        if row.department_id == department and row.part == part and row.until is None:
            return
    row = PartyRow(matter_id=matter.pk, department_id=department, part=part, since=work.now)
    work.parties[matter.pk].append(row)
    work.touch(matter)
    name_department(work, matter, department)


def end_party(work: Work, matter: Any, *, department: int, part: Party) -> None:
    """End a department's part; it keeps reading if it has acted."""
    for row in work.parties[matter.pk]:
        if row.department_id == department and row.part == part and row.until is None:
            row.until = work.now
            row.as_left = present(matter)
            work.changed_parties[id(row)] = row
    work.touch(matter)


def present(matter: Any) -> dict[str, Any]:
    """Say how the matter stands, for whoever reads it no further than to here."""
    return {
        "status": str(matter.status),
        "status_changed_at": matter.status_changed_at.isoformat(),
        "version": matter.version,
        "escalation_level": matter.escalation_level,
        "concluded_at": matter.concluded_at and matter.concluded_at.isoformat(),
    }


def tell(step: Step) -> None:
    """Note a message to every party that the row tells, the acting department's own included."""
    work, matter, row = step.work, step.matter, step.row
    told: set[int] = set()
    for part in row.tells:
        for party in work.parties[matter.pk]:
            leaves = party.until == work.now and part in row.leaves
            if party.part == part and (party.until is None or leaves):
                told.add(party.department_id)
        if part is Party.HOLDER and matter.holder_id is not None:
            told.add(matter.holder_id)
    for department in sorted(told):
        say(
            work,
            matter,
            event=row.event,
            department=department,
            extra=step.message,
            roles=row.told_roles,
        )


def say(
    work: Work,
    matter: Any,
    *,
    event: str,
    department: int,
    extra: dict[str, Any] | None = None,
    roles: frozenset[Role] = frozenset(),
) -> None:
    """Note one message to a department about the matter, written with everything else.

    It goes to the roles that the kind names, unless others are given.
    """
    if event in work.unsaid:
        return
    work.messages.append((matter, event, department, extra or {}, roles))


def ask_paper(
    work: Work,
    kind: DocumentKind,
    *,
    matters: Sequence[Any],
    data: Callable[[], Mapping[str, Any]],
    issuer: int | None = None,
) -> None:
    """Ask for a paper, with a copy for each matter; the worker makes it after the step.

    A letter takes the next number of its issuer's series; a paper without an issuer bears the
    number of its matter.
    """
    copies = [PaperRequest(matter=matter, kind=kind, data=data) for matter in matters]
    work.papers += copies
    if issuer is None:
        return

    def number(n: int) -> None:
        short_name = work.directory.by_id(issuer).short_name
        for copy in copies:
            copy.number = clue_number(
                short_name, series=NumberSeries.LETTER, year=work.local_year, n=n
            )

    work.numbers.append(NumberRequest(issuer, NumberSeries.LETTER, number))


def _join(work: Work, matter: Any, part: Party) -> None:
    if part is Party.COORDINATOR:
        department = work.coordinator_of(matter)
        if department == work.department_of(matter, Party.SUPERIOR):
            return  # its coordinator acts as the superior that it is
    else:
        find = spec_of(matter.kind).party
        department = None if find is None else find(work, matter, part)
    if department is None:
        return
    # A sealed matter goes to nobody in whose house too few may know of it.
    check_sealing(work, matter, departments={department: ""})
    add_party(work, matter, department=department, part=part)


def _be_as_secret(work: Work, matter: Any, parent: Any) -> None:
    """Let a part of a dossier be as secret as the dossier, and known to the same persons."""
    matter.secrecy, matter.about_minor = parent.secrecy, parent.about_minor
    matter.about_department_id = parent.about_department_id
    matter.two_laws = matter.two_laws or parent.two_laws
    name_alike(work, matter, like=parent)


def _leave(work: Work, matter: Any, part: Party, *, told: bool) -> None:
    """End a part with the step; who is told of the step reads it up to here."""
    department = work.department_of(matter, part)
    if department is None:
        return
    if told:
        for row in work.parties[matter.pk]:
            row.acted |= row.part == part and row.until is None
    end_party(work, matter, department=department, part=part)


def _mark_acted(work: Work, matter: Any, actor: Actor) -> None:
    for row in work.parties[matter.pk]:
        if row.department_id == actor.department and not row.acted:
            row.acted = True
            work.changed_parties[id(row)] = row


def _start_on_parent(work: Work, matter: Any, start: Start) -> None:
    parent = work.matters[matter.parent_id]
    start_clock(work, parent, start)
    work.touch(parent)
