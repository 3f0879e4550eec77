"""Violation types, outcomes, facts, subjects and lists: what is read beside clues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.clues.ledger import COUNTED, completion
from apps.clues.models import Clue, ClueSubject, HandedList, Outcome, Subject, ViolationType
from apps.common.api.pagination import KeysetPagination, Ordering, page
from apps.common.api.problems import Malformed
from apps.common.api.views import ActingRequest, ApiView, ApiViewSet
from apps.common.api.wording import word_for
from apps.matters.api.filters import MOST_SEARCHED
from apps.matters.models import Access
from apps.matters.rows import as_known
from apps.matters.searching import with_text
from apps.matters.watching import watch
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, NotFound
from clue_transfer.typed_facts import FACTS

_ANY = {200: OpenApiTypes.OBJECT}


class ViolationTypes(ApiViewSet):
    """Kinds of violation."""

    pagination_class = KeysetPagination
    orderings: ClassVar[dict[str, Ordering]] = {"code": Ordering("pk")}

    @extend_schema(operation_id="violation_types", responses=_ANY)
    def list(self, request: ActingRequest) -> Response:
        """List the active kinds of violation."""
        found = page(
            ViolationType.objects.filter(active=True),
            request=request,
            orderings=self.orderings,
            default="code",
        )
        return Response(
            found.body(
                [
                    {
                        "code": row.code,
                        "name": row.name,
                        "name_en": row.name_en,
                        "systems": row.systems,
                    }
                    for row in found.results
                ]
            )
        )


class Outcomes(ApiViewSet):
    """The outcome catalogue."""

    pagination_class = KeysetPagination
    orderings: ClassVar[dict[str, Ordering]] = {"code": Ordering("pk")}

    @extend_schema(operation_id="outcomes", responses=_ANY)
    def list(self, request: ActingRequest) -> Response:
        """List the active outcomes and what each needs."""
        found = page(
            Outcome.objects.filter(active=True),
            request=request,
            orderings=self.orderings,
            default="code",
        )
        return Response(
            found.body(
                [
                    {
                        "code": row.code,
                        "name": row.name,
                        "name_en": row.name_en,
                        "penalty": row.penalty,
                        "requires_kind": row.requires_kind or None,
                        "opens_rectification": row.opens_rectification,
                    }
                    for row in found.results
                ]
            )
        )


class Facts(ApiView):
    """The typed facts that a clue may carry."""

    @extend_schema(operation_id="facts", responses=_ANY)
    def get(self, request: ActingRequest) -> Response:
        """List every fact with its type, unit and words."""
        return Response(
            {
                "results": [
                    {
                        "key": fact.key,
                        "label": word_for(fact),
                        "type": fact.type,
                        "unit": fact.unit or None,
                        "choices": list(fact.choices) or None,
                    }
                    for fact in FACTS.values()
                ]
            }
        )


class Subjects(ApiViewSet):
    """Persons and firms of the clues that the acting department may read."""

    pagination_class = KeysetPagination
    query_parameters: ClassVar[frozenset[str]] = frozenset(
        {"credit_code", "search", "positive_list", "key_unit"}
    )
    orderings: ClassVar[dict[str, Ordering]] = {
        "id": Ordering("pk"),
        "-id": Ordering("pk", descending=True),
    }

    def get_queryset(self) -> Any:
        """Keep subjects that stand in a visible clue."""
        visible = Clue.objects.visible_to(self.request.actor).values("pk")
        # As it is called in the reader's own clues: another department's wording is its own.
        here = ClueSubject.objects.filter(subject_id=OuterRef("pk"), clue__in=visible)
        called = here.order_by("-clue_id").values("name")[:1]
        return Subject.objects.filter(Exists(here)).annotate(
            called=Subquery(called),
            stands_in=ArraySubquery(
                here.values(json=JSONObject(id=F("clue_id"), secrecy=F("clue__secrecy")))[:100]
            ),
        )

    @extend_schema(operation_id="subjects", responses=_ANY)
    def list(self, request: ActingRequest) -> Response:
        """List subjects by code, by a part of their name in the reader's clues, by their flags."""
        rows = self.get_queryset()
        if term := request.query_params.get("search", "").strip()[:MOST_SEARCHED]:
            # By the grams of the clues that they stand in: names have no index of their own.
            mine = Clue.objects.visible_to(request.actor)
            named_there = with_text(mine, term, now=timezone.now())
            here = ClueSubject.objects.filter(
                subject_id=OuterRef("pk"), clue__in=named_there.values("pk"), name__icontains=term
            )
            rows = rows.filter(Exists(here))
        for flag in ("positive_list", "key_unit"):
            if (wanted := _truth(request, flag)) is not None:
                rows = rows.filter(**{flag: wanted})
        if code := request.query_params.get("credit_code"):
            rows = rows.filter(credit_code=code.upper())
        found = page(rows, request=request, orderings=self.orderings, default="-id")
        clues = [clue for row in found.results for clue in row.stands_in]
        watch(request.actor, [(UUID(clue["id"]), clue["secrecy"]) for clue in clues])
        return Response(found.body([_subject(row) for row in found.results]))

    @extend_schema(operation_id="subject", responses=_ANY)
    def retrieve(self, request: ActingRequest, pk: UUID) -> Response:
        """Show a subject with the clues that it stands in, as far as they are visible."""
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound
        clues = (
            Clue.objects.visible_to(request.actor)
            .filter(clue_subjects__subject_id=pk)
            .order_by("-opened_at", "-pk")
            .values("id", "number", "title", "status", "opened_at", "secrecy")[:100]
        )
        watch(request.actor, [(clue["id"], clue["secrecy"]) for clue in clues])
        shown = as_known(list(clues), actor=request.actor)
        return Response({**_subject(row), "clues": shown})


