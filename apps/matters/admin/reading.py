"""The base of admin pages that show matters' data: nothing but what the reader may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.queries import actor_of, with_powers
from apps.matters.watching import watch
from clue_transfer.actors import Actor

_SAFE = frozenset({"GET", "HEAD"})


def reader_of(request: HttpRequest) -> Actor:
    """Say who reads a page, for their primary department, with powers that are on.

    A request that writes has no powers: they let read, and nothing more.
    """
    user, now = cast("User", request.user), timezone.now()
    actor = actor_of(user, on=timezone.localdate(now))
    if user.is_superuser and request.method in _SAFE:
        actor = with_powers(actor, now=now)
    return actor


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """A page without any way to add, change or delete; nothing is counted beyond the page."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: steps write it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: it does not change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: it is kept."""
        return False


class OfMatters(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """A page of rows beside matters: only what its reader may see, and read on record."""

    def visible(self, rows: QuerySet[Any], *, reader: Actor) -> QuerySet[Any]:
        """Keep what the reader may see."""
        raise NotImplementedError

    def matters_of(self, row: Any) -> Iterable[tuple[UUID | None, str | None]]:
        """Name the matters (key and secrecy) that a row tells of."""
        raise NotImplementedError

    def call(self, row: Any) -> None:
        """Give a row the name under which the reader may know it; pages write it in many places."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read the rows that the reader may see, in lists and on their own."""
        return self.visible(super().get_queryset(request), reader=reader_of(request))

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Read one row, on record."""
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            self.call(row)
            watch(reader_of(request), self.matters_of(row))
        return row

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Read a page of rows, on record."""
        page = super().get_changelist_instance(request)
        for row in page.result_list:
            self.call(row)
        shown = [pair for row in page.result_list for pair in self.matters_of(row)]
        watch(reader_of(request), shown)
        return page
