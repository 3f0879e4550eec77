"""What is special to each verb of a clue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from apps.clues.actions.following import set_holder, share_with_main
from apps.clues.actions.legs import open_leg
from apps.clues.models import ClueSubject
from apps.evidence.queries import manifests
from apps.matters.actions import NumberRequest, Step, Work, check_sealing
from apps.matters.actions.moving import add_party, end_party
from apps.matters.actions.named import people_of
from apps.matters.actions.steps import plan
from apps.matters.kinds import spec_of
from clue_transfer.errors import FieldError, Incomplete, Invalid, PingPong, WrongStatus
from clue_transfer.numbering import clue_number, leg_number
from clue_transfer.vocabulary import (
    Kind,
    LegKind,
    NumberSeries,
    Party,
    ReceiverRole,
    Secrecy,
    Status,
    Verb,
)
from clue_transfer.workflows.clue import gaps
from clue_transfer.workflows.transfer import CAME_BACK

OWN = "own"


def discard(step: Step) -> None:
    """Let go of the source's item: a list that is brought in again may make it anew."""
    clue = step.matter
    if clue.source_id is not None:
        step.content["source_id"] = clue.source_id
        clue.source_id = None
        step.work.touch(clue, "source_id")


def prepare(work: Work, clues: Sequence[Any], verb: Verb) -> None:
    """Read for a whole batch what its drafts are to have, and who leads their receivers."""
    if verb is Verb.SUBMIT:
        pks = [clue.pk for clue in clues]
        rows = ClueSubject.objects.filter(clue_id__in=pks)
        work.prepared["with_subjects"] = set(rows.values_list("clue_id", flat=True).distinct())
        work.prepared["evidence"] = manifests(pks)
    elif verb in (Verb.APPROVE, Verb.APPROVE_URGENT):
        closed = [clue for clue in clues if clue.secrecy != Secrecy.INTERNAL]
        receivers = {row["department"] for clue in closed for row in clue.receivers}
        people_of(work, receivers | {clue.sender_id for clue in closed})


def submit(step: Step) -> None:
    """Check that the draft is complete and note its evidence list."""
    clue = step.matter
    missing = gaps(
        {
            "title": clue.title,
            "description": clue.description,
            "violation_type": clue.violation_type_id,
            "division": clue.division_id,
            "discovered_on": clue.discovered_on,
            "location": {"address": clue.address, "longitude": clue.longitude},
            "subjects": clue.pk in step.work.prepared["with_subjects"],
            "leg_kind": clue.leg_kind,
            "receivers": clue.receivers,
            "sender": clue.sender_id,
        }
    )
    if missing:
        raise Incomplete(errors=missing)
    check_sealing(step.work, clue, departments=_sealed_for(clue))
    step.content["evidence"] = [
        {"id": str(item["id"]), "sha256": item["sha256"]}
        for item in step.work.prepared["evidence"].get(clue.pk, ())
    ]


def approve(step: Step) -> None:
    """Number the clue and open one leg a receiver, or the own leg."""
    clue, work = step.matter, step.work
    if clue.number is None:
        work.numbers.append(
            NumberRequest(clue.sender_id, NumberSeries.CLUE, partial(_number, step))
        )
    if clue.leg_kind == LegKind.OWN:
        open_leg(step, clue, receiver=clue.sender_id, kind=LegKind.OWN)
        return
    check_sealing(work, clue, departments=_sealed_for(clue))
    ordered = sorted(clue.receivers, key=lambda row: row["role"] != ReceiverRole.MAIN)
    for row in ordered:
        open_leg(step, clue, receiver=row["department"], role=row["role"])
    clue.hops = [row["department"] for row in ordered]
    work.touch(clue, "hops")


def _sealed_for(clue: Any) -> dict[int, str]:
    """Say where in the draft each department stands that is to have the clue."""
    places = {
        row["department"]: f"/receivers/{place}/department"
        for place, row in enumerate(clue.receivers)
    }
    return {clue.sender_id: "/secrecy", **places}


def _number(step: Step, n: int) -> None:
    clue, work = step.matter, step.work
    short_name = work.directory.by_id(clue.sender_id).short_name
    clue.number = clue_number(short_name, series=NumberSeries.CLUE, year=work.local_year, n=n)
    clue.search_text = f"{clue.number} {clue.search_text}"
    work.touch(clue, "number", "search_text")
    for leg in work.of_root(clue.root_id, kind=Kind.TRANSFER):
        leg.number = leg_number(clue.number, leg.sequence)
        leg.search_text = f"{leg.number} {leg.search_text}"


def propose_redirect(step: Step) -> None:
    """Note the receiver that somebody proposes, for the lead to decide."""
    clue = step.matter
    receiver = _resolve_receiver(step)
    if receiver != OWN and receiver in clue.hops:
        raise PingPong
    clue.redirect_receiver = {"department": receiver}
    step.work.touch(clue, "redirect_receiver")


def redirect(step: Step) -> None:
    """Open a leg to the proposed receiver, or the own leg."""
    clue = step.matter
    receiver = clue.redirect_receiver["department"]
    if receiver == OWN:
        open_leg(step, clue, receiver=clue.sender_id, kind=LegKind.OWN)
    else:
        open_leg(step, clue, receiver=receiver)
        clue.hops = [*clue.hops, receiver]
    clue.redirect_receiver = None
    step.work.touch(clue, "redirect_receiver", "hops")


