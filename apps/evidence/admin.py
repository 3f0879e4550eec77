"""Evidence in the admin: to be read, never to be changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.evidence.models import Custody, Evidence


class _ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Evidence)
class EvidenceAdmin(_ReadOnly):
    """Files with their hashes."""

    list_display = ("id", "name", "size", "media_type", "department", "created_at")
    list_select_related = ("department",)
    show_full_result_count = False


@admin.register(Custody)
class CustodyAdmin(_ReadOnly):
    """Who touched which file."""

    list_display = ("at", "evidence", "act", "ok", "person", "department")
    list_filter = ("act", "ok")
    list_select_related = ("evidence", "person", "department")
    show_full_result_count = False
