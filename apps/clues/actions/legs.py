"""Open a leg of a clue: parties, number, clocks, messages."""

from __future__ import annotations

from typing import Any

from apps.clues.models import Transfer
from apps.common.ids import new_id
from apps.matters.actions import Step, Work, check_sealing
from apps.matters.actions.moving import add_party, open_in, say
from clue_transfer.numbering import leg_number
from clue_transfer.vocabulary import (
    Kind,
    LegKind,
    Party,
    ReceiverRole,
    Status,
)
from clue_transfer.workflows.transfer import kind_of_leg


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
) -> Transfer:
    """Open a leg of the clue to the receiver within the step's unit of work.

    `kind` is found from the two departments unless given. The leg's number is the clue's with
    `-n` in order of opening; a clue without a number gets its legs' numbers when it gets its own.
    Incomplete, at `pointer`, when the clue is sealed and the receiver has too few to be named.
    """
    work = step.work
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
        sequence=_next_sequence(work, clue),
        sender_id=clue.sender_id,
        receiver_id=receiver,
        via_id=via,
    )
    if clue.number:
        leg.number = leg_number(clue.number, leg.sequence)
    add_party(work, leg, department=clue.sender_id, part=Party.SENDER)
    add_party(work, leg, department=receiver, part=Party.RECEIVER)
    if via is not None:
        add_party(work, leg, department=via, part=Party.VIA)
    add_party(work, clue, department=receiver, part=Party.RECEIVER)
    variant = LegKind.OWN if kind is LegKind.OWN else (status or "")
    if kind is LegKind.OWN and step.matter.handler_id is not None:
        leg.handler_id = step.matter.handler_id
    open_in(
        work,
        leg,
        variant=variant,
        content={
            "leg_kind": kind,
            "role": role,
            "sender": work.directory.by_id(clue.sender_id).code,
            "receiver": work.directory.by_id(receiver).code,
        },
        actor=step.actor,
    )
    say(work, leg, event="transfer.sent", department=receiver)
    return leg


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


def _next_sequence(work: Work, clue: Any) -> int:
    legs = work.of_root(clue.root_id, kind=Kind.TRANSFER)
    return 1 + max((leg.sequence for leg in legs if leg.parent_id == clue.pk), default=0)
