"""What the register can be narrowed by, beyond the spine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django.contrib.postgres.fields import ArrayField
from django.db.models import DateTimeField, Exists, F, OuterRef, QuerySet, TextField
from django.db.models.functions import Coalesce
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field

from apps.common.api.filters import Shape
from apps.common.prepared import Param
from apps.deadlines.models import Deadline
from apps.matters.api.filters import MatterFilter
from apps.matters.models import PartyRow
from apps.reports.queries.register import Entries, Took
from clue_transfer.calendars import end_of_day, start_of_day
from clue_transfer.register import DUE, ORGANS, verbs_of
from clue_transfer.vocabulary import DeadlineState, Party

_OF_ENTRIES = frozenset({"organ", "from", "to"})


class RegisterFilter(MatterFilter):
    """Filters of `two-laws/register/`: whose decisions of which days, and what is missing.

    `from`, `to` and `organ` speak of one and the same decision, by the day of its entry.
    """

    organ = filters.ChoiceFilter(
        choices=[(str(organ), organ.label) for organ in ORGANS], method="filter_entries"
    )
    to = filters.DateFilter(method="filter_entries")
    department = filters.CharFilter(method="filter_department", label="当事单位代码")
    missing = filters.BooleanFilter(method="filter_missing", label="有未录入的决定")

    @classmethod
    def get_filters(cls) -> Any:
        """Add `from`, which is no name that a class may give."""
        since = filters.DateFilter(method="filter_entries")
        return {**super().get_filters(), "from": since}

    @property
    def entries(self) -> Entries:
        """Which decisions the request asks for: all of them unless it says otherwise."""
        asked = self.asked
        since, until = asked.get("from"), asked.get("to")
        return Entries(
            organ=Party(asked["organ"]) if "organ" in asked else None,
            since=start_of_day(since) if since else None,
            until=end_of_day(until) if until else None,
        )

    @property
    def values(self) -> Mapping[str, Any]:
        """Add what the decisions asked for are found by."""
        wanted = self.entries
        return {
            **super().values,
            "verbs": verbs_of(wanted.organ),
            "since": wanted.since,
            "until": wanted.until,
        }

    @classmethod
    def narrow(cls, queryset: QuerySet[Any], shape: Shape) -> QuerySet[Any]:
        """Keep cases with a decision as it is asked for: one that meets all that is said of it."""
        queryset = super().narrow(queryset, shape)
        if not _OF_ENTRIES & dict(shape).keys():
            return queryset
        stages = Coalesce(
            F("matter__crimereferral__stages"), F("matter__detentionreferral__stages")
        )
        moments = (Param(name, DateTimeField()) for name in ("since", "until"))
        return queryset.filter(Took(stages, Param("verbs", ArrayField(TextField())), *moments))

    def shaped(self, name: str, value: Any) -> Any:
        """Keep whether something or nothing is missing."""
        return value if name == "missing" else super().shaped(name, value)

    def given(self, name: str, value: Any) -> Any:
        """Prepare the moment that lateness is judged at; the reader's own department is another."""
        match name:
            case "organ" | "from" | "to":
                return {}
            case "missing":
                return {"late_at": timezone.now()}
            case "department":
                return {"party": value}
            case _:
                return super().given(name, value)

    @extend_schema_field({"type": "string", "description": "作出决定的机关；录入日期自、至"})
    def filter_entries(self, queryset: QuerySet[Any], name: str, value: None) -> QuerySet[Any]:
        """Leave it to `narrow`, which looks at the three together."""
        return queryset

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
