"""Calendars of deadlines: made and taken back by their owner, read by whoever has the address."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.common.api.idempotency import Slot, body_hash, idempotent
from apps.common.api.payloads import Nothing
from apps.common.api.schema import UNVERSIONED
from apps.common.api.serializers import StrictSerializer
from apps.common.api.throttling import AnonymousThrottle
from apps.common.api.views import ActingRequest, ApiView, ApiViewSet
from apps.desk.actions import make_feed, revoke_feed
from apps.desk.actions.feeds import digest_of
from apps.desk.models import CalendarFeed
from apps.desk.queries.feeds import calendar_of, feed_of, reader_of
from apps.matters.rows import named
from apps.organizations.queries import directory, stamp
from clue_transfer.errors import NotAMember, NotFound

_LARGEST = 2**63


class MakeFeedSerializer(StrictSerializer):
    """Whose deadlines, and in which language."""

    kind = serializers.ChoiceField(choices=CalendarFeed.Kind.choices)
    language = serializers.ChoiceField(choices=["zh-hans", "en"], default="zh-hans")


class FeedSerializer(serializers.Serializer[Any]):
    """A calendar; its address is shown once, when it is made."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    department = serializers.DictField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField(allow_null=True)


class Feeds(ApiViewSet):
    """The calendars that the person has made."""

    queryset = CalendarFeed.objects.none()
    serializer_class = FeedSerializer
    pagination_class = None

    @extend_schema(operation_id="deadline_feeds", responses=FeedSerializer(many=True))
    def list(self, request: ActingRequest) -> Response:
        """List one's calendars, the newest first; there are few."""
        rows = CalendarFeed.objects.filter(user=request.actor.person).order_by("-pk")[:100]
        return Response({"results": [_shown(row) for row in rows]})

    @extend_schema(
        operation_id="deadline_feed_make",
        request=MakeFeedSerializer,
        responses={201: FeedSerializer},
    )
    def create(self, request: ActingRequest) -> Response:
        """Make a calendar; a repeated request does not show its address again."""
        if request.actor.department is None:
            raise NotAMember
        body = MakeFeedSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        with idempotent(request, body_hash=body_hash(request.data)) as slot:
            if slot.replayed:
                return self._answer(int(slot.result_id), slot=slot, status=201)
            feed, secret = make_feed(
                given["kind"],
                language=given["language"],
                actor=request.actor,
                now=timezone.now(),
            )
            slot.keep(kind="feed", id=feed.pk, status=201)
        url = request.build_absolute_uri(f"/api/v1/deadlines/calendar.ics?token={secret}")
        return slot.mark(Response({**_shown(feed), "url": url}, status=201))

    @extend_schema(
        operation_id="deadline_feed_revoke",
        request=Nothing,
        responses={200: FeedSerializer},
        extensions={UNVERSIONED: True},
    )
    def revoke(self, request: ActingRequest, pk: int) -> Response:
        """Take a calendar back: its address answers no longer."""
        if pk >= _LARGEST:
            raise NotFound
        body = Nothing(data=request.data)
        body.is_valid(raise_exception=True)
        with idempotent(
            request,
            body_hash=body_hash(request.data),
            result_kind="feed",
            result_id=pk,
            status=200,
        ) as slot:
            if not slot.replayed:
                revoke_feed(pk, actor=request.actor, now=timezone.now())
        return self._answer(pk, slot=slot, status=200)

    def _answer(self, pk: int, *, slot: Slot, status: int) -> Response:
        row = CalendarFeed.objects.filter(pk=pk, user=self.request.actor.person).first()
        if row is None:
            raise NotFound
        return slot.mark(Response(_shown(row), status=status))


def _shown(row: CalendarFeed) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "department": named(directory(stamp()), row.department_id),
        "created_at": row.created_at,
        "revoked_at": row.revoked_at,
        "url": None,
    }


class CalendarFile(ApiView):
    """A calendar by its address alone: calendar programs cannot log in."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (AnonymousThrottle,)
    query_parameters: ClassVar[frozenset[str]] = frozenset({"token"})

    @extend_schema(
        operation_id="deadline_calendar",
        auth=[],
        parameters=[OpenApiParameter("token", str, required=True)],
        responses={(200, "text/calendar"): OpenApiTypes.BINARY},
    )
    def get(self, request: ActingRequest) -> HttpResponse:
        """Answer the deadlines that the calendar's owner may read now."""
        feed = feed_of(digest_of(request.query_params.get("token", "")))
        now = timezone.now()
        actor = reader_of(feed, on=timezone.localdate(now))
        base = request.build_absolute_uri("/").rstrip("/")
        content = calendar_of(feed, actor=actor, now=now, base=base)
        answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        answer["Cache-Control"] = "private, max-age=300"
        answer["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
        return answer
