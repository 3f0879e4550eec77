"""What a clue is likely a duplicate of, as far as the reader may see the other one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.clues.models import Clue, Duplicate
from apps.common.api.pagination import KeysetPagination, Ordering, page
from apps.common.api.views import ActingRequest, ApiViewSet
from apps.common.api.wording import word_for
from apps.matters.queries import read_any
from apps.matters.rows import as_known, named
from apps.matters.watching import watch
from apps.organizations.queries import Directory, directory, stamp
from clue_transfer.actors import Actor
from clue_transfer.duplicates import Likeness


class Duplicates(ApiViewSet):
    """Likely duplicates of a clue."""

    pagination_class = KeysetPagination
    orderings: ClassVar[dict[str, Ordering]] = {
        "-score": Ordering("score", descending=True, id="id", nullable=False)
    }

    @extend_schema(operation_id="clue_duplicates", responses={200: OpenApiTypes.OBJECT})
    def list(self, request: ActingRequest, pk: UUID) -> Response:
        """List likely duplicates, the likeliest first, each with its reasons."""
        clue = read_any(pk, actor=request.actor)
        found = page(
            _duplicates_of(clue.pk, actor=request.actor).values(
                "id", "there", "score", "reasons", "found_at"
            ),
            request=request,
            orderings=self.orderings,
            default="-score",
        )
        names = directory(stamp())
        rows = _rows_of(found.results, actor=request.actor, directory=names)
        return Response(found.body(rows))


def _duplicates_of(pk: UUID, *, actor: Actor) -> QuerySet[Any]:
    """Read which other clues a clue looks like, whichever was submitted first.

    Only those that the actor may see; that there are more is told to nobody.
    """
    there = Case(When(clue=pk, then=F("other_id")), default=F("clue_id"))
    seen = Clue.objects.visible_to(actor).values("pk")
    rows = Duplicate.objects.filter(Q(clue=pk) | Q(other=pk)).annotate(there=there)
    return rows.filter(there__in=seen)


def _rows_of(
    rows: Sequence[Mapping[str, Any]], *, actor: Actor, directory: Directory
) -> list[dict[str, Any]]:
    """Show what a clue looks like, with the reasons in words: one query whatever the number."""
    there = Clue.objects.filter(pk__in=[row["there"] for row in rows])
    clues = {
        clue["pk"]: clue
        for clue in as_known(
            there.values("pk", "number", "title", "status", "sender_id", "opened_at", "secrecy"),
            actor=actor,
            key="pk",
        )
    }
    watch(actor, [(pk, clue["secrecy"]) for pk, clue in clues.items()])
    return [
        {
            "id": row["id"],
            "clue": row["there"],
            "number": clues[row["there"]]["number"],
            "title": clues[row["there"]]["title"],
            "status": clues[row["there"]]["status"],
            "sender": named(directory, clues[row["there"]]["sender_id"]),
            "opened_at": clues[row["there"]]["opened_at"],
            "score": row["score"],
            "reasons": [
                {**reason, "label": word_for(Likeness(reason["why"]))} for reason in row["reasons"]
            ],
            "found_at": row["found_at"],
        }
        for row in rows
    ]