def withdraw(step: Step) -> None:
    """Recall the legs that nobody has signed for."""
    for leg in _legs(step):
        if leg.concluded_at is None:
            plan(
                step.work,
                leg,
                Verb.RECALL,
                actor=step.actor,
                payload={"reason": step.payload["reason"]},
            )


def merge(step: Step) -> None:
    """Let the legs move along to the surviving clue of the same sender."""
    clue, work = step.matter, step.work
    survivor = work.matters.get(step.payload["survivor"])
    if survivor is None or survivor.kind != Kind.CLUE or survivor.pk == clue.pk:
        raise Invalid(errors=[FieldError("/survivor", "unknown-clue", "找不到要并入的线索")])
    if survivor.sender_id != clue.sender_id:
        raise WrongStatus("不同移送单位的线索不能合并，请改用并案")
    if {survivor.secrecy, clue.secrecy} != {Secrecy.INTERNAL}:
        # Who is named differs from clue to clue: a merge would show each to the other's readers.
        raise WrongStatus("限定人员知悉的线索不能合并")
    if survivor.status != Status.TRANSFERRED and clue.status == Status.TRANSFERRED:
        raise WrongStatus("要并入的线索尚未移送")
    if survivor.concluded_at is not None:
        raise WrongStatus("要并入的线索已办结")
    clue.merged_into_id = survivor.pk
    clue.status_when_merged = clue.status
    legs = _legs(step)
    if legs:
        spec_of(survivor.kind).companions(work, survivor)
        _move_legs(step, legs, to=survivor)
        _changed_beside(step, survivor)
    work.touch(clue, "merged_into", "status_when_merged")
    step.content["survivor"] = survivor.number


def unmerge(step: Step) -> None:
    """Let the legs that came along move back."""
    clue, work = step.matter, step.work
    survivor = work.matters[clue.merged_into_id]
    own_numbers = f"{clue.number}-"
    legs = [
        leg
        for leg in work.of_root(survivor.root_id, kind=Kind.TRANSFER)
        if (leg.number or "").startswith(own_numbers)
    ]
    _move_legs(step, legs, to=clue)
    stay = {leg.receiver_id for leg in _legs_of(work, survivor)}
    for leg in legs:
        if leg.receiver_id not in stay:
            end_party(work, survivor, department=leg.receiver_id, part=Party.RECEIVER)
    _changed_beside(step, survivor)
    clue.merged_into_id = None
    clue.status_when_merged = ""
    work.touch(clue, "merged_into", "status_when_merged")


def reopen(step: Step) -> None:
    """Open a leg to the last receiver again."""
    legs = [leg for leg in _legs(step) if leg.status not in CAME_BACK]
    last = max(legs, key=lambda leg: leg.sequence)
    kind = LegKind.OWN if last.leg_kind == LegKind.OWN else LegKind.REOPENED
    open_leg(step, step.matter, receiver=last.receiver_id, kind=kind)


def _legs(step: Step) -> list[Any]:
    return _legs_of(step.work, step.matter)


def _legs_of(work: Work, clue: Any) -> list[Any]:
    return [
        leg for leg in work.of_root(clue.root_id, kind=Kind.TRANSFER) if leg.parent_id == clue.pk
    ]


def _move_legs(step: Step, legs: list[Any], *, to: Any) -> None:
    work = step.work
    for leg in legs:
        leg.parent_id = to.pk
        leg.root_id = to.root_id
        work.touch(leg, "parent", "root")
        # Whose part in the leg has ended does not come along: it never saw the other clue.
        if work.department_of(leg, Party.RECEIVER) is not None:
            add_party(work, to, department=leg.receiver_id, part=Party.RECEIVER)


def _changed_beside(step: Step, clue: Any) -> None:
    """Note that a clue has changed by a step on another one."""
    set_holder(step.work, clue)
    share_with_main(step.work, clue)
    clue.version += 1
    step.work.touch(clue, "version")


def _resolve_receiver(step: Step) -> int | str:
    code = step.payload["receiver"]
    if code == OWN:
        return OWN
    department = step.work.directory.department(code)
    if department is None:
        raise Invalid(errors=[FieldError("/receiver", "unknown-department", "没有这个部门")])
    if department.id == step.matter.sender_id:
        raise Invalid(
            errors=[
                FieldError(
                    "/receiver",
                    "receiver-is-sender",
                    "接收单位不能是移送单位；自行办理请选择自办",
                )
            ]
        )
    return int(department.id)


EFFECTS = {
    Verb.DISCARD: discard,
    Verb.SUBMIT: submit,
    Verb.APPROVE: approve,
    Verb.APPROVE_URGENT: approve,
    Verb.PROPOSE_REDIRECT: propose_redirect,
    Verb.REDIRECT: redirect,
    Verb.WITHDRAW: withdraw,
    Verb.MERGE: merge,
    Verb.UNMERGE: unmerge,
    Verb.REOPEN: reopen,
}
