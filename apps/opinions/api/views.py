"""The collections of opinions, public interest cases, reverse linkages and inquiries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_view

from apps.matters.api.staged import StagedViews
from apps.matters.models import Matter
from apps.matters.watching import watch
from apps.matters.work import Work
from apps.opinions import actions
from apps.opinions.api import serializers as shapes
from apps.opinions.api.filters import (
    InquiryFilter,
    OpinionFilter,
    PublicInterestFilter,
    ReverseLinkageFilter,
)
from clue_transfer.actors import Actor
from clue_transfer.vocabulary import Kind


def known(keys: Collection[UUID | None], *, actor: Actor) -> list[dict[str, Any]]:
    """Show the matters behind some keys, as far as the actor may read them."""
    rows = Matter.objects.visible_to(actor).filter(pk__in=[key for key in keys if key])
    found: list[dict[str, Any]] = [
        dict(row) for row in rows.order_by("pk").values("id", "kind", "number", "title", "secrecy")
    ]
    watch(actor, [(row["id"], row.pop("secrecy")) for row in found])
    return found


@extend_schema_view(
    list=extend_schema(operation_id="opinions", responses=shapes.OpinionRowSerializer(many=True)),
    create=extend_schema(
        request=shapes.OpenOpinionSerializer, responses={201: shapes.OpinionDetailSerializer}
    ),
)
class OpinionViews(StagedViews):
    """What procuratorates tell organs, and what these answer."""

    kind: ClassVar[Kind] = Kind.OPINION
    opening = shapes.OpenOpinionSerializer
    filterset_class = OpinionFilter
    serializer_class = shapes.OpinionDetailSerializer
    columns = (
        *("opinion_kind", "content", "law", "objection_days", "edition", "reply_by", "due_on"),
        *("served_at", "service_way"),
    )
    departments = ("procuratorate", "addressee")
    detail_departments = ("court",)
    row_columns = ("opinion_kind", "served_at")

    def open(self, data: Mapping[str, Any], *, actor: Actor, now: datetime, pk: UUID) -> Work:
        """Draft an opinion."""
        return actions.open_opinion(data, actor=actor, now=now, pk=pk)

    def show(self, work: Work, matter: Any) -> dict[str, Any]:
        """Build an opinion's detail with the matters that it is about."""
        about = known(matter.about.values_list("matter_id", flat=True), actor=work.actor)
        return super().show(work, matter) | {"about": about}


@extend_schema_view(
    list=extend_schema(
        operation_id="public_interest", responses=shapes.PublicInterestRowSerializer(many=True)
    ),
    create=extend_schema(
        request=shapes.OpenPublicInterestSerializer,
        responses={201: shapes.PublicInterestDetailSerializer},
    ),
)
class PublicInterestViews(StagedViews):
    """Cases in the public interest."""

    kind: ClassVar[Kind] = Kind.PUBLIC_INTEREST
    opening = shapes.OpenPublicInterestSerializer
    filterset_class = PublicInterestFilter
    serializer_class = shapes.PublicInterestDetailSerializer
    columns = ("suit_kind", "facts", "subjects", "served_at")
    departments = ("procuratorate", "addressee")
    detail_departments = ("court",)
    row_columns = ("suit_kind",)

    def open(self, data: Mapping[str, Any], *, actor: Actor, now: datetime, pk: UUID) -> Work:
        """Register a case."""
        return actions.open_public_interest(data, actor=actor, now=now, pk=pk)

    def show(self, work: Work, matter: Any) -> dict[str, Any]:
        """Build a case's detail with what it runs beside."""
        beside = known([matter.beside_id], actor=work.actor)
        return super().show(work, matter) | {"beside": beside[0] if beside else None}


@extend_schema_view(
    list=extend_schema(
        operation_id="reverse_linkages", responses=shapes.ReverseLinkageRowSerializer(many=True)
    ),
    create=extend_schema(
        request=shapes.OpenLinkageSerializer,
        responses={201: shapes.ReverseLinkageDetailSerializer},
    ),
)
class ReverseLinkageViews(StagedViews):
    """Non-prosecutions that may call for a penalty."""

    kind: ClassVar[Kind] = Kind.REVERSE_LINKAGE
    opening = shapes.OpenLinkageSerializer
    filterset_class = ReverseLinkageFilter
    serializer_class = shapes.ReverseLinkageDetailSerializer
    columns = ("decision_number", "decided_on", "persons", "facts")
    departments = ("procuratorate",)
    row_columns = ("decision_number", "decided_on")

    def open(self, data: Mapping[str, Any], *, actor: Actor, now: datetime, pk: UUID) -> Work:
        """Hand a non-prosecution over."""
        return actions.open_linkage(data, actor=actor, now=now, pk=pk)


@extend_schema_view(
    list=extend_schema(operation_id="inquiries", responses=shapes.InquiryRowSerializer(many=True)),
    create=extend_schema(
        request=shapes.OpenInquirySerializer, responses={201: shapes.InquiryDetailSerializer}
    ),
)
class InquiryViews(StagedViews):
    """Questions in writing."""

    kind: ClassVar[Kind] = Kind.INQUIRY
    opening = shapes.OpenInquirySerializer
    filterset_class = InquiryFilter
    serializer_class = shapes.InquiryDetailSerializer
    columns = ("question", "facts", "answer")
    departments = ("sender", "addressee")

    def open(self, data: Mapping[str, Any], *, actor: Actor, now: datetime, pk: UUID) -> Work:
        """Ask."""
        return actions.open_inquiry(data, actor=actor, now=now, pk=pk)

    def show(self, work: Work, matter: Any) -> dict[str, Any]:
        """Build an inquiry's detail with what it is about."""
        about = known([matter.about_id], actor=work.actor)
        return super().show(work, matter) | {"about": about[0] if about else None}
