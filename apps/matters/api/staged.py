"""Collections of staged matters: a list, a detail with its stages, and how one is opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.response import Response

from apps.common.api.idempotency import body_hash, idempotent
from apps.common.api.serializers import StrictSerializer
from apps.common.api.views import ActingRequest
from apps.common.api.wording import word_for
from apps.common.ids import new_id
from apps.common.prepared import PKS, Among, Prepared
from apps.matters.api.lists import MatterList
from apps.matters.api.serializers import MatterDetailSerializer, NamedDepartmentSerializer
from apps.matters.api.views import MatterViews
from apps.matters.kinds import spec_of
from apps.matters.queries import deadlines, parties, spine
from apps.matters.reach import former_until
from apps.matters.rows import SPINE, named, nearest_deadlines, spine_row
from apps.matters.work import Work
from apps.organizations.queries import Directory, directory, stamp
from clue_transfer.actors import Actor
from clue_transfer.vocabulary import Kind, Verb, called


class StageSerializer(serializers.Serializer[object]):
    """What was given at one stage, by whom and when."""

    verb = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    at = serializers.DateTimeField()
    department = NamedDepartmentSerializer(allow_null=True)
    given = serializers.DictField(child=serializers.JSONField())


class StagedDetailSerializer(MatterDetailSerializer):
    """What every staged matter shows."""

    stages = StageSerializer(many=True)


class StagedViews(MatterList, MatterViews):
    """What every collection of staged matters answers; a kind names its columns."""

    opening: ClassVar[type[StrictSerializer]]
    columns: ClassVar[tuple[str, ...]] = ()
    """What of the kind's own columns a detail shows."""
    row_columns: ClassVar[tuple[str, ...]] = ()
    departments: ClassVar[tuple[str, ...]] = ()
    """The columns that name departments, shown as code and name in rows and details."""
    detail_departments: ClassVar[tuple[str, ...]] = ()
    """Those that only a detail shows."""

    def open(self, data: Mapping[str, Any], *, actor: Actor, now: datetime, pk: UUID) -> Work:
        """Open a matter of the kind under the key given."""
        raise NotImplementedError

    def show(self, work: Work, matter: Any) -> dict[str, Any]:
        """Build a detail: the spine, the kind's own columns, and the stages."""
        return {
            **spine(work, matter),
            **{name: getattr(matter, name) for name in self.columns},
            **{
                name: named(work.directory, getattr(matter, f"{name}_id"))
                for name in (*self.departments, *self.detail_departments)
            },
            "stages": shown_stages(work, matter),
            "parties": parties(work, matter),
            "deadlines": deadlines(work, matter),
        }

    def rows(self, pks: list[UUID], *, former: frozenset[UUID]) -> list[dict[str, Any]]:
        """Build a page's rows: two queries whatever the number."""
        return _rows(
            pks,
            read=_row_query(self.kind, (*self.row_columns, *self.departments)),
            columns=self.row_columns,
            departments=self.departments,
            directory=directory(stamp()),
            now=timezone.now(),
        )

    def create(self, request: ActingRequest) -> Response:
        """Open a matter of the kind."""
        body = self.opening(data=request.data)
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
            work = self.open(body.validated_data, actor=request.actor, now=timezone.now(), pk=pk)
        response = self.answer(work, work.matters[pk], status=201)
        response["Location"] = f"/api/v1/{self.spec.collection}/{pk}/"
        return response


def shown_stages(work: Work, matter: Any) -> list[dict[str, Any]]:
    """Show what was given at each stage; to a former party up to the end of its part."""
    until = former_until(work, matter)
    return [
        {
            "verb": row["verb"],
            "label": word_for(called(Verb(row["verb"]), kind=matter.kind)),
            "at": row["at"],
            "department": named(work.directory, row["department"]),
            "given": row["given"],
        }
        for row in matter.stages
        if until is None or datetime.fromisoformat(row["at"]) <= until
    ]


@cache
def _row_query(kind: Kind, columns: tuple[str, ...]) -> Prepared:
    model = spec_of(kind).model
    return Prepared(
        lambda: model.objects.filter(Among("pk", PKS)).values("pk", "parent_id", *SPINE, *columns)
    )


def _rows(
    pks: list[UUID],
    *,
    read: Prepared,
    columns: tuple[str, ...],
    departments: tuple[str, ...],
    directory: Directory,
    now: datetime,
) -> list[dict[str, Any]]:
    found = {row["pk"]: row for row in read.read(pks=pks)}
    nearest = nearest_deadlines(pks, now=now)
    return [
        {
            **spine_row(row, directory=directory),
            "nearest_deadline": nearest.get(pk),
            **{name: row[name] for name in columns},
            **{name: named(directory, row[name]) for name in departments},
        }
        for pk in pks
        if (row := found.get(pk)) is not None
    ]
