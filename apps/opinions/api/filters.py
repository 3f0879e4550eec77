"""What these lists can be narrowed by, beyond the spine."""

from __future__ import annotations

import django_filters as filters

from apps.matters.api.filters import MatterFilter
from clue_transfer.workflows.opinion import OpinionKind
from clue_transfer.workflows.public_interest import SuitKind


class OpinionFilter(MatterFilter):
    """Filters of `opinions/`."""

    kind = filters.ChoiceFilter(
        field_name="matter__opinion__opinion_kind", choices=OpinionKind.choices()
    )
    addressee = filters.CharFilter(field_name="matter__opinion__addressee__code")


class PublicInterestFilter(MatterFilter):
    """Filters of `public-interest/`."""

    kind = filters.ChoiceFilter(
        field_name="matter__publicinterest__suit_kind", choices=SuitKind.choices()
    )
    addressee = filters.CharFilter(field_name="matter__publicinterest__addressee__code")


class ReverseLinkageFilter(MatterFilter):
    """Filters of `reverse-linkages/`."""

    referral = filters.UUIDFilter(field_name="matter__parent_id")


class InquiryFilter(MatterFilter):
    """Filters of `inquiries/`."""

    sender = filters.CharFilter(field_name="matter__inquiry__sender__code")
    addressee = filters.CharFilter(field_name="matter__inquiry__addressee__code")
