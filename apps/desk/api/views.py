"""Me, the queue, clocks across matters, notifications."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, cast
from uuid import UUID

import django_filters as filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.accounts.models import User
from apps.accounts.queries import held_by, substitutions_of
from apps.common.api.filters import AskedFilterSet
from apps.common.api.pagination import KeysetPagination, Ordering
from apps.common.api.views import ActingRequest, ApiView, ApiViewSet
from apps.common.api.wording import reader_language
from apps.deadlines.models import Deadline
from apps.desk import queries
from apps.matters.api.lists import filtered, watched_page
from apps.matters.models import Wait
from apps.matters.watching import watch
from apps.notifications.queries import unread_count
from apps.organizations.queries import directory, stamp
from clue_transfer.errors import NotFound
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, Kind, Standing, Urgency

_ANY = {200: OpenApiTypes.OBJECT}


class Me(ApiView):
    """The caller: who they are, for whom they act, what waits for them."""

    @extend_schema(operation_id="me", responses=_ANY)
    def get(self, request: ActingRequest) -> Response:
        """Show user, memberships, acting department, counters, unread."""
        now = timezone.now()
        actor, user = request.actor, cast("User", request.user)
        roles: dict[str, dict[str, Any]] = {}
        for held in held_by(user.pk, on=timezone.localdate(now)).values_list("json", flat=True):
            row = roles.setdefault(
                held["code"],
                {"department": {"code": held["code"], "name": held["name"]}, "roles": []},
            )
            row["roles"].append(held["role"])
            row["primary"] = row.get("primary", False) or held["primary"]
        return Response(
            {
                "id": user.pk,
                "username": user.username,
                "name": user.get_full_name(),
                "acting_department": actor.department_code or None,
                "on_behalf_of": actor.on_behalf_of,
                "standing_in": _standing_in(user.pk, on=timezone.localdate(now)),
                "roles": sorted(actor.roles),
                "memberships": list(roles.values()),
                "counters": queries.counters(actor, now=now),
                "unread": unread_count(user.pk),
            }
        )


def _standing_in(user: int, *, on: date) -> list[dict[str, Any]]:
    """Show on whose behalf a person may act today, each by `X-On-Behalf-Of` with the id."""
    rows = substitutions_of(user, on=on).select_related("absent", "department")
    return [
        {
            "absent": {"id": row.absent_id, "name": row.absent.get_full_name()},
            "department": {"code": row.department.code, "name": row.department.name},
            "roles": row.roles,
            "presides": row.presides,
            "until": row.until,
        }
        for row in rows
    ]


class QueueFilter(AskedFilterSet):
    """What the queue can be narrowed by."""

    kind = filters.ChoiceFilter(field_name="matter__kind", choices=Kind.choices())
    urgency = filters.ChoiceFilter(field_name="matter__urgency", choices=Urgency.choices())
    handler = filters.NumberFilter(field_name="matter__handler_id")
    due_before = filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="lt")
    standing = filters.ChoiceFilter(
        choices=[(Standing.OVERDUE.value, "已逾期"), (Standing.ON_TIME.value, "未逾期")],
        method="filter_standing",
    )

    class Meta:
        """No field of the wait itself is a filter."""

        model = Wait
        fields: tuple[str, ...] = ()

    def filter_standing(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what is overdue now, or what is not."""
        now = timezone.now()
        if value == Standing.OVERDUE:
            return queryset.filter(due_at__lt=now)
        return queryset.filter(due_at__gte=now)


class Queue(ApiViewSet):
    """One list of all that waits for the acting department, nearest due first."""

    pagination_class = KeysetPagination
    filterset_class = QueueFilter
    orderings: ClassVar[dict[str, Ordering]] = {"due_at": Ordering("due_at", nullable=True)}

    @extend_schema(operation_id="queue", responses=_ANY)
    def list(self, request: ActingRequest) -> Response:
        """List the turns of the acting department."""
        now = timezone.now()
        rows = filtered(QueueFilter, request, queries.queue(request.actor))
        found = watched_page(
            rows.values(*queries.QUEUE_COLUMNS),
            request=request,
            orderings=self.orderings,
            default="due_at",
        )
        shown = queries.queue_rows(
            found.results, actor=request.actor, directory=directory(stamp()), now=now
        )
        return Response(found.body(shown))


