"""Papers in the admin: to see which could not be made, and have them made again."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.documents.actions import try_again
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
    actions = ("make_again",)
    show_full_result_count = False

    @admin.action(description=_("重新生成所选文书"), permissions=["make_again"])
    def make_again(self, request: HttpRequest, chosen: QuerySet[Document]) -> None:
        """Let the chosen papers that were given up be made again."""
        count = try_again(chosen, now=timezone.now())
        self.message_user(request, _("%(count)s件文书将重新生成") % {"count": count})

    def has_make_again_permission(self, request: HttpRequest) -> bool:
        """Allow who may look after papers."""
        return cast("AbstractUser", request.user).has_perm("documents.change_document")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Papers are asked for by steps."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Papers do not change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Papers are kept."""
        return False
