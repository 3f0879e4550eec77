"""Reference data of clues in the admin; clues themselves are written by steps only."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.queries import actor_of
from apps.clues.actions.subjects import mark_subject
from apps.clues.models import Outcome, Subject, ViolationType


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


@admin.register(Subject)
class SubjectAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Persons and firms: only their flags are set here, each time with an entry of the record."""

    list_display = ("name", "credit_code", "positive_list", "key_unit")
    list_filter = ("positive_list", "key_unit")
    search_fields = ("credit_code", "name")
    fields = ("name", "credit_code", "address", "positive_list", "key_unit")
    readonly_fields = ("name", "credit_code", "address")
    show_full_result_count = False

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
