"""Restrict who may know of a dossier, and widen it again by two persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from apps.matters.actions.named import check_sealing, name_department, name_persons, people_of
from apps.matters.kinds import spec_of
from apps.matters.models import Matter, NamedPerson
from clue_transfer.errors import Invalid
from clue_transfer.visibility import change_errors
from clue_transfer.vocabulary import Secrecy

if TYPE_CHECKING:
    from apps.matters.work import Step, Work


def raise_secrecy(step: Step) -> None:
    """Restrict the whole dossier at once: leads, heads and handlers of its parties are named.

    So is every dossier whose clue has been merged into this one.
    """
    wanted = _wanted(step, raising=True)
    for root in (step.matter.root_id, *step.work.along):
        dossier = whole_dossier(step.work, root)
        set_secrecy(step, dossier, wanted)
        restrict(step.work, dossier)


def propose_lowering(step: Step) -> None:
    """Keep who proposes to let more people know, of what, and why."""
    matter = step.matter
    matter.lowering = {
        "secrecy": _wanted(step, raising=False),
        "reason": step.payload["reason"],
        "person": step.actor.person,
        "name": step.actor.name,
        "at": step.now.isoformat(),
    }
    step.work.touch(matter, "lowering")


def lower_secrecy(step: Step) -> None:
    """Let more people know of the whole dossier, as another person has proposed."""
    proposed = step.matter.lowering
    wanted = Secrecy(proposed["secrecy"])
    step.content["proposal"] = proposed
    roots = (step.matter.root_id, *step.work.along)
    for root in roots:
        set_secrecy(step, whole_dossier(step.work, root), wanted)
    if wanted is Secrecy.INTERNAL:
        # Should it be restricted again, those are named who answer for it then.
        NamedPerson.objects.filter(matter__root_id__in=roots).delete()


def whole_dossier(work: Work, root: UUID) -> list[Any]:
    """Read every matter of the dossier, of whatever kind, under the root's lock."""
    kinds = Matter.objects.filter(root_id=root).order_by().values_list("kind", flat=True)
    for kind in kinds.distinct():
        work.load(spec_of(kind), [root])
    return [other for other in work.matters.values() if other.root_id == root]


def set_secrecy(step: Step, dossier: list[Any], wanted: Secrecy) -> None:
    """Set the level of every matter of a dossier; each says so in its own record."""
    work, row = step.work, step.row
    for matter in dossier:
        change = {"secrecy": [matter.secrecy, wanted]}
        matter.secrecy, matter.lowering = wanted, None
        work.touch(matter, "secrecy", "lowering")
        if matter is step.matter:
            step.content.update(change)
            continue
        matter.version += 1
        work.touch(matter, "version")
        event = row.event.replace(step.matter.kind, matter.kind, 1)
        work.record(matter, change, event=event, verb=row.verb, actor=step.actor)


def restrict(work: Work, dossier: list[Any]) -> None:
    """Name who answers for each party of a dossier that has just been restricted."""
    parties = {
        matter.pk: sorted(
            {row.department_id for row in work.parties[matter.pk] if row.until is None}
        )
        for matter in dossier
    }
    everybody = {department: "" for found in parties.values() for department in found}
    people_of(work, everybody.keys())  # all in one query
    check_sealing(work, dossier[0], departments=everybody)
    handlers = {matter.handler_id for matter in dossier if matter.handler_id is not None}
    for matter in dossier:
        for department in parties[matter.pk]:
            name_department(work, matter, department)
        # Who handles a part reads its dossier; elsewhere their department has no access.
        name_persons(work, matter, persons=sorted(handlers))


def _wanted(step: Step, *, raising: bool) -> Secrecy:
    wanted, matter = Secrecy(step.payload["secrecy"]), step.matter
    errors = change_errors(
        wanted,
        secrecy=Secrecy(matter.secrecy),
        minor=matter.about_minor,
        raising=raising,
    )
    if errors:
        raise Invalid(errors=errors)
    return wanted
