"""What the list of rules can be narrowed by."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from apps.common.api.filters import AskedFilterSet
from apps.deadlines.models import Rule
from clue_transfer import vocabulary as words


class RuleFilter(AskedFilterSet):
    """Rules by code, kind, whom they bind, where they come from, and when they are in force."""

    code = filters.CharFilter(max_length=40)
    kind = filters.CharFilter(max_length=40)
    unit = filters.ChoiceFilter(choices=words.Unit.choices())
    nature = filters.ChoiceFilter(choices=words.Nature.choices())
    source = filters.ChoiceFilter(choices=words.RuleSource.choices())
    confidence = filters.ChoiceFilter(choices=words.Confidence.choices())
    system = filters.ChoiceFilter(choices=words.System.choices(), method="bind", label="适用条线")
    level = filters.ChoiceFilter(
        choices=words.Level.choices(), method="bind_level", label="适用层级"
    )
    reference_only = filters.BooleanFilter(label="仅供参考")
    on = filters.DateFilter(method="in_force", label="该日有效")

    class Meta:
        """Nothing is filtered that is not named above."""

        model = Rule
        fields: list[str] = []

    def bind(self, queryset: QuerySet[Any], _name: str, system: str) -> QuerySet[Any]:
        """Keep the rules that bind a system: those that name it, and those that name none."""
        return queryset.filter(Q(applies_to_systems=[]) | Q(applies_to_systems__contains=[system]))

    def bind_level(self, queryset: QuerySet[Any], _name: str, level: str) -> QuerySet[Any]:
        """Keep the rules that bind a level: those that name it, and those that name none."""
        return queryset.filter(Q(applies_to_levels=[]) | Q(applies_to_levels__contains=[level]))

    def in_force(self, queryset: QuerySet[Any], _name: str, day: date) -> QuerySet[Any]:
        """Keep the rules in force on a day."""
        return queryset.filter(
            Q(effective_until__isnull=True) | Q(effective_until__gte=day), effective_from__lte=day
        )
