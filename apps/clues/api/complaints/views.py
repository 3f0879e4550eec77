"""The collection of complaints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.response import Response

from apps.clues import queries
from apps.clues.actions import complaints as actions
from apps.clues.actions.reporters import identity_of
from apps.clues.api.complaints.serializers import (
    ComplaintDetailSerializer,
    ComplaintRowSerializer,
    ComplaintSerializer,
    CorrectionSerializer,
    RepeatsSerializer,
)
from apps.clues.api.filters import ComplaintFilter
from apps.clues.models import Clue, Complaint
from apps.common.api.idempotency import body_hash, idempotent
from apps.common.api.versions import required_version
from apps.common.api.views import ActingRequest
from apps.common.api.wording import word_for
from apps.common.ids import new_id
from apps.matters.api.lists import MatterList
from apps.matters.api.views import MatterViews, shape_only
from apps.matters.queries import deadlines, parties, spine
from apps.matters.rows import named
from apps.matters.watching import watch
from apps.matters.work import Work
from apps.organizations.queries import directory, stamp
from clue_transfer.errors import NotFound
from clue_transfer.reporters import stands_in
from clue_transfer.vocabulary import Kind, Status, called

TEXTS = ("subject_name", "address", "occurred", "content")
"""What somebody writes freely when a complaint comes in."""


def keyed_hash(body: Any) -> str:
    """Hash a body that names somebody, so that nobody can try names until the hash fits."""
    return salted_hmac("reporter", body_hash(body), algorithm="sha256").hexdigest()


def warnings_for(fields: Iterable[str]) -> list[dict[str, str]]:
    """Warn of texts that seem to tell who complained."""
    detail = gettext("文字中疑似出现举报人的姓名或号码，请改写")
    return [
        {"pointer": pointer, "code": "reporter-in-text", "detail": detail} for pointer in fields
    ]


def telling_texts(texts: Mapping[str, Any], identity: Mapping[str, str]) -> list[str]:
    """Point at the texts in which the reporter's name or number stands."""
    return [f"/{name}" for name in TEXTS if stands_in(texts.get(name) or "", identity)]


@extend_schema_view(
    list=extend_schema(operation_id="complaints", responses=ComplaintRowSerializer(many=True))
)
class ComplaintViews(MatterList, MatterViews):
    """Complaints of the acting department, and of those directly below it."""

    kind: ClassVar[Kind] = Kind.COMPLAINT
    filterset_class = ComplaintFilter
    serializer_class = ComplaintDetailSerializer

    def show(self, work: Work, matter: Any) -> dict[str, Any]:
        """Build a complaint's detail, without who complained."""
        return show_complaint(work, matter)

    def rows(self, pks: list[UUID], *, former: frozenset[UUID]) -> list[dict[str, Any]]:
        """Build a page's rows."""
        return queries.rows_of_complaints(
            pks, actor=self.request.actor, directory=directory(stamp()), now=timezone.now()
        )

    @extend_schema(request=ComplaintSerializer, responses={201: ComplaintDetailSerializer})
    def create(self, request: ActingRequest) -> Response:
        """Register a complaint; who complained is sealed apart and never shown here."""
        body = ComplaintSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        reporter = data.pop("reporter", None)
        pk = new_id()
        with idempotent(
            request,
            body_hash=keyed_hash(request.data),
            result_kind=self.kind,
            result_id=pk,
            status=201,
        ) as slot:
            if slot.replayed:
                return self.replay(slot)
            work = actions.take_in(
                [data],
                reporters=[reporter],
                actor=request.actor,
                now=timezone.now(),
                ids=[pk],
            )
        work.prepared["reporter_in_text"] = telling_texts(data, reporter or {})
        response = self.answer(work, work.matters[pk], status=201)
        response["Location"] = f"/api/v1/complaints/{pk}/"
        return response

    @extend_schema(
        request=CorrectionSerializer(partial=True), responses={200: ComplaintDetailSerializer}
    )
    def partial_update(self, request: ActingRequest, pk: UUID) -> Response:
        """Correct what was taken down, until it is decided whether the complaint is accepted."""
        data = dict(shape_only(CorrectionSerializer, request.data).validated_data)
        with self.telling_how_it_stands(pk):
            work = actions.correct(
                among=Complaint.objects.visible_to,
                pk=pk,
                data=data,
                actor=request.actor,
                now=timezone.now(),
                version=required_version(request),
            )
        work.prepared["reporter_in_text"] = telling_texts(data, identity_of(pk))
        return self.answer(work, work.matters[pk])

    @extend_schema(operation_id="complaint_duplicates", responses=RepeatsSerializer)
    def duplicates(self, request: ActingRequest, pk: UUID) -> Response:
        """List earlier complaints about the same target within a year, each with the reasons."""
        complaint = Complaint.objects.visible_to(request.actor).filter(pk=pk).first()
        if complaint is None:
            raise NotFound
        watch(request.actor, [(complaint.pk, complaint.secrecy)])
        return Response({"results": queries.repeats_of(complaint, actor=request.actor)})


def show_complaint(work: Work, complaint: Any) -> dict[str, Any]:
    """Build a complaint's detail; the proposed answer is the intake department's own."""
    own = work.actor.department == complaint.intake_id
    return {
        **spine(work, complaint),
        "intake": named(work.directory, complaint.intake_id),
        "channel": complaint.channel,
        "external_number": complaint.external_number,
        "received_at": complaint.received_at,
        "occurred": complaint.occurred,
        "subject_name": complaint.subject_name,
        "address": complaint.address,
        "content": complaint.content,
        "pollution_type": complaint.pollution_type,
        "anonymous": complaint.anonymous,
        "repeat_of": complaint.repeat_of_id,
        "run": complaint.import_run_id,
        "moved_to": complaint.moved_to,
        "reply": {
            "refusal_code": complaint.refusal_code,
            "text": complaint.reply,
            "told_on": complaint.told_on,
            "told_way": complaint.told_way,
        },
        "proposal": complaint.proposal if own else "",
        "answer": {
            "text": complaint.answer,
            "told_on": complaint.answered_on,
            "told_way": complaint.answered_way,
        },
        "clue": _clue(work, complaint),
        "parties": parties(work, complaint),
        "deadlines": deadlines(work, complaint),
        "warnings": warnings_for(work.prepared.get("reporter_in_text", ())),
    }


def _clue(work: Work, complaint: Any) -> dict[str, Any] | None:
    """Show how the clue stands that the complaint became, to who may read it."""
    if complaint.opened_clue_id is None:
        return None
    clue = (
        Clue.objects.visible_to(work.actor)
        .filter(pk=complaint.opened_clue_id)
        .values("pk", "number", "status", "concluded_at")
        .first()
    )
    if clue is None:
        return None
    return {
        "id": clue["pk"],
        "number": clue["number"],
        "status": clue["status"],
        "status_label": word_for(called(Status(clue["status"]), kind=Kind.CLUE)),
        "concluded_at": clue["concluded_at"],
    }
