"""Collections of clues and of legs."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.response import Response

from apps.clues import queries
from apps.clues.actions.drafting import create_clues, edit_clue
from apps.clues.api.filters import ClueFilter, TransferFilter
from apps.clues.api.serializers import (
    ClueDetailSerializer,
    ClueRowSerializer,
    DraftSerializer,
    TransferDetailSerializer,
    TransferRowSerializer,
)
from apps.clues.api.shapes import show_clue, show_transfer
from apps.clues.models import Clue
from apps.common.api.idempotency import body_hash, idempotent
from apps.common.api.versions import required_version
from apps.common.api.views import ActingRequest
from apps.common.ids import new_id
from apps.matters.actions import take_step
from apps.matters.api.lists import MatterList
from apps.matters.api.views import MatterViews, shape_only
from apps.matters.work import Work
from apps.organizations.queries import directory, stamp
from clue_transfer.vocabulary import Kind, LegKind, Source, Verb


@extend_schema_view(
    list=extend_schema(operation_id="clues", responses=ClueRowSerializer(many=True))
)
class ClueViews(MatterList, MatterViews):
    """Clues: the dossiers that a department sends, receives or supervises."""

    kind: ClassVar[Kind] = Kind.CLUE
    filterset_class = ClueFilter
    serializer_class = ClueDetailSerializer

    def show(self, work: Work, matter: Any) -> dict[str, Any]:
        """Build a clue's detail."""
        return show_clue(work, matter, actor=self.request.actor)

    def rows(self, pks: list[UUID], *, former: frozenset[UUID]) -> list[dict[str, Any]]:
        """Build a page's rows."""
        rows = queries.rows_of_clues(
            pks, actor=self.request.actor, directory=directory(stamp()), now=timezone.now()
        )
        own = self.request.actor.department_code
        for row in rows:
            if row["id"] in former:
                row["legs"] = [leg for leg in row["legs"] if leg["receiver"]["code"] == own]
        return rows

    @extend_schema(request=DraftSerializer, responses={201: ClueDetailSerializer})
    def create(self, request: ActingRequest) -> Response:
        """Make a draft."""
        data = _draft(DraftSerializer(data=request.data))
        data.setdefault("source", Source.INSPECTION)
        data.setdefault("leg_kind", LegKind.TRANSFER)
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
            work = create_clues([data], actor=request.actor, now=timezone.now(), ids=[pk])
        response = self.answer(work, work.matters[pk], status=201)
        response["Location"] = f"/api/v1/clues/{pk}/"
        return response

    @extend_schema(request=DraftSerializer(partial=True), responses={200: ClueDetailSerializer})
    def partial_update(self, request: ActingRequest, pk: UUID) -> Response:
        """Change a draft."""
        data = _draft(shape_only(DraftSerializer, request.data), checked=True)
        with self.telling_how_it_stands(pk):
            work = edit_clue(
                among=Clue.objects.visible_to,
                pk=pk,
                data=data,
                actor=request.actor,
                now=timezone.now(),
                version=required_version(request),
            )
        return self.answer(work, work.matters[pk])

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: ActingRequest, pk: UUID) -> Response:
        """Discard a draft; its record stays."""
        keep = idempotent(
            request, body_hash=body_hash(None), result_kind=Kind.CLUE, result_id=pk, status=204
        )
        with self.telling_how_it_stands(pk), keep as slot:
            if not slot.replayed:
                take_step(
                    Kind.CLUE,
                    Verb.DISCARD,
                    among=Clue.objects.visible_to,
                    pk=pk,
                    actor=request.actor,
                    payload={"reason": "删除草稿"},
                    now=timezone.now(),
                    version=required_version(request),
                )
        return slot.mark(Response(status=204))


@extend_schema_view(
    list=extend_schema(operation_id="transfers", responses=TransferRowSerializer(many=True))
)
class TransferViews(MatterList, MatterViews):
    """Legs: hand-overs from one department to one other."""

    kind: ClassVar[Kind] = Kind.TRANSFER
    filterset_class = TransferFilter
    serializer_class = TransferDetailSerializer

    def show(self, work: Work, matter: Any) -> dict[str, Any]:
        """Build a leg's detail."""
        return show_transfer(work, matter)

    def rows(self, pks: list[UUID], *, former: frozenset[UUID]) -> list[dict[str, Any]]:
        """Build a page's rows."""
        return queries.rows_of_legs(
            pks, directory=directory(stamp()), now=timezone.now(), former=former
        )


def _draft(serializer: Any, *, checked: bool = False) -> dict[str, Any]:
    """Take a draft's fields under the names that the model has."""
    if not checked:
        serializer.is_valid(raise_exception=True)
    data = dict(serializer.validated_data)
    if "kind" in data:
        data["leg_kind"] = data.pop("kind")
    return data
