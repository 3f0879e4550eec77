"""Writes of referrals: opened here; their steps are effects of the tracks."""

from apps.referrals.actions.opening import open_referral

__all__ = ["open_referral"]
