"""What the spine must know of each kind of matter of this app."""

from apps.clues.tracks import clue, complaint, rectification, transfer
from apps.matters import kinds


def register_all() -> None:
    """Register every kind of this app with the spine."""
    for spec in (clue.SPEC, transfer.SPEC, rectification.SPEC, complaint.SPEC):
        kinds.register(spec)
