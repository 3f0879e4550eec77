"""The directory of who works where."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import queries
from apps.accounts.api.filters import UserFilter
from apps.accounts.api.serializers import DirectoryUserSerializer, person_row
from apps.accounts.models import User
from apps.common.api.pagination import Ordering
from apps.common.api.views import ApiViewSet
from clue_transfer.errors import NotFound


@extend_schema_view(
    list=extend_schema(summary="The directory: who works where, in which role"),
    retrieve=extend_schema(summary="One person of the directory"),
)
class UserViewSet(ApiViewSet):
    """Persons who hold a role today; without user names and e-mail addresses."""

    queryset = User.objects.none()
    serializer_class = DirectoryUserSerializer
    filterset_class = UserFilter
    orderings = {"name": Ordering("pinyin"), "-name": Ordering("pinyin", descending=True)}
    default_ordering = "name"
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Any]:
        """Read the persons of today."""
        return queries.directory(on=timezone.localdate())

    def list(self, request: Request) -> Response:
        """Answer a page of persons."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([person_row(row) for row in rows or ()])

    def retrieve(self, request: Request, pk: int) -> Response:
        """Answer one person."""
        row = self.get_queryset().filter(pk=pk).first() if int(pk) < 2**63 else None
        if row is None:
            raise NotFound
        return Response(person_row(row))