class DeadlineFilter(AskedFilterSet):
    """What the clocks can be narrowed by."""

    kind = filters.ChoiceFilter(choices=DeadlineKind.choices())
    state = filters.ChoiceFilter(choices=DeadlineState.choices())
    department = filters.CharFilter(field_name="department__code")
    due_before = filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="lt")
    standing = filters.ChoiceFilter(
        choices=[(word.value, word.label) for word in (Standing.OVERDUE, Standing.SUSPENDED)],
        method="filter_standing",
    )

    class Meta:
        """The rest is said above."""

        model = Deadline
        fields: tuple[str, ...] = ()

    def filter_standing(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep running clocks that are overdue now, or suspended ones."""
        if value == Standing.SUSPENDED:
            return queryset.filter(state=DeadlineState.SUSPENDED)
        return queryset.filter(state=DeadlineState.RUNNING, due_at__lt=timezone.now())


class Deadlines(ApiViewSet):
    """Clocks across the matters that the actor may see."""

    pagination_class = KeysetPagination
    filterset_class = DeadlineFilter
    orderings: ClassVar[dict[str, Ordering]] = {"due_at": Ordering("due_at", nullable=False)}

    @extend_schema(operation_id="deadlines", responses=_ANY)
    def list(self, request: ActingRequest) -> Response:
        """List clocks, nearest due first; open ones unless `state` says otherwise."""
        rows, key, pk = queries.visible_deadlines(request.actor), "due_at", "pk"
        if "state" not in request.query_params:
            rows, key, pk = queries.nearest_open(request.actor)
        found = watched_page(
            filtered(DeadlineFilter, request, rows).values(*queries.DEADLINE_COLUMNS),
            request=request,
            orderings={"due_at": Ordering(key, id=pk, nullable=False)},
            default="due_at",
        )
        now = timezone.now()
        return Response(
            found.body(queries.deadline_rows(found.results, actor=request.actor, now=now))
        )

    @extend_schema(operation_id="deadline", responses=_ANY)
    def retrieve(self, request: ActingRequest, pk: UUID) -> Response:
        """Show one clock."""
        rows = queries.visible_deadlines(request.actor).filter(pk=pk)
        row = rows.values(*queries.DEADLINE_COLUMNS, "matter__secrecy").first()
        if row is None:
            raise NotFound
        watch(request.actor, [(row["matter_id"], row["matter__secrecy"])])
        [shown] = queries.deadline_rows([row], actor=request.actor, now=timezone.now())
        return Response(shown)

    @extend_schema(operation_id="deadline_explanation", responses=_ANY)
    def explanation(self, request: ActingRequest, pk: UUID) -> Response:
        """Explain a clock: rule, article, each day counted or not and why, due."""
        row = self._clock(request, pk)
        return Response(
            queries.explanation(
                row,
                calendar=directory(stamp()).calendar,
                requests=queries.requests_about(row, actor=request.actor),
            )
        )

    @extend_schema(
        operation_id="deadline_picture",
        responses={(200, "image/svg+xml"): OpenApiTypes.BINARY},
    )
    def picture(self, request: ActingRequest, pk: UUID) -> HttpResponse:
        """Draw a clock's days: counted, rest, make-up, suspended, due."""
        drawn = queries.picture(
            self._clock(request, pk),
            calendar=directory(stamp()).calendar,
            language=reader_language(),
            now=timezone.now(),
        )
        answer = HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")
        answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
        return answer

    def _clock(self, request: ActingRequest, pk: UUID) -> Deadline:
        """Find a clock that the actor may see, and note that they were shown it."""
        rows = queries.visible_deadlines(request.actor).select_related("rule", "matter")
        row: Deadline | None = rows.filter(pk=pk).first()
        if row is None:
            raise NotFound
        watch(request.actor, [(row.matter_id, row.matter.secrecy)])
        return row
