"""Evidence, custody, papers and the outbox in the admin: to be read, never to be changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.documents.actions import try_again
from apps.documents.models import Document
from apps.evidence.models import Custody, Evidence
from apps.matters.admin.reading import OfMatters, ReadOnly
from apps.matters.models import beside_visible
from apps.matters.reach import in_reach
from apps.notifications.models import Outbox
from clue_transfer.actors import Actor

_OF_TEMPLATES = ("UndefinedError(", "TemplateSyntaxError(")
"""Errors that speak of an office's own template and of nothing that a paper says."""


def _evidence(reader: Actor) -> Q:
    return beside_visible(reader) & in_reach(reader, at="created_at")


@admin.register(Evidence)
class EvidenceAdmin(OfMatters, ReadOnly):
    """Files with their hashes."""

    list_display = ("id", "name", "size", "media_type", "department", "created_at")
    list_select_related = ("department", "matter")

    def visible(self, rows: QuerySet[Any], *, reader: Actor) -> QuerySet[Any]:
        """Keep the files of matters that the reader may see."""
        return rows.filter(_evidence(reader)).select_related("matter")

    def matters_of(self, row: Any) -> Iterable[tuple[UUID | None, str | None]]:
        """Name the file's matter."""
        return [(row.matter_id, row.matter.secrecy)]


@admin.register(Custody)
class CustodyAdmin(OfMatters, ReadOnly):
    """Who touched which file."""

    list_display = ("at", "evidence", "act", "ok", "person", "department")
    list_filter = ("act", "ok")
    list_select_related = ("evidence__matter", "person", "department")

    def visible(self, rows: QuerySet[Any], *, reader: Actor) -> QuerySet[Any]:
        """Keep what was done with files that the reader may see."""
        files = Evidence.objects.filter(_evidence(reader))
        return rows.filter(evidence__in=files).select_related("evidence__matter")

    def matters_of(self, row: Any) -> Iterable[tuple[UUID | None, str | None]]:
        """Name the file's matter."""
        return [(row.evidence.matter_id, row.evidence.matter.secrecy)]


class _Troubled(OfMatters, ReadOnly):
    """Rows that a worker deals with: those that it failed with are shown to everybody here.

    Of a matter that the reader may not see they say that something failed, and nothing else.
    """

    trouble = ~Q(error="")

    def reached(self, reader: Actor) -> Q:
        """Keep what the reader may see in full."""
        raise NotImplementedError

    def visible(self, rows: QuerySet[Any], *, reader: Actor) -> QuerySet[Any]:
        """Keep what the reader may see, and what has failed."""
        seen = ExpressionWrapper(self.reached(reader), output_field=BooleanField())
        return rows.annotate(seen=seen).filter(Q(seen=True) | self.trouble)

    def matters_of(self, row: Any) -> Iterable[tuple[UUID | None, str | None]]:
        """Name the row's matter where the row is seen in full."""
        return [(row.matter_id, row.matter.secrecy)] if row.seen and row.matter else []

    @admin.display(description=_("错误"))
    def fault(self, row: Any) -> str:
        """Show an error; of a hidden matter only its kind, since it may quote the matter."""
        error: str = row.error
        return (
            error
            if row.seen or error.startswith(_OF_TEMPLATES)
            else error.split("(", maxsplit=1)[0]
        )


@admin.register(Document)
class DocumentAdmin(_Troubled):
    """Which papers are made and which are not, to have them made again; what they say is unseen."""

    trouble = ~Q(error="") | Q(status=Document.Status.FAILED)

    fields = (
        "kind",
        "its_number",
        "status",
        "template_version",
        "created_at",
        "ready_at",
        "attempts",
        "next_attempt_at",
        "fault",
    )
    readonly_fields = fields
    list_display = ("id", "kind", "its_number", "status", "created_at", "ready_at", "attempts")
    list_filter = ("status", "kind")
    list_select_related = ("matter",)
    actions = ("make_again",)

    @admin.action(description=_("重新生成所选文书"), permissions=["make_again"])
    def make_again(self, request: HttpRequest, chosen: QuerySet[Document]) -> None:
        """Let the chosen papers that were given up be made again."""
        pks = list(chosen.values_list("pk", flat=True))
        count = try_again(Document.objects.filter(pk__in=pks), now=timezone.now())
        self.message_user(request, _("%(count)s件文书将重新生成") % {"count": count})

    def has_make_again_permission(self, request: HttpRequest) -> bool:
        """Allow who may look after papers."""
        return cast("User", request.user).has_perm("documents.change_document")

    def reached(self, reader: Actor) -> Q:
        """Keep papers of matters that the reader may see."""
        return beside_visible(reader) & in_reach(reader, at="created_at", last_step=True)

    def call(self, row: Any) -> None:
        """Name the paper of a hidden matter by its kind: its title has the number."""
        if not row.seen:
            row.title = row.kind

    @admin.display(description=_("文号"))
    def its_number(self, row: Any) -> str:
        """Show the number where the matter may be seen."""
        return row.number if row.seen else ""


@admin.register(Outbox)
class OutboxAdmin(_Troubled):
    """What is to be told, and what went wrong; titles stay unseen, since matters may be secret."""

    fields = (
        "event",
        "its_department",
        "its_person",
        "created_at",
        "delivered_at",
        "attempts",
        "next_attempt_at",
        "fault",
    )
    readonly_fields = fields
    list_display = ("id", "event", "created_at", "delivered_at", "attempts", "next_attempt_at")
    list_filter = (("delivered_at", admin.EmptyFieldListFilter),)
    list_select_related = ("matter",)

    def reached(self, reader: Actor) -> Q:
        """Keep messages of no matter, and of those that the reader may see."""
        return Q(matter__isnull=True) | beside_visible(reader)

    @admin.display(description=_("收件部门"))
    def its_department(self, row: Any) -> str:
        """Show to which department it goes where the matter may be seen."""
        return str(row.recipient_department or "") if row.seen else ""

    @admin.display(description=_("收件人"))
    def its_person(self, row: Any) -> str:
        """Show to whom it goes where the matter may be seen."""
        return str(row.recipient or "") if row.seen else ""
