"""The catalogues of clues in the admin: kinds of violation, and outcomes."""

from __future__ import annotations

from django.contrib import admin

from apps.clues.models import Outcome, ViolationType


@admin.register(ViolationType)
class ViolationTypeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Kinds of violation; a code that clues use is switched off, never deleted."""

    list_display = ("code", "name", "name_en", "active")
    list_filter = ("active",)
    search_fields = ("code", "name", "name_en")
    show_full_result_count = False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Keep what clues refer to."""
        return False


@admin.register(Outcome)
class OutcomeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """The outcome catalogue."""

    list_display = ("code", "name", "penalty", "requires_kind", "opens_rectification", "active")
    list_filter = ("penalty", "active")
    search_fields = ("code", "name", "name_en")
    show_full_result_count = False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Keep what feedback refers to."""
        return False
