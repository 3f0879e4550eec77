"""One view set for every kind of matter: list, detail, steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from apps.common.api.idempotency import Slot, body_hash, idempotent
from apps.common.api.versions import etag, required_version
from apps.common.api.views import ActingRequest, ApiViewSet
from apps.matters import queries
from apps.matters.actions import take_step
from apps.matters.kinds import KindSpec, spec_of
from apps.matters.reach import left
from apps.matters.watching import watch
from apps.matters.work import Work
from clue_transfer.errors import WrongStatus
from clue_transfer.vocabulary import Kind, Verb


def shape_only(kind: type[Serializer[Any]], data: Any) -> Serializer[Any]:
    """Check a payload's shape; what is missing is for the table to say, after who and when."""
    payload = kind(data=data)
    for field in payload.fields.values():
        field.required = False
    payload.is_valid(raise_exception=True)
    return payload


class MatterViews(ApiViewSet):
    """What every collection of matters answers; a kind says how its detail looks."""

    kind: ClassVar[Kind]

    @property
    def spec(self) -> KindSpec:
        """The kind's specification."""
        return spec_of(self.kind)

    def show(self, work: Work, matter: Any) -> dict[str, Any]:
        """Build the detail of one matter from what the work has read."""
        raise NotImplementedError

    def retrieve(self, request: ActingRequest, pk: UUID) -> Response:
        """Show one matter with its version as ETag."""
        now = timezone.now()
        work, matter = queries.read(self.spec, pk, actor=request.actor, now=now)
        return self.answer(work, matter)

    def actions(self, request: ActingRequest, pk: UUID) -> Response:
        """Say what may be done now, what not, and why not."""
        now = timezone.now()
        work, matter = queries.read(self.spec, pk, actor=request.actor, now=now)
        return Response(queries.explained_actions(work, matter, request.actor))

    def answer(self, work: Work, matter: Any, *, status: int = 200) -> Response:
        """Answer a detail with its ETag."""
        watch(self.request.actor, [(matter.pk, matter.secrecy)])
        body = self.show(work, matter)
        body["available_actions"] = queries.available_actions(work, matter, self.request.actor)
        return Response(body, status=status, headers={"ETag": etag(body["version"])})

    def replay(self, slot: Slot) -> Response:
        """Answer the earlier result again, as today's reader sees it."""
        pk = UUID(slot.result_id)
        work, matter = queries.read(self.spec, pk, actor=self.request.actor, now=timezone.now())
        return slot.mark(self.answer(work, matter, status=slot.status or 200))

    @contextmanager
    def telling_how_it_stands(self, pk: UUID) -> Iterator[None]:
        """Add to a refusal by status what the status is and what may be done instead."""
        try:
            yield
        except WrongStatus as refusal:
            actor = self.request.actor
            work, matter = queries.read(self.spec, pk, actor=actor, now=timezone.now())
            if left(work, matter) is not None:
                raise  # how it stands now is not theirs to know
            refusal.extra = {
                "status": matter.status,
                "available_actions": queries.available_actions(work, matter, actor),
            }
            raise


class StepView(MatterViews):
    """One verb of one kind: `POST /{collection}/{id}/actions/{verb}/`."""

    verb: ClassVar[Verb]
    payload_serializer: ClassVar[type[Serializer[Any]]]

    def create(self, request: ActingRequest, pk: UUID) -> Response:
        """Take the step and answer the new detail."""
        payload = shape_only(self.payload_serializer, request.data)
        keep = idempotent(
            request,
            body_hash=body_hash(request.data),
            result_kind=self.kind,
            result_id=pk,
            status=200,
        )
        with self.telling_how_it_stands(pk), keep as slot:
            if slot.replayed:
                return self.replay(slot)
            work = take_step(
                self.kind,
                self.verb,
                among=self.spec.model.objects.known_to,
                pk=pk,
                actor=request.actor,
                payload=payload.validated_data,
                now=timezone.now(),
                version=required_version(request),
                also=self.spec.others(pk, self.verb, payload.validated_data),
            )
        return self.answer(work, work.matters[pk])
