"""What lists of clues and of legs can be narrowed by, beyond the spine."""

from __future__ import annotations

import django_filters as filters

from apps.matters.api.filters import MatterFilter
from clue_transfer.vocabulary import LegKind, Source


class ClueFilter(MatterFilter):
    """Filters of `clues/`."""

    kind = filters.ChoiceFilter(field_name="matter__clue__leg_kind", choices=LegKind.choices())
    violation_type = filters.CharFilter(field_name="matter__clue__violation_type_id")
    source = filters.ChoiceFilter(field_name="matter__clue__source", choices=Source.choices())
    subject = filters.UUIDFilter(field_name="matter__clue__clue_subjects__subject_id")
    list = filters.UUIDFilter(field_name="matter__clue__handed_list_id")


class TransferFilter(MatterFilter):
    """Filters of `transfers/`."""

    kind = filters.ChoiceFilter(field_name="matter__transfer__leg_kind", choices=LegKind.choices())
    clue = filters.UUIDFilter(field_name="matter__parent_id")
    receiver = filters.CharFilter(field_name="matter__transfer__receiver__code")
