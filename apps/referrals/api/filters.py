"""What lists of referrals can be narrowed by, beyond the spine."""

from __future__ import annotations

import django_filters as filters

from apps.matters.api.filters import MatterFilter


class CrimeReferralFilter(MatterFilter):
    """Filters of `crime-referrals/`."""

    leg = filters.UUIDFilter(field_name="matter__parent_id")
    clue = filters.UUIDFilter(field_name="matter__root_id")
    sender = filters.CharFilter(field_name="matter__crimereferral__sender__code")
    police = filters.CharFilter(field_name="matter__crimereferral__police__code")


class DetentionReferralFilter(MatterFilter):
    """Filters of `detention-referrals/`."""

    leg = filters.UUIDFilter(field_name="matter__parent_id")
    clue = filters.UUIDFilter(field_name="matter__root_id")
    sender = filters.CharFilter(field_name="matter__detentionreferral__sender__code")
    police = filters.CharFilter(field_name="matter__detentionreferral__police__code")
