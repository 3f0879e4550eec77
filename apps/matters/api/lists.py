"""A list of matters: through the department's access, in pages that cost the same anywhere."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, QuerySet
from django_filters import FilterSet
from rest_framework.response import Response

from apps.common.api.filters import PreparedFilterSet, Shape
from apps.common.api.pagination import (
    KeysetPagination,
    Ordering,
    Orderings,
    Page,
    Question,
    page,
)
from apps.common.api.problems import Malformed
from apps.common.api.trimming import wanted_expansions
from apps.common.api.views import ActingRequest, ApiViewSet
from apps.matters.models import VIEWER, Access
from apps.matters.rows import as_it_was_left, left_by, parties_of
from apps.matters.watching import watch
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import Kind

EXPANSIONS = ("parties",)
"""What `expand` may name; a former party gets nothing more by it."""

_SECRECY = "shown_secrecy"
_PAST = {"nearest_deadline": None, "last_act": None}
"""What a row keeps from a department whose part has ended: the present."""


class MatterList(ApiViewSet):
    """The list of one kind; a kind says how its rows look."""

    kind: ClassVar[Kind]
    queryset = Access.objects.none()
    filterset_class: ClassVar[type[PreparedFilterSet]]
    pagination_class = KeysetPagination
    query_parameters: ClassVar[frozenset[str]] = frozenset({"expand"})
    orderings: ClassVar[dict[str, Ordering]] = {
        "-opened_at": Ordering("opened_at", descending=True, id="matter_id", nullable=False),
        "opened_at": Ordering("opened_at", id="matter_id", nullable=False),
        "next_due_at": Ordering("next_due_at", id="matter_id", nullable=True),
    }
    default_ordering = "-opened_at"

    def question(self, request: ActingRequest) -> Question:
        """Read the department's access to matters of the kind, as far as the request asks."""
        asked = valid(self.filterset_class, request)
        rows = partial(_rows, kind=self.kind, filters=self.filterset_class, shape=asked.shape)
        shape = (self.kind, self.filterset_class, asked.shape)
        return question_of(request.actor, shape=shape, rows=rows, values=asked.values)

    def rows(self, pks: list[UUID], *, former: frozenset[UUID]) -> list[dict[str, Any]]:
        """Build the rows of a page in the order given; of some the department is a former party."""
        raise NotImplementedError

    def list(self, request: ActingRequest) -> Response:
        """List what the acting department may read."""
        found = watched_page(
            self.question(request),
            request=request,
            orderings=self.orderings,
            default=self.default_ordering,
        )
        expand = wanted_expansions(request, among=EXPANSIONS)
        former = frozenset(row["matter_id"] for row in found.results if row["why"] == Why.FORMER)
        rows = self.rows([row["matter_id"] for row in found.results], former=former)
        left = left_by(request.actor.acting, pks=former) if former else {}
        rows = [
            {**row, **_PAST, **as_it_was_left(left.get(row["id"]), kind=row["kind"])}
            if row["id"] in former
            else row
            for row in rows
        ]
        if "parties" in expand:
            parties = parties_of([row["id"] for row in rows if row["id"] not in former])
            rows = [{**row, "parties": parties.get(row["id"], [])} for row in rows]
        return Response(found.body(rows))


def question_of(
    actor: Actor,
    *,
    shape: Hashable,
    rows: Callable[[Actor], QuerySet[Any]],
    values: Mapping[str, Any],
) -> Question:
    """Ask for rows beside matters that the actor may see: in the words of any other reader."""

    def seen(by: Actor) -> QuerySet[Any]:
        return _with_secrecy(rows(by))

    if actor.department is None or actor.powers is not None:
        # Powers name dossiers, so that their text is of one person only.
        return Question(None, partial(seen, actor), values)
    viewer = {"department": actor.department, "person": actor.person}
    return Question(shape, partial(seen, VIEWER), {**values, **viewer})


def _rows(
    actor: Actor, *, kind: Kind, filters: type[PreparedFilterSet], shape: Shape
) -> QuerySet[Any]:
    rows = filters.narrow(Access.objects.visible_to(actor).filter(kind=kind), shape)
    return rows.values("matter_id", "why")


def _with_secrecy(queryset: QuerySet[Any]) -> QuerySet[Any]:
    return queryset.annotate(**{_SECRECY: F("matter__secrecy")})


def watched_page(asked: Any, *, request: ActingRequest, orderings: Orderings, default: str) -> Page:
    """Cut a page of rows that stand beside matters, and note which watched ones it shows.

    For every list whose rows have `matter_id`: whose matter is sealed goes on record.
    """
    found = page(
        asked if isinstance(asked, Question) else _with_secrecy(asked),
        request=request,
        orderings=orderings,
        default=default,
    )
    shown = []
    for row in found.results:
        if isinstance(row, dict):
            shown.append((row["matter_id"], row.pop(_SECRECY)))
        else:
            shown.append((row.matter_id, getattr(row, _SECRECY)))
    watch(request.actor, shown)
    return found


def filtered(filterset: type[FilterSet], request: ActingRequest, queryset: Any) -> Any:
    """Apply a filter set; raises Malformed that names the parameter and the reason."""
    return valid(filterset, request, queryset=queryset).qs


def valid(filterset: Any, request: ActingRequest, *, queryset: Any = None) -> Any:
    """Build a filter set of what a request asks; raises Malformed like `filtered`."""
    found = filterset(request.query_params, queryset=queryset, request=request)
    if not found.is_valid():
        errors = [
            FieldError(f"/query/{name}", "invalid", str(messages[0]))
            for name, messages in found.errors.items()
        ]
        raise Malformed("查询参数有误", errors=errors)
    return found