class Lists(ApiViewSet):
    """Lists handed down, with their completion."""

    pagination_class = KeysetPagination
    orderings: ClassVar[dict[str, Ordering]] = {
        "-opened_at": Ordering("opened_at", descending=True, nullable=False)
    }

    def get_queryset(self) -> Any:
        """Keep the department's own lists and those of which it may read a clue."""
        return lists_of(self.request.actor)

    @extend_schema(operation_id="lists", responses=_ANY)
    def list(self, request: ActingRequest) -> Response:
        """List the lists, newest first."""
        found = page(
            self.get_queryset().select_related("department"),
            request=request,
            orderings=self.orderings,
            default="-opened_at",
        )
        counts = self._counts([row.pk for row in found.results])
        return Response(found.body([_list(row, counts.get(row.pk)) for row in found.results]))

    @extend_schema(operation_id="list", responses=_ANY)
    def retrieve(self, request: ActingRequest, pk: UUID) -> Response:
        """Show a list with its completion rate."""
        row = self.get_queryset().select_related("department").filter(pk=pk).first()
        if row is None:
            raise NotFound
        return Response(_list(row, self._counts([pk]).get(pk)))

    def _counts(self, pks: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
        return completion(pks, actor=self.request.actor.without_powers, now=timezone.now())


def lists_of(actor: Actor) -> Any:
    """Keep the department's own lists and those of which it may read a clue.

    Powers open dossiers, not another department's lists.
    """
    readable = Access.objects.visible_to(actor.without_powers).values(
        "matter__clue__handed_list_id"
    )
    return HandedList.objects.filter(
        Q(department_id=actor.department)
        | Q(pk__in=readable.filter(kind="clue", matter__clue__handed_list__isnull=False))
    )


def _truth(request: ActingRequest, name: str) -> bool | None:
    """Read a flag of the query; Malformed when it is neither true nor false."""
    text = request.query_params.get(name)
    if text is None:
        return None
    if text not in ("true", "false"):
        wrong = FieldError(f"/query/{name}", "invalid", "应为true或false")
        raise Malformed("查询参数有误", errors=[wrong])
    return text == "true"


def _subject(row: Subject) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.called,  # type: ignore[attr-defined]  # annotated by the view
        "credit_code": row.credit_code,
        "positive_list": row.positive_list,
        "key_unit": row.key_unit,
        "address": row.address,
    }


def _list(row: HandedList, counts: Mapping[str, int] | None) -> dict[str, Any]:
    counts = counts or dict.fromkeys(COUNTED, 0)
    items, done = counts["items"], counts["concluded"]
    overdue = row.due_on is not None and timezone.localdate() > row.due_on and done < items
    return {
        "id": row.pk,
        "name": row.name,
        "department": {"code": row.department.code, "name": row.department.name},
        "due_on": row.due_on,
        "overdue": overdue,
        "opened_at": row.opened_at,
        "items": items,
        "concluded": done,
        "completion_percent": _percent(done, items),
        "rates": {
            "concluded": _rate(done, items),
            "confirmed": _rate(counts["confirmed"], items),
            "rectified": _rate(counts["rectified"], counts["ordered"]),
            "overdue": _rate(counts["overdue"], items),
        },
    }


def _rate(part: int, whole: int) -> dict[str, Any]:
    return {"numerator": part, "denominator": whole, "percent": _percent(part, whole)}


def _percent(part: int, whole: int) -> float | None:
    return round(part * 100 / whole, 2) if whole else None


routes = [
    path("violation-types/", ViolationTypes.as_view({"get": "list"}), name="violation-types"),
    path("outcomes/", Outcomes.as_view({"get": "list"}), name="outcomes"),
    path("facts/", Facts.as_view(), name="facts"),
    path("subjects/", Subjects.as_view({"get": "list"}), name="subjects"),
    path("subjects/<uuid:pk>/", Subjects.as_view({"get": "retrieve"}), name="subject"),
    path("lists/", Lists.as_view({"get": "list"}), name="lists"),
    path("lists/<uuid:pk>/", Lists.as_view({"get": "retrieve"}), name="list"),
]
