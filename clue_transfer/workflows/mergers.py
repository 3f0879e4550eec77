"""Which clues may be merged into which."""

from __future__ import annotations

from dataclasses import dataclass

from clue_transfer.errors import Refused, WrongStatus
from clue_transfer.vocabulary import Secrecy, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """What of a clue decides whether it may be merged into another one."""

    sender: int
    secrecy: Secrecy
    status: Status
    final: bool
    holds_others: bool
    """Whether other clues have been merged into it."""
    confirmation_owed: bool = False
    """Whether an urgent approval by the duty officer still waits for its confirmation."""
    about: int | None = None
    """Whose own conduct it is about."""


def merge_refusal(clue: Merging, *, into: Merging) -> Refused | None:
    """Say why a clue cannot be merged into another one; None when it can.

    Who is named differs from clue to clue: a merger of such would show each to the other's
    readers. A clue that others were merged into stays where they can find it.
    """
    if into.sender != clue.sender:
        return WrongStatus("不同移送单位的线索不能合并，请改用并案")
    if {into.secrecy, clue.secrecy} != {Secrecy.INTERNAL}:
        return WrongStatus("限定人员知悉的线索不能合并")
    if into.about != clue.about:
        return WrongStatus("所反映的部门不同的线索不能合并")
    if into.final:
        return WrongStatus("要并入的线索已办结")
    if into.status is not Status.TRANSFERRED and clue.status is Status.TRANSFERRED:
        return WrongStatus("要并入的线索尚未移送")
    if clue.confirmation_owed:
        return WrongStatus("值班人员的紧急批准尚待负责人确认，确认后才能合并")
    if clue.holds_others:
        return WrongStatus("已有其他线索并入本线索，请先取消合并")
    return None
