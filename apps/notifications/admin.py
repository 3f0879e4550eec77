"""The outbox in the admin: to be read when a message does not arrive."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.notifications.models import Outbox


@admin.register(Outbox)
class OutboxAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """What is to be told, and what went wrong; titles stay unseen, since matters may be secret."""

    fields = (
        "event",
        "recipient_department",
        "recipient",
        "created_at",
        "delivered_at",
        "attempts",
        "next_attempt_at",
        "error",
    )
    list_display = ("id", "event", "created_at", "delivered_at", "attempts", "next_attempt_at")
    list_filter = (("delivered_at", admin.EmptyFieldListFilter),)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Messages are written by steps."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Messages are delivered by the worker."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Messages are kept."""
        return False
