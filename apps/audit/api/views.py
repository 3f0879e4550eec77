"""The record, for auditors."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.audit.api.filters import EntryFilter
from apps.audit.api.serializers import COLUMNS, EntrySerializer, entry_row
from apps.audit.models import Entry
from apps.common.api.pagination import Ordering
from apps.common.api.views import ApiViewSet
from clue_transfer.errors import NotYourStep
from clue_transfer.visibility import audits_everything
from clue_transfer.vocabulary import Role


@extend_schema_view(list=extend_schema(summary="The record, newest first; for auditors only"))
class EntryViewSet(ApiViewSet):
    """Entries of the record; the content of matters for named persons is withheld."""

    queryset = Entry.objects.none()
    serializer_class = EntrySerializer
    filterset_class = EntryFilter
    orderings = {"newest": Ordering("id", descending=True), "oldest": Ordering("id")}
    default_ordering = "newest"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let nobody but an auditor of the acting department in."""
        super().initial(request, *args, **kwargs)
        if not request.actor.has(Role.AUDITOR):  # type: ignore[attr-defined]  # set by authentication
            raise NotYourStep(who=Role.AUDITOR.label)

    def get_queryset(self) -> Any:
        """Keep what this auditor reads: nothing of a matter about their own department."""
        actor = self.request.actor
        own = Q(matter__root__about_department_id=actor.acting)
        entries = Entry.objects.exclude(own)
        if not audits_everything(actor):
            entries = entries.filter(department_id=actor.acting)
        return entries.values(*COLUMNS)

    def list(self, request: Request) -> Response:
        """Answer a page of entries."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([entry_row(row) for row in rows or ()])
