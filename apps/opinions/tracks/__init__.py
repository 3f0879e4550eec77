"""What the spine must know of each kind of matter of this app."""

from apps.matters import kinds
from apps.opinions.tracks import inquiry, opinion, public_interest, reverse_linkage


def register_all() -> None:
    """Register every kind of this app with the spine."""
    for spec in (opinion.SPEC, public_interest.SPEC, reverse_linkage.SPEC, inquiry.SPEC):
        kinds.register(spec)
