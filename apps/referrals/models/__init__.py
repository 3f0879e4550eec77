"""The tables of referrals."""

from apps.referrals.models.crime_referral import CrimeReferral
from apps.referrals.models.detention_referral import DetentionReferral
from apps.referrals.models.referral import Referral

__all__ = ["CrimeReferral", "DetentionReferral", "Referral"]
