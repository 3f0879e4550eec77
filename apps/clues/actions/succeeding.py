"""What a department's successor means for the own columns of clues, legs and complaints."""

from __future__ import annotations

from typing import Any

from apps.clues.actions.clue_effects import OWN
from apps.clues.actions.following import follow_clue
from apps.clues.actions.legs import hops_of
from apps.clues.actions.standing_still import keep_standing
from apps.clues.models import Clue, Complaint
from apps.matters import kinds
from apps.matters.actions import Step, Work, check_sealing
from apps.matters.actions.moving import add_party, end_party
from apps.matters.actions.steps import plan
from apps.matters.actions.succeeding import pass_on, predecessor_of, successor_of
from clue_transfer.actors import SYSTEM
from clue_transfer.errors import Incomplete
from clue_transfer.succession import ENDED_BY_UNION, kept_apart, receivers_after
from clue_transfer.vocabulary import Kind, LegKind, Party, Settlement, Status, Verb
from clue_transfer.workflows.transfer import departments_of

_NOT_YET_SENT = frozenset({Status.DRAFT, Status.SUBMITTED})
_RULED_ON = frozenset({Status.DISPUTED, Status.REFERRED, Status.FEEDBACK_REFERRED})
_COLUMNS = {Party.SENDER: "sender", Party.RECEIVER: "receiver", Party.VIA: "via"}
_LONGEST_KEY = 80


def succeed_clue(step: Step) -> None:
    """Pass a clue on; a draft names the successor as receiver, also one of another department."""
    clue, work = step.matter, step.work
    old, new = predecessor_of(step), successor_of(step)
    receivers = clue.receivers
    if clue.status in _NOT_YET_SENT:
        receivers = receivers_after(receivers, predecessor=old, successor=new)
    proposed = (clue.redirect_receiver or {}).get("department") == old
    passed = pass_on(step, also=proposed or receivers != clue.receivers)
    if Party.SENDER in passed:
        taken = _taken(work, Clue, ("sender_id", "source"), "source_id")
        _keep_apart(step, "source_id", taken=taken.get((new, clue.source), set()))
        clue.sender_id = new
        work.touch(clue, "sender")
    if receivers != clue.receivers:
        clue.receivers = receivers
        step.content["receivers"] = [step.payload["predecessor"], step.payload["successor"]]
        work.touch(clue, "receivers")
    if proposed:
        clue.redirect_receiver = _redirect(work, clue, new)
        work.touch(clue, "redirect_receiver")


def succeed_leg(step: Step) -> None:
    """Pass a leg on; it becomes own handling when both its sides are one department then."""
    leg, work = step.matter, step.work
    new = successor_of(step)
    for part in sorted(pass_on(step) & _COLUMNS.keys()):
        setattr(leg, f"{_COLUMNS[part]}_id", new)
        work.touch(leg, _COLUMNS[part])
    if leg.concluded_at is not None:
        return
    if leg.sender_id == leg.receiver_id and leg.leg_kind not in (LegKind.OWN, LegKind.EXTERNAL):
        step.content["leg_kind"] = [leg.leg_kind, LegKind.OWN]
        leg.leg_kind = LegKind.OWN
        work.touch(leg, "leg_kind")
    _nobody_rules_on_themselves(step)


def succeed_complaint(step: Step) -> None:
    """Pass a complaint on: who may read the sealed reporter follows the intake department."""
    complaint, work = step.matter, step.work
    if Party.INTAKE in pass_on(step):
        taken = _taken(work, Complaint, ("intake_id",), "external_number")
        _keep_apart(step, "external_number", taken=taken.get((successor_of(step),), set()))
        complaint.intake_id = successor_of(step)
        work.touch(complaint, "intake")


def follow_leg(step: Step) -> None:
    """Let the clue follow its leg; end a dispute whose two sides have become one department.

    What stands while the police have the case goes on standing.
    """
    leg = step.matter
    if (
        step.row.verb is Verb.SUCCEED
        and leg.leg_kind == LegKind.OWN
        and leg.status in ENDED_BY_UNION
    ):
        leg.settlement = {**leg.settlement, Party.SENDER: Settlement.HERE}
        step.work.touch(leg, "settlement")
        plan(step.work, leg, Verb.AGREE_HERE, actor=SYSTEM, payload={})
    keep_standing(step)
    follow_clue(step)


def _redirect(work: Work, clue: Any, receiver: int) -> dict[str, Any] | None:
    """Propose the successor instead, as far as it may have the part that came back."""
    if receiver == clue.sender_id:
        return {**clue.redirect_receiver, "department": OWN}
    if receiver in departments_of(hops_of(work, clue)):
        return None
    return {**clue.redirect_receiver, "department": receiver}


def _nobody_rules_on_themselves(step: Step) -> None:
    """Let the next common superior rule on a leg whose superior has become one of its sides."""
    leg, work = step.matter, step.work
    above = work.department_of(leg, Party.SUPERIOR)
    if leg.status not in _RULED_ON or above not in (leg.sender_id, leg.receiver_id):
        return
    find = kinds.spec_of(Kind.TRANSFER).party
    found = find(work, leg, Party.SUPERIOR) if find else None
    if above is None or found is None or found == above:
        return
    try:
        check_sealing(work, leg, departments={found: ""})
    except Incomplete:
        return
    end_party(work, leg, department=above, part=Party.SUPERIOR)
    add_party(work, leg, department=found, part=Party.SUPERIOR)
    work.clocks.hand_over(leg.pk, from_=above, to=found, now=step.now, by=step.row.verb)
    if leg.holder_id == above and leg.status != Status.DISPUTED:
        leg.holder_id = found
        work.touch(leg, "holder")


def _taken(
    work: Work, model: Any, owner: tuple[str, ...], key: str
) -> dict[tuple[Any, ...], set[str]]:
    """Read once a batch under which numbers of a source who has already something."""
    known: dict[tuple[Any, ...], set[str]] | None = work.prepared.get(key)
    if known is None:
        known = work.prepared[key] = {}
        here = {getattr(each, key) for each in work.matters.values() if isinstance(each, model)}
        rows = model.objects.filter(**{f"{key}__in": here - {None}})
        for *of, number in rows.values_list(*owner, key):
            known.setdefault(tuple(of), set()).add(number)
    return known


def _keep_apart(step: Step, name: str, *, taken: set[str]) -> None:
    """Let a number from outside stand once with the successor too."""
    matter = step.matter
    number = getattr(matter, name)
    if number is None:
        return
    short_name = step.work.directory.by_id(predecessor_of(step)).short_name
    apart = kept_apart(number, short_name=short_name, taken=taken, longest=_LONGEST_KEY)
    if apart != number:
        step.content[name] = [number, apart]
        setattr(matter, name, apart)
        step.work.touch(matter, name)
