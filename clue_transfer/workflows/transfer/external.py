"""A leg to an organ outside the province: its acts are entered by the sender from its papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from clue_transfer.machine import Transition
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import Party

PAPER = "paper"


def with_papers(rows: Iterable[Transition]) -> tuple[Transition, ...]:
    """Let every step of the receiver alone need the paper from which it is entered."""
    return tuple(
        replace(row, needs_when=(*row.needs_when, (Fact.EXTERNAL, (PAPER,))))
        if by_receiver_alone(row)
        else row
        for row in rows
    )


def by_receiver_alone(row: Transition) -> bool:
    """Whether of all people only the receiver's take the step."""
    return row.parties - {Party.SYSTEM} == {Party.RECEIVER}
