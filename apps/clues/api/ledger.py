"""The ledger (台账): of the acting department, and of a list handed down."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

import django_filters as filters
from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, UUIDField
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from apps.clues.api.filters import ClueFilter
from apps.clues.api.reference import lists_of
from apps.clues.ledger import ledger_rows
from apps.common.api.filters import Shape
from apps.common.api.pagination import KeysetPagination, Ordering
from apps.common.api.trimming import trimmed, wanted_fields
from apps.common.api.views import ActingRequest, ApiViewSet
from apps.common.prepared import Param
from apps.matters.api.lists import question_of, valid, watched_page
from apps.matters.api.serializers import NamedDepartmentSerializer
from apps.matters.models import Access
from apps.organizations.queries import directory, stamp
from clue_transfer.actors import Actor
from clue_transfer.calendars import end_of_day, start_of_day
from clue_transfer.errors import NotFound
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import Kind, Status


class LedgerFilter(ClueFilter):
    """Filters of the ledger: those of clues, and by days of registration, both included."""

    to = filters.DateFilter(method="filter_to")

    @classmethod
    def get_filters(cls) -> Any:
        """Add `from`, which is no name that a class may give."""
        since = filters.DateFilter(method="filter_from")
        return {**super().get_filters(), "from": since}

    def given(self, name: str, value: Any) -> Mapping[str, Any]:
        """Prepare days: from their first moment to their last."""
        match name:
            case "from":
                return {name: start_of_day(value)}
            case "to":
                return {name: end_of_day(value)}
            case _:
                return super().given(name, value)

    @extend_schema_field({"type": "string", "format": "date", "description": "登记日期自"})
    def filter_from(self, queryset: QuerySet[Any], name: str, value: None) -> QuerySet[Any]:
        """Keep what was registered on the day or later."""
        return queryset.filter(opened_at__gte=Param(name, DateTimeField()))

    @extend_schema_field({"type": "string", "format": "date", "description": "登记日期至"})
    def filter_to(self, queryset: QuerySet[Any], name: str, value: None) -> QuerySet[Any]:
        """Keep what was registered on the day or earlier."""
        return queryset.filter(opened_at__lte=Param(name, DateTimeField()))


def _rows(actor: Actor, *, shape: Shape, of_a_list: bool) -> QuerySet[Any]:
    """Read the department's access to clues, but not to those that it only once had."""
    mine = Access.objects.visible_to(actor)
    now = mine.filter(matter_id=OuterRef("matter_id")).exclude(why=Why.FORMER)
    rows = mine.filter(Exists(now), kind=Kind.CLUE)
    rows = rows.exclude(matter__status__in=(Status.DISCARDED, Status.MERGED))
    if of_a_list:
        rows = rows.filter(matter__clue__handed_list_id=Param("handed_list", UUIDField()))
    return LedgerFilter.narrow(rows, shape).values("matter_id")


class LedgerOutcomeSerializer(serializers.Serializer[object]):
    """What was last fed back about one subject, or about all."""

    subject = serializers.UUIDField(allow_null=True)
    outcome = serializers.CharField()
    outcome_name = serializers.CharField()
    amount_yuan = serializers.DecimalField(14, 2, allow_null=True)
    decision_number = serializers.CharField(allow_blank=True)
    decided_on = serializers.DateField(allow_null=True)


class LedgerOrderSerializer(serializers.Serializer[object]):
    """How what was ordered to be put right stands."""

    id = serializers.UUIDField()
    subject = serializers.UUIDField(allow_null=True)
    outcome = serializers.CharField()
    status = serializers.CharField()
    status_label = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    standing = serializers.CharField(allow_null=True)
    look_backs = serializers.IntegerField()
    look_backs_wanted = serializers.IntegerField()


class LedgerLegSerializer(serializers.Serializer[object]):
    """A leg, what it fed back, and what it ordered."""

    id = serializers.UUIDField()
    number = serializers.CharField(allow_null=True)
    kind = serializers.CharField()
    role = serializers.CharField()
    receiver = NamedDepartmentSerializer()
    status = serializers.CharField()
    status_label = serializers.CharField()
    outcomes = LedgerOutcomeSerializer(many=True)
    rectifications = LedgerOrderSerializer(many=True)


class LedgerRowSerializer(serializers.Serializer[object]):
    """One clue of the ledger, with the legs that the reader may see."""

    id = serializers.UUIDField()
    number = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    status = serializers.CharField()
    status_label = serializers.CharField()
    division = serializers.CharField(allow_null=True)
    violation_type = serializers.CharField(allow_null=True)
    opened_at = serializers.DateTimeField()
    concluded_at = serializers.DateTimeField(allow_null=True)
    list = serializers.UUIDField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    subjects = serializers.ListField(child=serializers.CharField())
    legs = LedgerLegSerializer(many=True)


@extend_schema_view(
    list=extend_schema(operation_id="ledger", responses=LedgerRowSerializer(many=True))
)
class Ledger(ApiViewSet):
    """What became of the clues that the acting department may read."""

    queryset = Access.objects.none()
    filterset_class = LedgerFilter
    serializer_class = LedgerRowSerializer
    pagination_class = KeysetPagination
    query_parameters: ClassVar[frozenset[str]] = frozenset({"fields"})
    orderings: ClassVar[dict[str, Ordering]] = {
        "-opened_at": Ordering("opened_at", descending=True, id="matter_id", nullable=False),
        "opened_at": Ordering("opened_at", id="matter_id", nullable=False),
    }

    def list(self, request: ActingRequest, pk: UUID | None = None) -> Response:
        """List the ledger of the department, or its items of one list."""
        if pk is not None and not lists_of(request.actor).filter(pk=pk).exists():
            raise NotFound
        asked = valid(self.filterset_class, request)
        shape = (self.filterset_class, asked.shape, pk is not None)
        found = watched_page(
            question_of(
                request.actor,
                shape=shape,
                rows=partial(_rows, shape=asked.shape, of_a_list=pk is not None),
                values={**asked.values, "handed_list": pk},
            ),
            request=request,
            orderings=self.orderings,
            default="-opened_at",
        )
        shown = ledger_rows(
            [row["matter_id"] for row in found.results],
            actor=request.actor,
            directory=directory(stamp()),
            now=timezone.now(),
        )
        if shown:
            shown = trimmed(shown, fields=wanted_fields(request, among=shown[0].keys()))
        return Response(found.body(shown))


@extend_schema_view(
    list=extend_schema(operation_id="list_ledger", responses=LedgerRowSerializer(many=True))
)
class ListLedger(Ledger):
    """What became of the items of a list: all to its department, their own to receivers."""


routes = [
    path("ledger/", Ledger.as_view({"get": "list"}), name="ledger"),
    path("lists/<uuid:pk>/ledger/", ListLedger.as_view({"get": "list"}), name="list-ledger"),
]
