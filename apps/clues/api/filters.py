"""What lists of clues and of legs can be narrowed by, beyond the spine."""

from __future__ import annotations

import django_filters as filters

from apps.matters.api.filters import MatterFilter
from clue_transfer.vocabulary import ComplaintChannel, LegKind, PollutionType, Source


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


class ComplaintFilter(MatterFilter):
    """Filters of `complaints/`."""

    channel = filters.ChoiceFilter(
        field_name="matter__complaint__channel", choices=ComplaintChannel.choices()
    )
    pollution_type = filters.ChoiceFilter(
        field_name="matter__complaint__pollution_type", choices=PollutionType.choices()
    )
    anonymous = filters.BooleanFilter(field_name="matter__complaint__anonymous")
    external_number = filters.CharFilter(field_name="matter__complaint__external_number")
    repeat_of = filters.UUIDFilter(field_name="matter__complaint__repeat_of_id")
    run = filters.UUIDFilter(field_name="matter__complaint__import_run_id")
