"""Divisions, departments and calendars, read only: they are written in the admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from apps.common.api.pagination import Ordering, Orderings
from apps.common.api.trimming import trimmed, wanted_fields
from apps.common.api.views import ApiViewSet
from apps.organizations.api import serializers
from apps.organizations.api.filters import DepartmentFilter, DivisionFilter
from apps.organizations.models import CalendarNotice, CalendarYear, Department, Division
from clue_transfer.errors import NotFound

_FIELDS = OpenApiParameter("fields", str, description="Only these fields, between commas.")
_DETAIL_ONLY = ("counterpart_police", "counterpart_procuratorate", "successor")


class ReferenceViewSet(ApiViewSet):
    """A collection that can only be read; its rows are dictionaries in one query."""

    query_parameters: ClassVar[frozenset[str]] = frozenset({"fields"})
    orderings: ClassVar[Orderings]

    @property
    def names(self) -> list[str]:
        """The fields of an answer, as they are described."""
        described: Any = self.get_serializer_class()()
        return list(described.fields)

    def rows(self, queryset: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
        """Take what an answer holds from the tables."""
        return queryset.values(*self.names)

    def laid_out(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Lay a row out as the answer has it."""
        return dict(row)

    def list(self, request: Request) -> Response:
        """Answer one page."""
        page = self.paginate_queryset(self.rows(self.filter_queryset(self.get_queryset())))
        rows = [self.laid_out(row) for row in page or ()]
        return self.get_paginated_response(rows)

    @extend_schema(parameters=[_FIELDS])
    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """Answer one row."""
        fields = wanted_fields(request, among=self.names)
        row = self.rows(self.get_queryset().filter(**kwargs)).first()
        if row is None:
            raise NotFound("未找到该项基础数据")
        return Response(trimmed([self.laid_out(row)], fields=fields)[0])


class DivisionViewSet(ReferenceViewSet):
    """Administrative divisions."""

    queryset = Division.objects.all()
    serializer_class = serializers.DivisionSerializer
    filterset_class = DivisionFilter
    lookup_field = "code"
    orderings: ClassVar[Orderings] = {
        "code": Ordering("pk"),
        "-code": Ordering("pk", descending=True),
        "name": Ordering("pinyin"),
    }


class DepartmentViewSet(ReferenceViewSet):
    """Departments; the detail adds counterparts, other names and the successor."""

    queryset = Department.objects.all()
    serializer_class = serializers.DepartmentSerializer
    filterset_class = DepartmentFilter
    lookup_field = "code"
    orderings: ClassVar[Orderings] = {
        "code": Ordering("code"),
        "-code": Ordering("code", descending=True),
        "name": Ordering("pinyin"),
    }

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Tell the detail from the list: it has more."""
        if self.action == "retrieve":
            return serializers.DepartmentDetailSerializer
        return serializers.DepartmentSerializer

    def rows(self, queryset: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
        """Take related departments by code."""
        related = {"of_superior": F("superior__code"), "of_division": F("division__name")}
        plain = ["code", "name", "short_name", "system", "active", "division_id"]
        if self.action == "retrieve":
            plain.append("aliases")
            related |= {f"of_{name}": F(f"{name}__code") for name in _DETAIL_ONLY}
        return queryset.values(*plain, **related)

    def laid_out(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Put the division in one place, and the fields in the order of the description."""
        found = {
            **row,
            "superior": row["of_superior"],
            "division": {"code": row["division_id"], "name": row["of_division"]},
            **{name: row[f"of_{name}"] for name in _DETAIL_ONLY if f"of_{name}" in row},
        }
        return {name: found[name] for name in self.names}

    @extend_schema(parameters=[_FIELDS], responses=serializers.DepartmentDetailSerializer)
    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """Answer one department."""
        return super().retrieve(request, **kwargs)


class CalendarViewSet(ReferenceViewSet):
    """Working days by year."""

    queryset = CalendarYear.objects.all()
    serializer_class = serializers.CalendarSerializer
    lookup_field = "year"
    lookup_value_regex = "[0-9]{4}"
    orderings: ClassVar[Orderings] = {
        "-year": Ordering("year", descending=True),
        "year": Ordering("year"),
    }


class CalendarVersionViewSet(ReferenceViewSet):
    """What a year's days were before, version by version."""

    queryset = CalendarNotice.objects.all()
    serializer_class = serializers.CalendarVersionSerializer
    orderings: ClassVar[Orderings] = {
        "-version": Ordering("version", descending=True),
        "version": Ordering("version"),
    }

    def get_queryset(self) -> QuerySet[Any]:
        """Take the versions of the year that the address names."""
        return super().get_queryset().filter(year=int(self.kwargs.get("year", 0)))

    def rows(self, queryset: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
        """Take the name of who has loaded it."""
        plain = [name for name in self.names if name != "loaded_by"]
        return queryset.values(*plain, of_person=F("loaded_by__full_name"))

    def laid_out(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Put the name in its place."""
        found = {**row, "loaded_by": row["of_person"]}
        return {name: found[name] for name in self.names}

    @extend_schema(operation_id="calendars_versions")
    def list(self, request: Request, **kwargs: str) -> Response:
        """Answer one page, the newest version first."""
        if not self.get_queryset().exists():
            raise NotFound("未找到该项基础数据")
        return super().list(request)
