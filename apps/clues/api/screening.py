"""Which criminal thresholds a clue's facts meet, and how that was answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.clues.actions.answering import answer_hit, approve_answer, send_back_answer
from apps.clues.models import ScreeningHit
from apps.clues.queries import hits_of
from apps.common.api.idempotency import body_hash, idempotent
from apps.common.api.payloads import Nothing, Reason, text, word
from apps.common.api.schema import UNVERSIONED
from apps.common.api.serializers import StrictSerializer
from apps.common.api.views import ActingRequest, ApiViewSet
from apps.matters.models import Matter
from apps.matters.queries import read_any
from clue_transfer.errors import NotFound
from clue_transfer.thresholds import Answer
from clue_transfer.vocabulary import Kind

_LARGEST = 2**63
_UNVERSIONED = {UNVERSIONED: True}


class AnswerHitSerializer(StrictSerializer):
    """A referral, or a reason why there is none."""

    kind = word(Answer)
    referral = serializers.UUIDField(required=False)
    reason = text(4000, required=False)


class HitSerializer(serializers.Serializer[Any]):
    """A threshold that is met, by what, and what was answered."""

    id = serializers.IntegerField()
    threshold = serializers.CharField()
    version = serializers.IntegerField()
    crime = serializers.CharField()
    grade = serializers.CharField()
    grade_label = serializers.CharField()
    article = serializers.CharField()
    text = serializers.CharField()
    confidence = serializers.CharField()
    subject = serializers.UUIDField(allow_null=True)
    fact = serializers.CharField()
    fact_label = serializers.CharField()
    unit = serializers.CharField()
    value = serializers.CharField()
    limit = serializers.FloatField(allow_null=True)
    multiple = serializers.FloatField(allow_null=True)
    borderline = serializers.BooleanField()
    still_met = serializers.BooleanField()
    found_at = serializers.DateTimeField()
    found_by = serializers.CharField()
    answer = serializers.CharField()
    answer_label = serializers.CharField()
    reason = serializers.CharField()
    referral = serializers.UUIDField(allow_null=True)
    answered_by = serializers.CharField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    approved_by = serializers.CharField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    sent_back = serializers.CharField()
    flags = serializers.ListField(child=serializers.CharField())
    flag_labels = serializers.ListField(child=serializers.CharField())


class HitsSerializer(serializers.Serializer[Any]):
    """Every hit of a clue."""

    results = HitSerializer(many=True)


class Screening(ApiViewSet):
    """The hits of a clue."""

    queryset = ScreeningHit.objects.none()
    serializer_class = HitSerializer
    pagination_class = None

    @extend_schema(operation_id="clue_screening", responses=HitsSerializer)
    def list(self, request: ActingRequest, pk: UUID) -> Response:
        """List what the clue's facts meet or have met, base crimes first."""
        return self._answer(request, pk)

    @extend_schema(
        operation_id="clue_screening_answer",
        request=AnswerHitSerializer,
        responses={200: HitsSerializer},
        extensions=_UNVERSIONED,
    )
    def answer(self, request: ActingRequest, pk: UUID, hit: int) -> Response:
        """Answer a hit: the handling department's handler or liaison."""
        _readable(request, pk)
        body = AnswerHitSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self._change(request, pk, hit, answer_hit, given=body.validated_data)

    @extend_schema(
        operation_id="clue_screening_approve",
        request=Nothing,
        responses={200: HitsSerializer},
        extensions=_UNVERSIONED,
    )
    def approve(self, request: ActingRequest, pk: UUID, hit: int) -> Response:
        """Approve an answer: the lead, not who answered."""
        _readable(request, pk)
        body = Nothing(data=request.data)
        body.is_valid(raise_exception=True)
        return self._change(request, pk, hit, approve_answer)

    @extend_schema(
        operation_id="clue_screening_send_back",
        request=Reason,
        responses={200: HitsSerializer},
        extensions=_UNVERSIONED,
    )
    def send_back(self, request: ActingRequest, pk: UUID, hit: int) -> Response:
        """Send an answer back: the lead, not who answered."""
        _readable(request, pk)
        body = Reason(data=request.data)
        body.is_valid(raise_exception=True)
        return self._change(
            request, pk, hit, send_back_answer, reason=body.validated_data["reason"]
        )

    def _change(
        self, request: ActingRequest, pk: UUID, hit: int, act: Any, **given: Any
    ) -> Response:
        if hit >= _LARGEST:
            raise NotFound
        keep = idempotent(
            request,
            body_hash=body_hash(request.data),
            result_kind=Kind.CLUE,
            result_id=pk,
            status=200,
        )
        with keep as slot:
            if not slot.replayed:
                act(pk, hit, actor=request.actor, now=timezone.now(), **given)
        return slot.mark(self._answer(request, pk))

    def _answer(self, request: ActingRequest, pk: UUID) -> Response:
        matter = _readable(request, pk)
        found = hits_of(matter, actor=request.actor, now=timezone.now())
        return Response({"results": found})


def _readable(request: ActingRequest, pk: UUID) -> Matter:
    """Find the clue that the actor may read: whoever may not learns of nothing else first."""
    matter = read_any(pk, actor=request.actor)
    if matter.kind != Kind.CLUE:
        raise NotFound
    return matter
