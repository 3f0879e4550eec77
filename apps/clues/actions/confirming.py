"""Keep who confirmed that a clue holds no state secret (保守国家秘密法): none may be entered."""

from __future__ import annotations

from typing import Any

from apps.matters.actions import Work
from clue_transfer.actors import Actor


def confirm(work: Work, clue: Any, *, actor: Actor) -> None:
    """Note who confirms it, and when."""
    clue.confirmed_by_id, clue.confirmed_at = actor.person, work.now
    work.touch(clue, "confirmed_by", "confirmed_at")


def forget_confirmation(work: Work, clue: Any) -> None:
    """Ask again: what was confirmed has been changed."""
    clue.confirmed_by_id = clue.confirmed_at = None
    work.touch(clue, "confirmed_by", "confirmed_at")
