"""The filters that every list of matters takes; they read through the department's access."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import django_filters as filters
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from apps.common.api.filters import PreparedFilterSet, Shape
from apps.common.prepared import Among, Param
from apps.matters.models import Access, PartyRow
from apps.matters.searching import having_text, rarest_gram
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import Secrecy, Standing, Urgency

BOXES = {"outgoing": Why.SENDER, "incoming": Why.RECEIVER, "supervised": Why.SUPERIOR}
MOST_SEARCHED = 60


class MatterFilter(PreparedFilterSet):
    """Filters on the spine: box, status, division and below, search, times, standing."""

    box = filters.ChoiceFilter(
        choices=[(name, name) for name in BOXES], method="filter_box", label="发出、收到或监督"
    )
    status = filters.BaseInFilter(method="filter_status", label="状态，可用逗号列多个")
    division = filters.CharFilter(method="filter_division", label="行政区划，含下级")
    urgency = filters.ChoiceFilter(field_name="matter__urgency", choices=Urgency.choices())
    secrecy = filters.ChoiceFilter(field_name="matter__secrecy", choices=Secrecy.choices())
    open = filters.BooleanFilter(field_name="open", label="未终结")
    standing = filters.ChoiceFilter(
        choices=[(Standing.OVERDUE.value, "已逾期"), (Standing.DUE_TODAY.value, "今日到期")],
        method="filter_standing",
    )
    due_before = filters.IsoDateTimeFilter(field_name="next_due_at", lookup_expr="lt")
    opened_after = filters.IsoDateTimeFilter(field_name="opened_at", lookup_expr="gte")
    opened_before = filters.IsoDateTimeFilter(field_name="opened_at", lookup_expr="lt")
    handler = filters.NumberFilter(method="filter_handler")
    search = filters.CharFilter(method="filter_search")

    class Meta:
        """No field of the access row itself is a filter."""

        model = Access
        fields: tuple[str, ...] = ()

    def shaped(self, name: str, value: Any) -> Any:
        """Keep which box or standing is asked for, and how many words are searched."""
        if name == "search":
            return len(_terms(value))
        return value if name in ("box", "standing") else None

    def given(self, name: str, value: Any) -> Mapping[str, Any]:
        """Prepare what is compared: lists, the beginning of a division's code, pairs, moments."""
        match name:
            case "status":
                return {name: list(value)}
            case "handler":
                return {name: int(value)}
            case "division":
                prefix = value.rstrip("0") or value
                return {name: prefix + "0" * (len(prefix) % 2)}
            case "standing":
                now = timezone.now()
                return {"now": now, "end_of_day": _end_of_day(now)}
            case "search":
                return _searched(_terms(value), now=timezone.now())
            case _:
                return {name: value}

    @classmethod
    def narrow(cls, queryset: QuerySet[Any], shape: Shape) -> QuerySet[Any]:
        """Read each matter once where no box is asked for."""
        queryset = super().narrow(queryset, shape)
        return queryset if "box" in dict(shape) else queryset.filter(primary=True)

    def filter_box(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what the department has for one reason."""
        return queryset.filter(why=BOXES[value])

    def filter_status(self, queryset: QuerySet[Any], name: str, value: None) -> QuerySet[Any]:
        """Keep statuses; of what the department had once, as it stood when its part ended."""
        wanted = Param(name, ArrayField(TextField()))
        left = PartyRow.objects.filter(
            Among(KeyTextTransform("status", "as_left"), wanted),
            matter_id=OuterRef("matter_id"),
            department_id=OuterRef("department_id"),
            until__isnull=False,
        )
        now = ~Q(why=Why.FORMER) & Q(Among("matter__status", wanted))
        return queryset.filter(now | Q(Exists(left), why=Why.FORMER))

    @extend_schema_field(OpenApiTypes.INT)
    def filter_handler(self, queryset: QuerySet[Any], name: str, value: None) -> QuerySet[Any]:
        """Keep what somebody handles now: not what the department had once."""
        handler = Param(name, BigIntegerField())
        return queryset.exclude(why=Why.FORMER).filter(matter__handler_id=handler)

    def filter_division(self, queryset: QuerySet[Any], name: str, value: None) -> QuerySet[Any]:
        """Keep a division and those below it, by the pairs of digits of its code."""
        prefix = Param(name, TextField())
        return queryset.filter(matter__division__code__startswith=prefix)

    def filter_standing(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what is overdue now, or due before the end of today."""
        now = Param("now", DateTimeField())
        queryset = queryset.filter(open=True)
        if value == Standing.OVERDUE:
            return queryset.filter(next_due_at__lt=now)
        end_of_day = Param("end_of_day", DateTimeField())
        return queryset.filter(next_due_at__gte=now, next_due_at__lte=end_of_day)

    @extend_schema_field({"type": "string", "description": "文号、标题、主体、地址"})
    def filter_search(self, queryset: QuerySet[Any], name: str, value: int) -> QuerySet[Any]:
        """Find by the grams of the text, then make sure that the text stands there whole."""
        for place in range(value):
            gram = Param(f"gram_{place}", ArrayField(TextField()))
            term = Param(f"term_{place}", TextField())
            queryset = having_text(queryset, term, gram=gram, at="matter__")
        return queryset


def _terms(text: str) -> list[str]:
    return text[:MOST_SEARCHED].split()


def _searched(terms: list[str], *, now: datetime) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for place, term in enumerate(terms):
        given |= {f"term_{place}": term, f"gram_{place}": [rarest_gram(term, now=now)]}
    return given


def _end_of_day(now: datetime) -> datetime:
    local = timezone.localtime(now)
    return local.replace(hour=23, minute=59, second=59, microsecond=999999)
