"""The rules of time in the admin: a rule in use is not rewritten, it gets a new version."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.deadlines.models import Rule

_OF_A_VERSION_IN_USE = ("effective_until", "note", "confidence", "citation", "consequence")


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Limits with where they are written and how sure we are."""

    list_display = (
        "code",
        "version",
        "label",
        "limit",
        "unit",
        "confidence",
        "source",
        "effective_from",
        "effective_until",
    )
    list_filter = ("confidence", "source", "kind", "unit")
    search_fields = ("code", "label", "citation")
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Where clocks run under a version, only what does not move them may be written."""
        if obj is None or not obj.deadlines.exists():
            return ()
        names = (field.name for field in Rule._meta.concrete_fields)
        return tuple(name for name in names if name not in _OF_A_VERSION_IN_USE)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rules end, they are not deleted."""
        return False
