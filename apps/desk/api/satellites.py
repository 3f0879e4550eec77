"""What hangs on a matter of any kind: parties, clocks, papers, evidence, remarks, timeline."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.common.api.idempotency import body_hash, idempotent
from apps.common.api.pagination import KeysetPagination, Ordering, page
from apps.common.api.serializers import StrictSerializer
from apps.common.api.versions import etag
from apps.common.api.views import ActingRequest, ApiView, ApiViewSet
from apps.desk import queries
from apps.matters.actions import add_comment
from apps.matters.api.lists import watched_page
from apps.matters.kinds import spec_of
from apps.matters.models import Comment, PartyRow
from apps.matters.queries import (
    available_actions,
    deadlines,
    links_of,
    parties,
    read,
    read_any,
    rows_of_links,
    spine,
)
from apps.matters.reach import former_end, in_reach
from apps.matters.rows import named, shown_party
from apps.organizations.queries import directory, stamp

_ANY = {200: OpenApiTypes.OBJECT}
_BY_ID: dict[str, Ordering] = {"id": Ordering("pk"), "-id": Ordering("pk", descending=True)}


class AnyMatter(ApiView):
    """A matter of any kind, as far as all kinds are alike."""

    @extend_schema(operation_id="matter", responses=_ANY)
    def get(self, request: ActingRequest, pk: UUID) -> Response:
        """Show the spine of a matter, its parties, clocks and actions, and where its detail is."""
        kind = read_any(pk, actor=request.actor).kind
        spec = spec_of(kind)
        work, matter = read(spec, pk, actor=request.actor, now=timezone.now())
        return Response(
            {
                **spine(work, matter),
                "href": f"/api/v1/{spec.collection}/{pk}/",
                "parties": parties(work, matter),
                "deadlines": deadlines(work, matter),
                "available_actions": available_actions(work, matter, request.actor),
            },
            headers={"ETag": etag(matter.version)},
        )


class Parties(ApiView):
    """Who is what to a matter."""

    @extend_schema(operation_id="matter_parties", responses=_ANY)
    def get(self, request: ActingRequest, pk: UUID) -> Response:
        """List parties, current and former."""
        matter = read_any(pk, actor=request.actor)
        names = directory(stamp())
        rows = PartyRow.objects.filter(in_reach(request.actor, at="since"), matter=matter).order_by(
            "pk"
        )
        end = former_end(matter.pk, actor=request.actor)
        return Response(
            {
                "results": [
                    shown_party(
                        named(names, row.department_id),
                        part=row.part,
                        since=row.since,
                        until=None if row.until and end and row.until > end else row.until,
                    )
                    for row in rows
                ]
            }
        )


class Links(ApiViewSet):
    """What a matter is linked to, for those who read both sides."""

    pagination_class = KeysetPagination
    orderings = _BY_ID

    @extend_schema(operation_id="matter_links", responses=_ANY)
    def list(self, request: ActingRequest, pk: UUID) -> Response:
        """List linked matters in order of linking."""
        matter = read_any(pk, actor=request.actor)
        found = page(
            links_of(matter.pk, actor=request.actor).values(
                "id", "there", "department_id", "since", "reason"
            ),
            request=request,
            orderings=self.orderings,
            default="id",
        )
        names = directory(stamp())
        rows = rows_of_links(found.results, actor=request.actor, directory=names)
        return Response(found.body(rows))


class NamedPersons(ApiView):
    """Who may read a confidential or sealed matter."""

    @extend_schema(operation_id="matter_named_persons", responses=_ANY)
    def get(self, request: ActingRequest, pk: UUID) -> Response:
        """List the persons named, for those who are; of an internal matter nobody is."""
        matter = read_any(pk, actor=request.actor)
        return Response(
            {"results": queries.named_persons(matter, actor=request.actor, on=timezone.localdate())}
        )


class MatterDeadlines(ApiViewSet):
    """The clocks of a matter, past ones too."""

    pagination_class = KeysetPagination
    orderings = _BY_ID

    @extend_schema(operation_id="matter_deadlines", responses=_ANY)
    def list(self, request: ActingRequest, pk: UUID) -> Response:
        """List clocks in order of their start, each with what has been used of its limit."""
        matter = read_any(pk, actor=request.actor)
        rows = queries.visible_deadlines(request.actor).filter(matter_id=matter.pk)
        found = watched_page(
            queries.with_pauses(rows, *queries.DEADLINE_COLUMNS),
            request=request,
            orderings=self.orderings,
            default="id",
        )
        now, names = timezone.now(), directory(stamp())
        shown = queries.deadline_rows(found.results, actor=request.actor, now=now, names=names)
        used = queries.usages(found.results, names=names, now=now)
        return Response(
            found.body(
                [
                    {**row, "usage": queries.shown_usage(each)}
                    for row, each in zip(shown, used, strict=True)
                ]
            )
        )


class MatterUsage(ApiView):
    """How many days or hours each department has used in a matter's dossier."""

    @extend_schema(operation_id="matter_deadlines_usage", responses=_ANY)
    def get(self, request: ActingRequest, pk: UUID) -> Response:
        """Add up what was used by department and kind of limit, net of suspensions."""
        matter = read_any(pk, actor=request.actor)
        rows = queries.usage_of_dossier(matter, actor=request.actor, now=timezone.now())
        return Response({"results": rows})


