"""The collections of referrals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.response import Response

from apps.common.api.serializers import StrictSerializer
from apps.common.api.versions import required_version
from apps.common.api.views import ActingRequest
from apps.matters.api.staged import StagedViews
from apps.matters.api.views import shape_only
from apps.matters.work import Work
from apps.referrals.actions import edit_referral, open_referral
from apps.referrals.api.filters import CrimeReferralFilter, DetentionReferralFilter
from apps.referrals.api.serializers import (
    CrimeReferralDetailSerializer,
    CrimeReferralRowSerializer,
    DetentionReferralDetailSerializer,
    EditCrimeSerializer,
    EditDetentionSerializer,
    OpenCrimeSerializer,
    OpenDetentionSerializer,
    ReferralRowSerializer,
)
from clue_transfer.actors import Actor
from clue_transfer.vocabulary import Kind

_COLUMNS = (
    *("subjects", "facts", "law", "proposal", "attachments", "goods", "police_reason"),
    *("decided_at", "transferred_at", "received_at", "accepted_at"),
)
_DEPARTMENTS = ("sender", "police")


class ReferralViews(StagedViews):
    """What both collections of referrals answer."""

    editing: ClassVar[type[StrictSerializer]]

    def open(self, data: Mapping[str, Any], *, actor: Actor, now: datetime, pk: UUID) -> Work:
        """Open a referral for the acting department."""
        return open_referral(self.kind, data, actor=actor, now=now, pk=pk)

    def partial_update(self, request: ActingRequest, pk: UUID) -> Response:
        """Change a draft, until it is put before the head."""
        data = shape_only(self.editing, request.data).validated_data
        with self.telling_how_it_stands(pk):
            work = edit_referral(
                self.kind,
                pk=pk,
                data=data,
                actor=request.actor,
                now=timezone.now(),
                version=required_version(request),
            )
        return self.answer(work, work.matters[pk])


@extend_schema_view(
    list=extend_schema(
        operation_id="crime_referrals", responses=CrimeReferralRowSerializer(many=True)
    ),
    create=extend_schema(
        request=OpenCrimeSerializer, responses={201: CrimeReferralDetailSerializer}
    ),
    partial_update=extend_schema(
        request=EditCrimeSerializer, responses={200: CrimeReferralDetailSerializer}
    ),
)
class CrimeReferralViews(ReferralViews):
    """Suspected crimes that were handed to the police, or are about to be."""

    kind: ClassVar[Kind] = Kind.CRIME_REFERRAL
    opening = OpenCrimeSerializer
    editing = EditCrimeSerializer
    filterset_class = CrimeReferralFilter
    serializer_class = CrimeReferralDetailSerializer
    columns = (
        *_COLUMNS,
        *("charge", "evidence_summary", "investigators", "reported_at", "copied_at", "track"),
    )
    detail_departments = ("procuratorate", "court")
    departments = _DEPARTMENTS
    row_columns = ("subjects", "transferred_at", "accepted_at", "charge", "track")


@extend_schema_view(
    list=extend_schema(
        operation_id="detention_referrals", responses=ReferralRowSerializer(many=True)
    ),
    create=extend_schema(
        request=OpenDetentionSerializer, responses={201: DetentionReferralDetailSerializer}
    ),
    partial_update=extend_schema(
        request=EditDetentionSerializer, responses={200: DetentionReferralDetailSerializer}
    ),
)
class DetentionReferralViews(ReferralViews):
    """Administrative detentions that were asked for."""

    kind: ClassVar[Kind] = Kind.DETENTION_REFERRAL
    opening = OpenDetentionSerializer
    editing = EditDetentionSerializer
    filterset_class = DetentionReferralFilter
    serializer_class = DetentionReferralDetailSerializer
    columns = (*_COLUMNS, "penalty_number", "penalty_decided_on", "exception")
    detail_departments = ("procuratorate",)
    departments = _DEPARTMENTS
    row_columns = ("subjects", "transferred_at", "accepted_at")
