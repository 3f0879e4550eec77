"""The seals for administrators: entries and readings are for auditors, through the API."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.audit.models import Seal


class RecordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Shows rows of the record and offers no way to change them."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: the record writes itself."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: the database would as well."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: the database would as well."""
        return False


@admin.register(Seal)
class SealAdmin(RecordAdmin):
    """The seals, newest first."""

    list_display = ("number", "first_position", "last_position", "readings", "at")
    ordering = ("-number",)
