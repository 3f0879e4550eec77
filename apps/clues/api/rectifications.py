"""Rectifications: what subjects were ordered to put right, listed, shown, and followed."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

import django_filters as filters
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from apps.clues import queries
from apps.clues.api.payloads import rectification
from apps.clues.models import ClueSubject
from apps.matters.api.filters import MatterFilter
from apps.matters.api.lists import MatterList
from apps.matters.api.routes import matter_routes
from apps.matters.api.serializers import (
    MatterDetailSerializer,
    MatterRowSerializer,
    NamedDepartmentSerializer,
)
from apps.matters.api.views import MatterViews
from apps.matters.queries import deadlines, parties, spine
from apps.matters.rows import named
from apps.matters.work import Work
from apps.organizations.queries import directory, stamp
from clue_transfer.vocabulary import Kind, Party


class RectificationFilter(MatterFilter):
    """Filters of `rectifications/`."""

    clue = filters.UUIDFilter(field_name="matter__root_id")
    transfer = filters.UUIDFilter(field_name="matter__parent_id")
    subject = filters.UUIDFilter(field_name="matter__rectification__subject_id")
    outcome = filters.CharFilter(field_name="matter__rectification__outcome_id")


class LookBackSerializer(serializers.Serializer[object]):
    """What somebody saw who looked again."""

    on = serializers.DateField()
    department = serializers.CharField()
    note = serializers.CharField()
    evidence = serializers.ListField(child=serializers.UUIDField())


class RectificationDetailSerializer(MatterDetailSerializer):
    """A rectification with what was ordered, reported, checked and seen again."""

    clue = serializers.UUIDField()
    transfer = serializers.UUIDField()
    sender = NamedDepartmentSerializer(allow_null=True)
    receiver = NamedDepartmentSerializer(allow_null=True)
    subject = serializers.UUIDField(allow_null=True)
    subject_name = serializers.CharField(allow_null=True)
    outcome = serializers.CharField()
    requirement = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    done_note = serializers.CharField()
    done_evidence = serializers.ListField(child=serializers.UUIDField())
    check_note = serializers.CharField()
    refusal = serializers.CharField()
    enforcement = serializers.CharField(allow_null=True)
    enforcement_note = serializers.CharField()
    ruling_number = serializers.CharField(allow_null=True)
    ruled_on = serializers.DateField(allow_null=True)
    look_backs = LookBackSerializer(many=True)
    finding = serializers.CharField()


class RectificationRowSerializer(MatterRowSerializer):
    """A rectification as a list shows it."""

    clue = serializers.UUIDField()
    transfer = serializers.UUIDField()
    transfer_number = serializers.CharField(allow_null=True)
    sender = NamedDepartmentSerializer()
    receiver = NamedDepartmentSerializer()
    subject = serializers.UUIDField(allow_null=True)
    subject_name = serializers.CharField(allow_null=True)
    outcome = serializers.CharField()
    outcome_name = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    look_backs = serializers.IntegerField()


@extend_schema_view(
    list=extend_schema(
        operation_id="rectifications", responses=RectificationRowSerializer(many=True)
    )
)
class RectificationViews(MatterList, MatterViews):
    """What subjects were ordered to put right."""

    kind: ClassVar[Kind] = Kind.RECTIFICATION
    filterset_class = RectificationFilter
    serializer_class = RectificationDetailSerializer

    def show(self, work: Work, matter: Any) -> dict[str, Any]:
        """Build a rectification's detail."""
        here = ClueSubject.objects.filter(clue_id=matter.root_id, subject_id=matter.subject_id)
        return {
            **spine(work, matter),
            "clue": matter.root_id,
            "transfer": matter.parent_id,
            "sender": named(work.directory, work.department_of(matter, Party.SENDER)),
            "receiver": named(work.directory, work.department_of(matter, Party.RECEIVER)),
            "subject": matter.subject_id,
            "subject_name": here.values_list("name", flat=True).first(),
            "outcome": matter.outcome_id,
            "requirement": matter.requirement,
            "due_on": matter.due_on,
            "done_note": matter.done_note,
            "done_evidence": matter.done_evidence,
            "check_note": matter.check_note,
            "refusal": matter.refusal,
            "enforcement": matter.enforcement or None,
            "enforcement_note": matter.enforcement_note,
            "ruling_number": matter.ruling_number or None,
            "ruled_on": matter.ruled_on,
            "look_backs": matter.look_backs,
            "finding": matter.finding,
            "parties": parties(work, matter),
            "deadlines": deadlines(work, matter),
        }

    def rows(self, pks: list[UUID], *, former: frozenset[UUID]) -> list[dict[str, Any]]:
        """Build a page's rows."""
        return queries.rows_of_rectifications(pks, directory=directory(stamp()), now=timezone.now())


routes = [
    path("rectifications/", RectificationViews.as_view({"get": "list"}), name="rectifications"),
    path(
        "rectifications/<uuid:pk>/",
        RectificationViews.as_view({"get": "retrieve"}),
        name="rectification",
    ),
    *matter_routes(
        RectificationViews, collection="rectifications", payloads=rectification.PAYLOADS
    ),
]
