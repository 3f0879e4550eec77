"""Writes of referrals: opened here; their steps are effects of the tracks."""

from apps.referrals.actions.opening import edit_referral, open_referral

__all__ = ["edit_referral", "open_referral"]
