"""What the spine must know of each kind of matter of this app."""

from apps.matters import kinds
from apps.referrals.tracks import crime_referral, detention_referral


def register_all() -> None:
    """Register every kind of this app with the spine."""
    for spec in (crime_referral.SPEC, detention_referral.SPEC):
        kinds.register(spec)
