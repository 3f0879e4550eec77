"""A person's own notifications and wishes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.common.api.idempotency import body_hash, idempotent
from apps.common.api.pagination import KeysetPagination, Ordering
from apps.common.api.serializers import StrictSerializer
from apps.common.api.views import ActingRequest, ApiView, ApiViewSet
from apps.matters.api.lists import watched_page
from apps.notifications.actions import mark_read, set_preferences
from apps.notifications.models import Preference
from apps.notifications.queries import notifications_of, unread_count

_ANY = {200: OpenApiTypes.OBJECT}


class ReadBody(StrictSerializer):
    """Which notifications were read; all of them without `ids`."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=1000
    )


class PreferencesBody(StrictSerializer):
    """Event patterns and the channel that each goes to."""

    preferences = serializers.DictField(child=serializers.CharField(max_length=20))


class Notifications(ApiViewSet):
    """What the caller was told, newest first."""

    pagination_class = KeysetPagination
    query_parameters: ClassVar[frozenset[str]] = frozenset({"unread"})
    orderings: ClassVar[dict[str, Ordering]] = {
        "-created_at": Ordering("created_at", descending=True, nullable=False)
    }

    @extend_schema(operation_id="notifications", responses=_ANY)
    def list(self, request: ActingRequest) -> Response:
        """List the caller's notifications; `unread=true` for the unread ones."""
        rows = notifications_of(_me(request))
        if request.query_params.get("unread") == "true":
            rows = rows.filter(read_at__isnull=True)
        found = watched_page(rows, request=request, orderings=self.orderings, default="-created_at")
        return Response(
            found.body(
                [
                    {
                        "id": row.pk,
                        "event": row.event,
                        "title": row.title,
                        "matter": row.matter_id,
                        "created_at": row.created_at,
                        "read_at": row.read_at,
                    }
                    for row in found.results
                ]
            )
        )

    @extend_schema(operation_id="notifications_read", request=ReadBody, responses=_ANY)
    def read(self, request: ActingRequest) -> Response:
        """Mark notifications as read."""
        body = ReadBody(data=request.data)
        body.is_valid(raise_exception=True)
        with idempotent(
            request,
            body_hash=body_hash(request.data),
            result_kind="notifications",
            result_id=_me(request),
            status=200,
        ) as slot:
            if not slot.replayed:
                mark_read(_me(request), now=timezone.now(), ids=body.validated_data.get("ids"))
        return slot.mark(Response({"unread": unread_count(_me(request))}))


class Preferences(ApiView):
    """Through which channel the caller wants which events."""

    @extend_schema(operation_id="notification_preferences", responses=_ANY)
    def get(self, request: ActingRequest) -> Response:
        """Show the caller's wishes; what is not named comes in-app."""
        return Response(_wishes(request))

    @extend_schema(
        operation_id="set_notification_preferences", request=PreferencesBody, responses=_ANY
    )
    def put(self, request: ActingRequest) -> Response:
        """Replace the caller's wishes."""
        body = PreferencesBody(data=request.data)
        body.is_valid(raise_exception=True)
        set_preferences(_me(request), wishes=body.validated_data["preferences"])
        return Response(_wishes(request))


def _me(request: ActingRequest) -> int:
    return int(request.user.pk or 0)


def _wishes(request: ActingRequest) -> dict[str, Any]:
    rows = Preference.objects.filter(user_id=_me(request)).order_by("pattern")
    return {"preferences": dict(rows.values_list("pattern", "channel"))}
