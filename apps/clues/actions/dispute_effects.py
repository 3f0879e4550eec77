"""What is special to the verbs of a dispute: objections, settlements, forwards, designation."""

from __future__ import annotations

from typing import Any

from apps.clues.actions.legs import hops_of, open_leg
from apps.clues.actions.receivers import receiving_department
from apps.clues.models import ClueSubject
from apps.matters.actions import Step
from apps.matters.actions.moving import add_party
from clue_transfer.errors import FieldError, Invalid, PingPong
from clue_transfer.vocabulary import DeadlineKind, LegKind, Party, Settlement, Status, Verb
from clue_transfer.workflows.receivers import is_below
from clue_transfer.workflows.transfer import delegation_errors, departments_of, part_errors


def raise_objection(step: Step) -> None:
    """Keep the typed reason and the department that the receiver thinks competent."""
    _keep_objection(
        step, step.matter, reason_code=step.payload["reason_code"], proposed=_proposed(step)
    )


def contest(step: Step) -> None:
    """Keep why a part that has come back before is not this department's either."""
    _keep_objection(step, step.matter, reason_code="other", proposed=_proposed(step))


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


def forward(step: Step) -> None:
    """Hand the leg down to a lower department of the own system; the forwarder keeps reading."""
    leg, work = step.matter, step.work
    clue = work.matters[leg.parent_id]
    receiver = receiving_department(work.directory, step.payload["receiver"], "/receiver")
    own = work.directory.by_id(leg.receiver_id)
    if not is_below(
        system=own.system,
        receiver_system=receiver.system,
        department=own.id,
        above_receiver=work.directory.superior_chain(receiver.id),
    ):
        raise Invalid(errors=[FieldError("/receiver", "not-below", "只能在本系统内转办给下级部门")])
    if receiver.id in departments_of(hops_of(work, clue)):
        raise PingPong
    open_leg(
        step,
        clue,
        receiver=receiver.id,
        role=leg.role,
        via=own.id,
        kind=LegKind.TRANSFER,
        follows=leg,
    )
    add_party(work, clue, department=own.id, part=Party.VIA)
    add_party(work, leg, department=own.id, part=Party.VIA)


def designate(step: Step) -> None:
    """Open a leg to the department that the common superior names."""
    leg, work = step.matter, step.work
    clue = work.matters[leg.parent_id]
    delegation = step.payload.get("delegation")
    wrong = delegation_errors(delegation, today=work.local_day) if delegation else []
    if wrong:
        raise Invalid(errors=wrong)
    receiver = receiving_department(
        work.directory, step.payload["receiver"], "/receiver", role=leg.role
    )
    kind = LegKind.OWN if receiver.id == clue.sender_id else LegKind.DESIGNATED
    open_leg(step, clue, receiver=receiver.id, role=leg.role, kind=kind, follows=leg)


def split(step: Step) -> None:
    """Give back the part that is not kept: a sibling leg that stands in objected."""
    leg, work = step.matter, step.work
    clue = work.matters[leg.parent_id]
    subjects = ClueSubject.objects.filter(clue=leg.about_id).order_by("place")
    known = leg.only_subjects or [str(pk) for pk in subjects.values_list("subject_id", flat=True)]
    evidence = {str(item["id"]): item for item in leg.manifest}
    kept = {str(subject) for subject in step.payload["subjects"]}
    items = step.payload.get("items")
    kept_items = None if items is None else frozenset(str(item) for item in items)
    errors = part_errors(
        kept_subjects=frozenset(kept),
        subjects=frozenset(known),
        kept_items=kept_items,
        items=frozenset(evidence),
    )
    if errors:
        raise Invalid(errors=errors)
    rest = [subject for subject in known if subject not in kept] or list(known)
    sibling = open_leg(
        step,
        clue,
        receiver=leg.receiver_id,
        role=leg.role,
        kind=LegKind(leg.leg_kind),
        status=Status.OBJECTED,
        follows=leg,
        subjects=rest,
        external=leg.external,
    )
    sibling.follows_id = leg.follows_id  # it stands beside the leg, not behind it
    _keep_objection(step, sibling, reason_code="other", proposed=_proposed(step))
    sibling.objection["subjects"] = sorted(rest)
    # It was signed with the leg: what counts from then on counts for this part as well.
    work.clocks.also_on(
        sibling.pk, beside=leg.pk, kinds=(DeadlineKind.FILING, DeadlineKind.ACCEPTANCE)
    )
    work.clocks.suspend(
        sibling.pk, kinds=(DeadlineKind.ACCEPTANCE,), cause=Verb.OBJECT, since=work.now
    )
    sibling.signed_at, sibling.signed_by_id = leg.signed_at, leg.signed_by_id
    sibling.manifest = leg.manifest
    leg.only_subjects = [subject for subject in known if subject in kept]
    if kept_items is not None:
        sibling.manifest = [item for key, item in evidence.items() if key not in kept_items]
        leg.manifest = [item for key, item in evidence.items() if key in kept_items]
    work.touch(leg, "only_subjects", "manifest")


def _keep_objection(step: Step, leg: Any, *, reason_code: str, proposed: str) -> None:
    leg.objection = {
        "reason_code": reason_code,
        "reason": step.payload["reason"],
        "proposed_department": proposed,
        "late": step.row.verb == Verb.OBJECT_LATE,
        "at": step.now.isoformat(),
    }
    step.work.touch(leg, "objection")


def _proposed(step: Step) -> str:
    """Check the department that is said to be competent; it is anybody's but one's own."""
    code = step.payload.get("proposed_department") or ""
    if code:
        found = receiving_department(step.work.directory, code, "/proposed_department")
        if found.id == step.matter.receiver_id:
            raise Invalid(
                errors=[FieldError("/proposed_department", "own-department", "不能是本单位")]
            )
    return code


def _settle(step: Step, how: Settlement) -> None:
    leg = step.matter
    leg.objection = {**leg.objection, "settled": str(how)}
    step.work.touch(leg, "objection")


DISPUTE_EFFECTS = {
    Verb.OBJECT: raise_objection,
    Verb.OBJECT_LATE: raise_objection,
    Verb.CONTEST: contest,
    Verb.PROPOSE_SETTLEMENT: propose_settlement,
    Verb.AGREE_HERE: agree_here,
    Verb.AGREE_BACK: agree_back,
    Verb.FORWARD: forward,
    Verb.DESIGNATE: designate,
    Verb.SPLIT: split,
}
