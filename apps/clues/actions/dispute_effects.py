"""What is special to the verbs of a dispute: objections, settlements, forwards, designation."""

from __future__ import annotations

from typing import Any

from apps.clues.actions.legs import open_leg
from apps.matters.actions import Step
from apps.matters.actions.moving import add_party
from clue_transfer.errors import FieldError, Invalid, PingPong
from clue_transfer.vocabulary import LegKind, Party, Settlement, Status, Verb


def raise_objection(step: Step) -> None:
    """Keep the typed reason and the department that the receiver thinks competent."""
    leg = step.matter
    proposed = step.payload.get("proposed_department")
    if proposed:
        _department(step, proposed, pointer="/proposed_department")
    leg.objection = {
        "reason_code": step.payload["reason_code"],
        "reason": step.payload["reason"],
        "proposed_department": proposed or "",
        "late": step.row.verb == Verb.OBJECT_LATE,
        "at": step.now.isoformat(),
    }
    step.work.touch(leg, "objection")


def propose_settlement(step: Step) -> None:
    """Keep what this party proposes; the other may agree."""
    leg = step.matter
    part = Party.SENDER if step.actor.department == leg.sender_id else Party.RECEIVER
    leg.settlement = {**leg.settlement, part: step.payload["settlement"]}
    step.work.touch(leg, "settlement")


def agree_here(step: Step) -> None:
    """End the dispute: the receiver handles it and does not object again."""
    _settle(step, Settlement.HERE)


def agree_back(step: Step) -> None:
    """End the dispute: the sender takes it back."""
    _settle(step, Settlement.BACK)


def take_back(step: Step) -> None:
    """The sender takes the clue back: a hop of the chain."""
    clue = step.work.matters[step.matter.parent_id]
    clue.hops = [*clue.hops, clue.sender_id]
    step.work.touch(clue, "hops")


def forward(step: Step) -> None:
    """Hand the leg down to a lower department of the own system; the forwarder keeps reading."""
    leg, work = step.matter, step.work
    clue = work.matters[leg.parent_id]
    receiver = _department(step, step.payload["receiver"], pointer="/receiver")
    own = work.directory.by_id(leg.receiver_id)
    lower = own.id in work.directory.superior_chain(receiver.id)
    if receiver.system != own.system or not lower:
        raise Invalid(errors=[FieldError("/receiver", "not-below", "只能在本系统内转办给下级部门")])
    if receiver.id in clue.hops:
        raise PingPong
    open_leg(step, clue, receiver=receiver.id, role=leg.role, via=own.id, kind=LegKind.TRANSFER)
    add_party(work, clue, department=own.id, part=Party.VIA)
    add_party(work, leg, department=own.id, part=Party.VIA)
    clue.hops = [*clue.hops, receiver.id]
    work.touch(clue, "hops")


def designate(step: Step) -> None:
    """Open a leg to the department that the common superior names."""
    leg, work = step.matter, step.work
    clue = work.matters[leg.parent_id]
    receiver = _department(step, step.payload["receiver"], pointer="/receiver")
    if receiver.id == clue.sender_id:
        open_leg(step, clue, receiver=receiver.id, role=leg.role, kind=LegKind.OWN)
    else:
        open_leg(step, clue, receiver=receiver.id, role=leg.role, kind=LegKind.DESIGNATED)


def split(step: Step) -> None:
    """Give back the subjects that are not kept: a sibling leg that stands in objected."""
    leg, work = step.matter, step.work
    clue = work.matters[leg.parent_id]
    known = {str(row.subject_id) for row in clue.clue_subjects.all()}
    kept = {str(subject) for subject in step.payload["subjects"]}
    if not kept < known:
        raise Invalid(
            errors=[FieldError("/subjects", "not-a-part", "请列出留下办理的部分主体，不能是全部")]
        )
    sibling = open_leg(
        step,
        clue,
        receiver=leg.receiver_id,
        role=leg.role,
        kind=LegKind(leg.leg_kind),
        status=Status.OBJECTED,
    )
    sibling.objection = {
        "reason_code": "other",
        "reason": step.payload["reason"],
        "proposed_department": "",
        "subjects": sorted(known - kept),
        "at": step.now.isoformat(),
    }
    sibling.signed_at, sibling.signed_by_id = leg.signed_at, leg.signed_by_id
    sibling.manifest = leg.manifest


def _settle(step: Step, how: Settlement) -> None:
    leg = step.matter
    leg.objection = {**leg.objection, "settled": str(how)}
    step.work.touch(leg, "objection")


def _department(step: Step, code: str, *, pointer: str) -> Any:
    department = step.work.directory.department(code)
    if department is None:
        raise Invalid(errors=[FieldError(pointer, "unknown-department", "没有这个部门")])
    return department


DISPUTE_EFFECTS = {
    Verb.OBJECT: raise_objection,
    Verb.OBJECT_LATE: raise_objection,
    Verb.PROPOSE_SETTLEMENT: propose_settlement,
    Verb.AGREE_HERE: agree_here,
    Verb.AGREE_BACK: agree_back,
    Verb.TAKE_BACK: take_back,
    Verb.FORWARD: forward,
    Verb.DESIGNATE: designate,
    Verb.SPLIT: split,
}
