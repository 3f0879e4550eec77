"""Who complained: sealed, read on record, corrected, and sealed anew with another key."""

from apps.clues.actions.reporters.access import correct, read, read_of_clue
from apps.clues.actions.reporters.rotation import lost, remove_old_keys, rotate
from apps.clues.actions.reporters.sealing import identity_of, sealed_row

__all__ = [
    "correct",
    "identity_of",
    "lost",
    "read",
    "read_of_clue",
    "remove_old_keys",
    "rotate",
    "sealed_row",
]
