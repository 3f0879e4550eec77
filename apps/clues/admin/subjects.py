"""Persons and firms of clues in the admin, as the reader's own clues call them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.queries import actor_of
from apps.clues.actions.subjects import mark_subject
from apps.clues.models import Clue, ClueSubject, Subject
from apps.matters.admin.reading import OfMatters, reader_of
from clue_transfer.actors import Actor

_MOST = 100
"""How many clues a subject shows, as in the API."""


@admin.register(Subject)
class SubjectAdmin(OfMatters):
    """Persons and firms of clues that the reader may see, as they are called there.

    Only their flags are set here, each time with an entry of the record.
    """

    list_display = ("name", "credit_code", "positive_list", "key_unit")
    list_filter = ("positive_list", "key_unit")
    search_fields = ("credit_code",)
    sortable_by = ()  # the order of names would tell how others call them
    fields = ("name", "credit_code", "address", "positive_list", "key_unit")
    readonly_fields = ("name", "credit_code", "address")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-pk",)

    def visible(self, rows: QuerySet[Any], *, reader: Actor) -> QuerySet[Any]:
        """Keep those who stand in a visible clue."""
        clues = Clue.objects.visible_to(reader).values("pk")
        here = ClueSubject.objects.filter(subject_id=OuterRef("pk"), clue__in=clues)
        return rows.filter(Exists(here)).annotate(
            called=Subquery(here.order_by("-clue_id").values("name")[:1]),
            stands_in=ArraySubquery(
                here.values(json=JSONObject(id=F("clue_id"), secrecy=F("clue__secrecy")))[:_MOST]
            ),
        )

    def matters_of(self, row: Any) -> Iterable[tuple[UUID | None, str | None]]:
        """Name the clues in which a subject stands."""
        return [(UUID(clue["id"]), clue["secrecy"]) for clue in row.stands_in]

    def call(self, row: Any) -> None:
        """Call a subject as the reader's own clues do."""
        row.name = row.called

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search by code, and by the names of the visible clues."""
        if not search_term:
            return queryset, False
        term = search_term.strip()
        return queryset.filter(Q(credit_code=term.upper()) | Q(called__icontains=term)), False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse while powers are on: they let read, and nothing more."""
        return super().has_change_permission(request, obj) and reader_of(request).powers is None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a subject comes about with the first clue that names it."""
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Keep what clues refer to."""
        return False

    def save_model(  # the framework passes `change` by position
        self,
        request: HttpRequest,
        obj: Subject,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Set the flags through the action."""
        now = timezone.now()
        mark_subject(
            obj.pk,
            positive_list=obj.positive_list,
            key_unit=obj.key_unit,
            actor=actor_of(cast("User", request.user), on=timezone.localdate(now)),
            now=now,
        )
