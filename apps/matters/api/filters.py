"""The filters that every list of matters takes; they read through the department's access."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.common.api.filters import AskedFilterSet
from apps.matters.models import Access, PartyRow
from apps.matters.searching import with_text
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import Secrecy, Standing, Urgency

BOXES = {"outgoing": Why.SENDER, "incoming": Why.RECEIVER, "supervised": Why.SUPERIOR}
MOST_SEARCHED = 60


class MatterFilter(AskedFilterSet):
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
    search = filters.CharFilter(method="filter_search", label="文号、标题、主体、地址")

    class Meta:
        """No field of the access row itself is a filter."""

        model = Access
        fields: tuple[str, ...] = ()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Read each matter once where no box is asked for."""
        queryset = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("box"):
            queryset = queryset.filter(primary=True)
        return queryset

    def filter_box(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what the department has for one reason."""
        return queryset.filter(why=BOXES[value])

    def filter_status(self, queryset: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Keep statuses; of what the department had once, as it stood when its part ended."""
        left = PartyRow.objects.filter(
            matter_id=OuterRef("matter_id"),
            department_id=OuterRef("department_id"),
            until__isnull=False,
            as_left__status__in=value,
        )
        now = ~Q(why=Why.FORMER) & Q(matter__status__in=value)
        return queryset.filter(now | Q(Exists(left), why=Why.FORMER))

    def filter_handler(self, queryset: QuerySet[Any], name: str, value: int) -> QuerySet[Any]:
        """Keep what somebody handles now: not what the department had once."""
        return queryset.exclude(why=Why.FORMER).filter(matter__handler_id=value)

    def filter_division(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep a division and those below it, by the pairs of digits of its code."""
        prefix = value.rstrip("0") or value
        prefix += "0" * (len(prefix) % 2)
        return queryset.filter(matter__division__code__startswith=prefix)

    def filter_standing(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what is overdue now, or due before the end of today."""
        now = timezone.now()
        queryset = queryset.filter(open=True)
        if value == Standing.OVERDUE:
            return queryset.filter(next_due_at__lt=now)
        return queryset.filter(next_due_at__gte=now, next_due_at__lte=_end_of_day(now))

    def filter_search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Find by the grams of the text, then make sure that the text stands there whole."""
        for term in value[:MOST_SEARCHED].split():
            queryset = with_text(queryset, term, now=timezone.now(), at="matter__")
        return queryset


def _end_of_day(now: datetime) -> datetime:
    local = timezone.localtime(now)
    return local.replace(hour=23, minute=59, second=59, microsecond=999999)
