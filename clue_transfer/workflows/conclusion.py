"""What keeps a clue from being concluded."""

from __future__ import annotations

from clue_transfer.vocabulary import Kind, Status


def hinders_conclusion(kind: str, status: str, *, final: bool) -> bool:
    """Whether a matter of the dossier keeps its clue from being concluded.

    Everything that is open does, but a rectification that has been verified: its look-backs
    go on after the conclusion.
    """
    return not final and not (kind == Kind.RECTIFICATION and status == Status.VERIFIED)
