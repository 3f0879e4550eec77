"""Who complained: read on record by the intake department's own officers, by nobody else."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.clues.actions import reporters
from apps.clues.api.complaints.serializers import ComplaintDetailSerializer, ReporterSerializer
from apps.clues.api.complaints.views import show_complaint, telling_texts
from apps.clues.models import Clue, Complaint
from apps.common.api.versions import required_version
from apps.common.api.views import ActingRequest, ApiViewSet
from apps.matters.api.views import MatterViews
from apps.matters.work import Work
from clue_transfer.vocabulary import Kind

_UNKEPT = {"Cache-Control": "no-store"}


class ReporterViews(MatterViews):
    """The reporter of a complaint."""

    kind: ClassVar[Kind] = Kind.COMPLAINT
    queryset = Complaint.objects.none()
    serializer_class = ReporterSerializer

    def show(self, work: Work, matter: Any) -> dict[str, Any]:
        """Answer a correction with the complaint, not with what was corrected."""
        return show_complaint(work, matter)

    @extend_schema(operation_id="complaint_reporter", responses=ReporterSerializer)
    def retrieve(self, request: ActingRequest, pk: UUID) -> Response:
        """Show who complained; the reading goes on record first."""
        found = reporters.read(pk, actor=request.actor, now=timezone.now())
        return Response(found, headers=_UNKEPT)

    @extend_schema(
        operation_id="complaint_reporter_update",
        request=ReporterSerializer,
        responses={200: ComplaintDetailSerializer},
    )
    def update(self, request: ActingRequest, pk: UUID) -> Response:
        """Correct who complained; the record tells that it was done and nothing of it."""
        body = ReporterSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        with self.telling_how_it_stands(pk):
            work = reporters.correct(
                pk,
                body.validated_data,
                actor=request.actor,
                now=timezone.now(),
                version=required_version(request),
            )
        complaint = work.matters[pk]
        work.prepared["reporter_in_text"] = telling_texts(vars(complaint), body.validated_data)
        return self.answer(work, complaint)


class ClueReporterViews(ApiViewSet):
    """The reporter of the complaint that a clue was opened from."""

    queryset = Clue.objects.none()
    serializer_class = ReporterSerializer

    @extend_schema(operation_id="clue_reporter", responses=ReporterSerializer)
    def retrieve(self, request: ActingRequest, pk: UUID) -> Response:
        """Show who complained, on record, to the department that took the complaint in."""
        found = reporters.read_of_clue(pk, actor=request.actor, now=timezone.now())
        return Response(found, headers=_UNKEPT)
