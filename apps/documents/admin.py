"""Papers in the admin: to be read when one could not be made."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.documents.models import Document


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Which papers are made and which are not; what they say stays unseen."""

    fields = (
        "kind",
        "number",
        "status",
        "template_version",
        "sha256",
        "size",
        "docx_sha256",
        "docx_size",
        "created_at",
        "ready_at",
        "attempts",
        "next_attempt_at",
        "error",
    )
    list_display = ("id", "kind", "number", "status", "created_at", "ready_at", "attempts")
    list_filter = ("status", "kind")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Papers are asked for by steps."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Papers do not change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Papers are kept."""
        return False
