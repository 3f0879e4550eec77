"""Open a leg of a clue: parties, number, clocks, messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apps.clues.actions.own_conduct import check_conduct
from apps.clues.models import Transfer
from apps.common.ids import new_id
from apps.matters.actions import Step, Work, check_sealing
from apps.matters.actions.moving import add_party, open_in, say
from apps.matters.actions.named import people_of
from apps.matters.actions.people import MAY_HANDLE
from clue_transfer.errors import WrongStatus
from clue_transfer.numbering import leg_number
from clue_transfer.vocabulary import (
    Kind,
    LegKind,
    Party,
    ReceiverRole,
    Status,
)
from clue_transfer.workflows.transfer import Hop, kind_of_leg


def open_leg(
    step: Step,
    clue: Any,
    *,
    receiver: int,
    role: str = ReceiverRole.MAIN,
    kind: LegKind | None = None,
    via: int | None = None,
    status: Status | None = None,
    pointer: str = "/receiver",
    follows: Any = None,
    subjects: Sequence[str] = (),
    external: Mapping[str, str] | None = None,
) -> Transfer:
    """Open a leg of the clue to the receiver within the step's unit of work.

    `kind` is found from the two departments unless given. The leg's number is the clue's with
    `-n` in order of opening; a clue without a number gets its legs' numbers when it gets its own.
    Incomplete, at `pointer`, when the clue is sealed and the receiver has too few to be named.
    With `follows` it carries on that leg's part of the clue. To an organ outside the province
    (`external`) the sender itself stands for the receiver, as the department that enters its acts.
    """
    work = step.work
    check_conduct(work, clue, None if external else receiver, pointer=pointer)
    check_sealing(work, clue, departments={receiver: pointer})
    if kind is None:
        kind = _kind(work, sender=clue.sender_id, receiver=receiver)
    pk = new_id()
    leg = Transfer(
        id=pk,
        matter_ptr_id=pk,
        kind=Kind.TRANSFER,
        title=clue.title,
        search_text=clue.search_text,
        parent_id=clue.pk,
        root_id=clue.root_id,
        division_id=clue.division_id,
        secrecy=clue.secrecy,
        urgency=clue.urgency,
        leg_kind=kind,
        role=role,
        sender_id=clue.sender_id,
        receiver_id=receiver,
        via_id=via,
        only_subjects=list(subjects or ([] if follows is None else follows.only_subjects)),
        external=dict(external or {}),
        handler_id=_own_handler(work, clue, receiver=receiver) if kind is LegKind.OWN else None,
    )
    if follows is not None:
        leg.follows_id, leg.came_with_id = follows.pk, follows.came_with_id
    leg.sequence = _next_sequence(work, clue, about=leg.about_id)
    number = clue.number
    if leg.came_with_id is not None:
        number = follows.number.rpartition("-")[0]
    if number:
        leg.number = leg_number(number, leg.sequence)
    add_party(work, leg, department=clue.sender_id, part=Party.SENDER)
    add_party(work, leg, department=receiver, part=Party.RECEIVER)
    if via is not None:
        add_party(work, leg, department=via, part=Party.VIA)
    add_party(work, clue, department=receiver, part=Party.RECEIVER)
    variant = LegKind.OWN if kind is LegKind.OWN else (status or "")
    open_in(
        work,
        leg,
        variant=variant,
        content={
            "leg_kind": kind,
            "role": role,
            "sender": work.directory.by_id(clue.sender_id).code,
            "receiver": work.directory.by_id(receiver).code,
            **({"external": leg.external["name"]} if leg.external else {}),
        },
        actor=step.actor,
    )
    if kind is not LegKind.EXTERNAL and status is None:
        say(work, leg, event="transfer.sent", department=receiver)
    return leg


def open_again(step: Step, clue: Any, leg: Any) -> Transfer:
    """Hand a leg's part of the clue to its receiver anew, or to who has taken over its duties."""
    if leg.leg_kind == LegKind.EXTERNAL:
        return open_leg(
            step,
            clue,
            receiver=clue.sender_id,
            role=leg.role,
            kind=LegKind.EXTERNAL,
            external=leg.external,
            follows=leg,
        )
    receiver = step.work.directory.in_place_of(leg.receiver_id)
    if receiver is None:
        raise WrongStatus("原接收单位已撤销且没有承继单位，请另行登记线索")
    kind = LegKind.OWN if receiver == clue.sender_id else LegKind.REOPENED
    return open_leg(step, clue, receiver=receiver, role=leg.role, kind=kind, follows=leg)


def legs_of(work: Work, clue: Any) -> list[Any]:
    """List the legs that hang on a clue, those included that came along with a merged one."""
    return [
        leg for leg in work.of_root(clue.root_id, kind=Kind.TRANSFER) if leg.parent_id == clue.pk
    ]


def hops_of(work: Work, clue: Any) -> list[Hop]:
    """Lay out the clue's legs as the chain that it has gone through.

    Who has taken a department's place stands where that one stood.
    """
    in_place_of = work.directory.in_place_of
    return [
        Hop(
            leg=leg.pk,
            follows=leg.follows_id,
            receiver=in_place_of(leg.receiver_id) or leg.receiver_id,
            status=Status(leg.status),
            acts=leg.acts,
        )
        for leg in legs_of(work, clue)
    ]


def _kind(work: Work, *, sender: int, receiver: int) -> LegKind:
    if sender == receiver:
        return LegKind.OWN
    directory = work.directory
    return kind_of_leg(
        sender=sender,
        sender_system=directory.by_id(sender).system,
        receiver_system=directory.by_id(receiver).system,
        above_receiver=directory.superior_chain(receiver),
    )


def _next_sequence(work: Work, clue: Any, *, about: Any) -> int:
    """Count on among the legs about the same clue: those that came along count on by themselves."""
    legs = legs_of(work, clue)
    return 1 + max((leg.sequence for leg in legs if leg.about_id == about), default=0)


def _own_handler(work: Work, clue: Any, *, receiver: int) -> int | None:
    """Name who handles the clue as the handler of its own leg, if it is one of the receiver's."""
    if clue.handler_id is None:
        return None
    roles = people_of(work, [receiver])[receiver].get(clue.handler_id, frozenset())
    return None if roles.isdisjoint(MAY_HANDLE) else int(clue.handler_id)
