"""What is special to each verb of a clue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from apps.clues.actions.confirming import confirm
from apps.clues.actions.duplicates import find_duplicates, keep_duplicates
from apps.clues.actions.legs import hops_of, legs_of, open_again, open_leg
from apps.clues.actions.merging import merge, unmerge
from apps.clues.actions.own_conduct import check_conduct, conduct_errors
from apps.clues.actions.receivers import receiving_department, successor_name
from apps.clues.actions.screening import read_records, screen_submitted
from apps.clues.queries import subjects_of
from apps.evidence.queries import manifests
from apps.matters.actions import NumberRequest, Step, Work, check_sealing
from apps.matters.actions.named import people_of
from apps.matters.actions.steps import plan
from clue_transfer.errors import FieldError, Incomplete, Invalid, PingPong, WrongStatus
from clue_transfer.numbering import clue_number, leg_number
from clue_transfer.vocabulary import (
    Kind,
    LegKind,
    NumberSeries,
    ReceiverRole,
    Secrecy,
    Status,
    Verb,
)
from clue_transfer.workflows.drafts import gaps
from clue_transfer.workflows.receivers import receiver_error
from clue_transfer.workflows.transfer import awaiting, departments_of

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
        read_records(work, pks)
        work.prepared["evidence"] = manifests(pks)
        find_duplicates(work, clues)
    elif verb in (Verb.APPROVE, Verb.APPROVE_URGENT):
        closed = [clue for clue in clues if clue.secrecy != Secrecy.INTERNAL]
        receivers = {
            row["department"] for clue in closed for row in clue.receivers if "department" in row
        }
        people_of(work, receivers | {clue.sender_id for clue in closed})


def submit(step: Step) -> None:
    """Check that the draft is complete and free of state secrets; note evidence and likenesses."""
    clue = step.matter
    if step.payload.get("no_state_secrets"):
        confirm(step.work, clue, actor=step.actor)
    missing = _gone_receivers(step) or gaps(
        {
            "title": clue.title,
            "description": clue.description,
            "violation_type": clue.violation_type_id,
            "division": clue.division_id,
            "discovered_on": clue.discovered_on,
            "location": {"address": clue.address, "longitude": clue.longitude},
            "subjects": subjects_of(step.work, clue.pk),
            "leg_kind": clue.leg_kind,
            "receivers": clue.receivers,
            "no_state_secrets": clue.confirmed_at,
        }
    )
    if missing:
        raise Incomplete(errors=missing)
    wrong = conduct_errors(step.work, clue)
    if wrong:
        raise Invalid(errors=wrong)
    check_sealing(step.work, clue, departments=_sealed_for(clue))
    step.content["evidence"] = [
        {"id": str(item["id"]), "sha256": item["sha256"]}
        for item in step.work.prepared["evidence"].get(clue.pk, ())
    ]
    keep_duplicates(step)
    screen_submitted(step)


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
        if "external" in row:
            open_external_leg(step, row["external"], role=row["role"])
        else:
            open_leg(step, clue, receiver=row["department"], role=row["role"])


def open_external_leg(step: Step, external: Mapping[str, str], *, role: str) -> None:
    """Open a leg to an organ outside the province, whose acts the sender enters."""
    clue = step.matter
    open_leg(
        step,
        clue,
        receiver=clue.sender_id,
        role=role,
        kind=LegKind.EXTERNAL,
        external=external,
    )


def _sealed_for(clue: Any) -> dict[int, str]:
    """Say where in the draft each department stands that is to have the clue."""
    places = {
        row["department"]: f"/receivers/{place}/department"
        for place, row in enumerate(clue.receivers)
        if "department" in row
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
    """Note the receiver that somebody proposes for a leg that came back, for the lead to decide.

    A new proposal replaces the one before.
    """
    clue, work = step.matter, step.work
    leg = _leg_to_redirect(step)
    code = step.payload["receiver"]
    if code == OWN:
        receiver: int | str = OWN
    else:
        department = receiving_department(
            work.directory, code, "/receiver", sender=clue.sender_id, role=leg.role
        )
        receiver = department.id
        check_conduct(work, clue, department.id, pointer="/receiver")
        if receiver in departments_of(hops_of(work, clue)):
            raise PingPong
    clue.redirect_receiver = {"department": receiver, "leg": str(leg.pk)}
    work.touch(clue, "redirect_receiver")


def _leg_to_redirect(step: Step) -> Any:
    """Find the leg that is to be carried on: the one named, else the only one that came back."""
    waiting = [step.work.matters[pk] for pk in awaiting(hops_of(step.work, step.matter))]
    named = step.payload.get("leg")
    if named is not None:
        waiting = [leg for leg in waiting if leg.pk == named]
        if not waiting:
            raise Invalid(errors=[FieldError("/leg", "not-waiting", "该移送没有待改送的部分")])
    elif len(waiting) > 1:
        raise Incomplete(
            errors=[FieldError("/leg", "ambiguous", "有多项移送被退回，请指明改送哪一项")]
        )
    return waiting[0]


def redirect(step: Step) -> None:
    """Open a leg to the proposed receiver, or the own leg, in the place of the one that came."""
    clue, work = step.matter, step.work
    receiver = clue.redirect_receiver["department"]
    leg = work.matters[UUID(clue.redirect_receiver["leg"])]
    if leg.pk not in awaiting(hops_of(work, clue)):
        raise WrongStatus("提议改送的移送已另行承接，请重新提议")
    if receiver == OWN:
        open_leg(step, clue, receiver=clue.sender_id, kind=LegKind.OWN, role=leg.role, follows=leg)
    else:
        _still_there(step, receiver, role=leg.role)
        if receiver in departments_of(hops_of(work, clue)):  # it came there meanwhile
            raise PingPong
        open_leg(step, clue, receiver=receiver, role=leg.role, follows=leg)
    clue.redirect_receiver = None
    work.touch(clue, "redirect_receiver")


def _still_there(step: Step, receiver: int, *, role: str) -> None:
    """Refuse what was proposed while the department was in service, and is so no longer."""
    directory = step.work.directory
    code = directory.by_id(receiver).code
    receiving_department(directory, code, "/receiver", sender=step.matter.sender_id, role=role)


def withdraw(step: Step) -> None:
    """Recall the legs that nobody has signed for."""
    for leg in legs_of(step.work, step.matter):
        if leg.concluded_at is None:
            plan(
                step.work,
                leg,
                Verb.RECALL,
                actor=step.actor,
                payload={"reason": step.payload["reason"]},
            )


def reopen(step: Step) -> None:
    """Open a leg to the last receiver again, or to that of the leg where a relapse was found."""
    clue, relapsed = step.matter, step.payload.get("leg")
    confirmed = [leg for leg in legs_of(step.work, clue) if leg.status == Status.CONFIRMED]
    last = max(
        confirmed,
        key=lambda leg: (str(leg.pk) == relapsed, leg.role == ReceiverRole.MAIN, leg.sequence),
    )
    open_again(step, clue, last)


def _gone_receivers(step: Step) -> list[FieldError]:
    """Name the receivers that have ceased to be one since the draft was written."""
    clue, directory = step.matter, step.work.directory
    found = [
        receiver_error(
            at,
            pointer=f"/receivers/{place}/department",
            sender=clue.sender_id,
            role=row["role"],
            successor=successor_name(directory, at),
        )
        for place, row in enumerate(clue.receivers)
        if "department" in row
        for at in (directory.by_id(row["department"]),)
    ]
    return [error for error in found if error is not None]


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