class Timeline(ApiViewSet):
    """The acts on a matter in order; of a clue, those of its legs too."""

    pagination_class = KeysetPagination
    orderings = _BY_ID

    @extend_schema(operation_id="matter_timeline", responses=_ANY)
    def list(self, request: ActingRequest, pk: UUID) -> Response:
        """List acts, each with actor, department, sentence, what changed."""
        matter = read_any(pk, actor=request.actor)
        found = watched_page(
            queries.timeline(matter, actor=request.actor).values(*queries.TIMELINE_COLUMNS),
            request=request,
            orderings=self.orderings,
            default="id",
        )
        names = directory(stamp())
        return Response(
            found.body(
                [
                    queries.timeline_row(row, actor=request.actor, directory=names)
                    for row in found.results
                ]
            )
        )


class ClueTimeline(Timeline):
    """The acts on a clue and its legs."""

    @extend_schema(operation_id="clue_timeline", responses=_ANY)
    def list(self, request: ActingRequest, pk: UUID) -> Response:
        """List acts, each with actor, department, sentence, what changed."""
        return super().list(request, pk)


class TransferTimeline(Timeline):
    """The acts on a leg."""

    @extend_schema(operation_id="transfer_timeline", responses=_ANY)
    def list(self, request: ActingRequest, pk: UUID) -> Response:
        """List acts, each with actor, department, sentence, what changed."""
        return super().list(request, pk)


class CommentBody(StrictSerializer):
    """A remark."""

    text = serializers.CharField(max_length=4000)


class Comments(ApiViewSet):
    """Remarks beside a matter, for those who may read it."""

    pagination_class = KeysetPagination
    orderings = _BY_ID

    @extend_schema(operation_id="matter_comments", responses=_ANY)
    def list(self, request: ActingRequest, pk: UUID) -> Response:
        """List remarks in order."""
        matter = read_any(pk, actor=request.actor)
        found = watched_page(
            Comment.objects.filter(
                in_reach(request.actor, at="created_at"), matter=matter
            ).select_related("author"),
            request=request,
            orderings=self.orderings,
            default="id",
        )
        names = directory(stamp())
        return Response(found.body([_comment(row, names) for row in found.results]))

    @extend_schema(
        operation_id="matter_comment", request=CommentBody, responses={201: OpenApiTypes.OBJECT}
    )
    def create(self, request: ActingRequest, pk: UUID) -> Response:
        """Add a remark; it changes nothing of the matter."""
        body = CommentBody(data=request.data)
        body.is_valid(raise_exception=True)
        with idempotent(request, body_hash=body_hash(request.data), status=201) as slot:
            if slot.replayed:
                row = Comment.objects.select_related("author").get(pk=int(slot.result_id))
                read_any(row.matter_id, actor=request.actor)
            else:
                matter = read_any(pk, actor=request.actor)
                row = add_comment(
                    matter,
                    text=body.validated_data["text"],
                    actor=request.actor,
                    now=timezone.now(),
                )
                slot.keep(kind="comment", id=row.pk, status=201)
        return slot.mark(Response(_comment(row, directory(stamp())), status=201))


def _comment(row: Comment, names: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "matter": row.matter_id,
        "author": row.author.get_full_name(),
        "department": named(names, row.department_id),
        "text": row.text,
        "created_at": row.created_at,
    }
