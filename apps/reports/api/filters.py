"""What the register can be narrowed by, beyond the spine."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, TextField
from django.utils import timezone

from apps.common.prepared import Param
from apps.deadlines.models import Deadline
from apps.matters.api.filters import MatterFilter
from apps.matters.models import PartyRow
from clue_transfer.register import DUE
from clue_transfer.vocabulary import DeadlineState


class RegisterFilter(MatterFilter):
    """Filters of `two-laws/register/`: a department that takes part, and what is missing."""

    department = filters.CharFilter(method="filter_department", label="当事单位代码")
    missing = filters.BooleanFilter(method="filter_missing", label="有未录入的决定")

    def shaped(self, name: str, value: Any) -> Any:
        """Keep whether something or nothing is missing."""
        return value if name == "missing" else super().shaped(name, value)

    def given(self, name: str, value: Any) -> Any:
        """Prepare the moment that lateness is judged at; the reader's own department is another."""
        match name:
            case "missing":
                return {"late_at": timezone.now()}
            case "department":
                return {"party": value}
            case _:
                return super().given(name, value)

    def filter_department(self, queryset: QuerySet[Any], name: str, value: None) -> QuerySet[Any]:
        """Keep cases in which a department has a part."""
        part = PartyRow.objects.filter(
            matter_id=OuterRef("matter_id"),
            until__isnull=True,
            department__code=Param("party", TextField()),
        )
        return queryset.filter(Exists(part))

    def filter_missing(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Keep cases whose decision is due and not entered, or those in which none is."""
        late = Exists(
            Deadline.objects.filter(
                matter_id=OuterRef("matter_id"),
                kind__in=sorted(DUE),
                state=DeadlineState.RUNNING,
                due_at__lt=Param("late_at", DateTimeField()),
            )
        )
        return queryset.filter(late) if value else queryset.exclude(late)
