"""Requests for more time: asked by who has the clock, decided by another."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

import django_filters as filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from apps.common.api.idempotency import body_hash, idempotent
from apps.common.api.payloads import OptionalReason, Reason, text
from apps.common.api.serializers import StrictSerializer
from apps.common.api.views import ActingRequest
from apps.common.api.wording import word_for
from apps.common.ids import new_id
from apps.deadlines.models import Deadline
from apps.desk import queries
from apps.desk.actions import ask_extension
from apps.matters.api.filters import MatterFilter
from apps.matters.api.lists import MatterList
from apps.matters.api.serializers import (
    MatterDetailSerializer,
    MatterRowSerializer,
)
from apps.matters.api.views import MatterViews
from apps.matters.queries import deadlines, parties, spine
from apps.matters.work import Work
from apps.organizations.queries import directory, stamp
from clue_transfer.vocabulary import DeadlineKind, Kind, Verb

MOST_DAYS = 3660


class Ask(StrictSerializer):
    """For which clock more time is asked, how much in the rule's unit, and why."""

    deadline = serializers.UUIDField()
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS)
    reason = text()


class Grant(StrictSerializer):
    """How much is granted if less than was asked; what the round and the clock need."""

    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, required=False)
    reason = text(required=False)
    discussion = text(required=False)
    reporter_notice = text(required=False)


PAYLOADS: dict[str, type[serializers.Serializer[Any]]] = {
    Verb.GRANT: Grant,
    Verb.REFUSE: Reason,
    Verb.TAKE_BACK: OptionalReason,
}


class AskedSerializer(serializers.Serializer[object]):
    """What is asked for which clock."""

    deadline = serializers.UUIDField()
    clock = serializers.CharField()
    clock_label = serializers.CharField()
    round = serializers.IntegerField()
    days = serializers.IntegerField()
    granted_days = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    due_before = serializers.DateTimeField()
    due_after = serializers.DateTimeField(allow_null=True)


class ExtensionDetailSerializer(AskedSerializer, MatterDetailSerializer):
    """A request for more time, and how it was decided."""

    unit = serializers.CharField()
    decision_reason = serializers.CharField()
    discussion = serializers.CharField()
    reporter_notice = serializers.CharField()


class ExtensionRowSerializer(AskedSerializer, MatterRowSerializer):
    """A request as a list shows it."""

    parent = serializers.UUIDField()  # type: ignore[assignment]  # the field of the row


class ExtensionFilter(MatterFilter):
    """Filters of `extension-requests/`."""

    deadline = filters.UUIDFilter(field_name="matter__extensionrequest__deadline_id")
    parent = filters.UUIDFilter(field_name="matter__parent_id")
    clock = filters.ChoiceFilter(
        field_name="matter__extensionrequest__deadline__kind", choices=DeadlineKind.choices()
    )


@extend_schema_view(
    list=extend_schema(
        operation_id="extension_requests", responses=ExtensionRowSerializer(many=True)
    )
)
class ExtensionViews(MatterList, MatterViews):
    """Requests that the department has made, decides, or supervises."""

    kind: ClassVar[Kind] = Kind.EXTENSION_REQUEST
    filterset_class = ExtensionFilter
    serializer_class = ExtensionDetailSerializer

    def show(self, work: Work, matter: Any) -> dict[str, Any]:
        """Build a request's detail."""
        clock = Deadline.objects.values("kind", "rule__unit").get(pk=matter.deadline_id)
        return {
            **spine(work, matter),
            "deadline": matter.deadline_id,
            "clock": clock["kind"],
            "clock_label": word_for(DeadlineKind(clock["kind"])),
            "unit": clock["rule__unit"],
            "round": matter.round,
            "days": matter.days,
            "granted_days": matter.granted_days,
            "reason": matter.reason,
            "decision_reason": matter.decision_reason,
            "discussion": matter.discussion,
            "reporter_notice": matter.reporter_notice,
            "due_before": matter.due_before,
            "due_after": matter.due_after,
            "parties": parties(work, matter),
            "deadlines": deadlines(work, matter),
        }

    def rows(self, pks: list[UUID], *, former: frozenset[UUID]) -> list[dict[str, Any]]:
        """Build a page's rows."""
        return queries.rows_of_requests(pks, directory=directory(stamp()), now=timezone.now())

    @extend_schema(
        operation_id="extension_requests_ask",
        request=Ask,
        responses={201: ExtensionDetailSerializer},
    )
    def create(self, request: ActingRequest) -> Response:
        """Ask for more time of a clock of the own department."""
        body = Ask(data=request.data)
        body.is_valid(raise_exception=True)
        pk = new_id()
        with idempotent(
            request,
            body_hash=body_hash(request.data),
            result_kind=self.kind,
            result_id=pk,
            status=201,
        ) as slot:
            if slot.replayed:
                return self.replay(slot)
            work = ask_extension(
                pk=pk,
                deadline_id=body.validated_data["deadline"],
                days=body.validated_data["days"],
                reason=body.validated_data["reason"],
                actor=request.actor,
                now=timezone.now(),
            )
        response = self.answer(work, work.matters[pk], status=201)
        response["Location"] = f"/api/v1/extension-requests/{pk}/"
        return response
