"""Evidence: upload, particulars, download with the hash checked, custody log."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.common.api.idempotency import Mismatch, body_hash, idempotent
from apps.common.api.pagination import PARAMETERS, KeysetPagination, Ordering, page
from apps.common.api.serializers import StrictSerializer
from apps.common.api.views import ActingRequest, ApiViewSet
from apps.desk.actions import add_evidence, carry_evidence
from apps.evidence import actions
from apps.evidence.api.parsers import EvidenceParser
from apps.evidence.models import Custody, Evidence
from apps.matters.api.lists import watched_page
from apps.matters.models import beside_visible
from apps.matters.queries import read_any
from apps.matters.reach import former_end, in_reach
from apps.matters.watching import watch
from clue_transfer.errors import NotFound

_ANY = {200: OpenApiTypes.OBJECT}
_BY_ID: dict[str, Ordering] = {"id": Ordering("pk"), "-id": Ordering("pk", descending=True)}


class Upload(StrictSerializer):
    """A file and the matter that it belongs to; the hash is compared if it is given."""

    matter = serializers.UUIDField()
    file = serializers.FileField(max_length=255, allow_empty_file=False)
    sha256 = serializers.CharField(max_length=64, required=False, allow_blank=True)
    kind = serializers.CharField(max_length=40, required=False, allow_blank=True)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class Carry(StrictSerializer):
    """To which matter the file is taken over, and how it is called there."""

    matter = serializers.UUIDField()
    kind = serializers.CharField(max_length=40, required=False, allow_blank=True)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class EvidenceViews(ApiViewSet):
    """Evidence of the matters that the actor may see."""

    pagination_class = KeysetPagination
    query_parameters = PARAMETERS
    orderings: ClassVar[dict[str, Ordering]] = _BY_ID
    parser_classes = (EvidenceParser,)

    def get_queryset(self) -> Any:
        """Keep the evidence of visible matters."""
        actor = self.request.actor
        mine = in_reach(actor, at="created_at")
        return Evidence.objects.filter(beside_visible(actor), mine).select_related(
            "uploaded_by", "matter"
        )

    @extend_schema(operation_id="matter_evidence", responses=_ANY)
    def of_matter(self, request: ActingRequest, pk: UUID) -> Response:
        """List a matter's evidence in the order in which it was handed in."""
        matter = read_any(pk, actor=request.actor)
        return self._page(request, self.get_queryset().filter(matter=matter))

    @extend_schema(operation_id="evidence", responses=_ANY)
    def list(self, request: ActingRequest) -> Response:
        """List evidence in the order in which it was handed in."""
        return self._page(request, self.get_queryset())

    def _page(self, request: ActingRequest, rows: Any) -> Response:
        found = watched_page(rows, request=request, orderings=self.orderings, default="id")
        return Response(found.body([_row(row) for row in found.results]))

    @extend_schema(
        operation_id="evidence_upload",
        request={"multipart/form-data": Upload},
        responses={201: OpenApiTypes.OBJECT},
    )
    def create(self, request: ActingRequest) -> Response:
        """Store a file with the SHA-256 that the server computes."""
        body = Upload(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        file = data["file"]
        declared = data.get("sha256") or None
        same = {
            "matter": str(data["matter"]),
            "name": file.name,
            "size": file.size,
            "sha256": declared,
            "kind": data.get("kind", ""),
            "note": data.get("note", ""),
        }
        with idempotent(request, body_hash=body_hash(same), status=201) as slot:
            if slot.replayed:
                row = self._one(UUID(slot.result_id))
                if row.sha256 != actions.sha256_of(file):
                    raise Mismatch
            else:
                row = add_evidence(
                    file,
                    matter_id=data["matter"],
                    name=file.name,
                    actor=request.actor,
                    now=timezone.now(),
                    declared_sha256=declared,
                    size=file.size,
                    kind=data.get("kind", ""),
                    remark=data.get("note", ""),
                )
                slot.keep(kind="evidence", id=row.pk, status=201)
        return slot.mark(Response(_row(row), status=201))

    @extend_schema(
        operation_id="evidence_carry", request=Carry, responses={201: OpenApiTypes.OBJECT}
    )
    def carry(self, request: ActingRequest, pk: UUID) -> Response:
        """Take a file over to another matter of the department; the bytes are not sent again."""
        source = self._one(pk)
        body = Carry(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        same = {"evidence": str(pk), "body": request.data}
        with idempotent(request, body_hash=body_hash(same), status=201) as slot:
            if slot.replayed:
                row = self._one(UUID(slot.result_id))
            else:
                row = carry_evidence(
                    source,
                    to=data["matter"],
                    actor=request.actor,
                    now=timezone.now(),
                    kind=data.get("kind", ""),
                    remark=data.get("note", ""),
                )
                slot.keep(kind="evidence", id=row.pk, status=201)
        return slot.mark(Response(_row(row), status=201))

    @extend_schema(operation_id="evidence_item", responses=_ANY)
    def retrieve(self, request: ActingRequest, pk: UUID) -> Response:
        """Show one file's particulars."""
        return Response(_row(self._one(pk)))

    @extend_schema(operation_id="evidence_content", responses={200: OpenApiTypes.BINARY})
    def content(self, request: ActingRequest, pk: UUID) -> FileResponse:
        """Send the file, its hash checked first; who took it stands in log and record."""
        row, now = self._one(pk), timezone.now()
        watch(request.actor, [(row.matter_id, None)], download=True)
        file = actions.open_checked(row, actor=request.actor, now=now)
        response = FileResponse(
            file, as_attachment=True, filename=row.name, content_type=row.media_type
        )
        response["Digest"] = f"sha-256={row.sha256}"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    @extend_schema(operation_id="evidence_custody", responses=_ANY)
    def custody(self, request: ActingRequest, pk: UUID) -> Response:
        """List who has touched the file since it was handed in."""
        row = self._one(pk)
        touches = Custody.objects.filter(evidence=row).select_related("person", "department")
        end = former_end(row.matter_id, actor=request.actor)
        if end is not None:
            touches = touches.filter(at__lt=end)
        found = page(
            touches,
            request=request,
            orderings=self.orderings,
            default="id",
        )
        return Response(
            found.body(
                [
                    {
                        "at": touch.at,
                        "act": touch.act,
                        "person": touch.person.get_full_name() if touch.person else None,
                        "department": touch.department.name if touch.department else None,
                        "ok": touch.ok,
                    }
                    for touch in found.results
                ]
            )
        )

    def _one(self, pk: UUID) -> Evidence:
        row: Evidence | None = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound
        watch(self.request.actor, [(row.matter_id, row.matter.secrecy)])
        return row


def _row(row: Evidence) -> dict[str, Any]:
    return {
        "id": row.pk,
        "matter": row.matter_id,
        "name": row.name,
        "kind": row.kind,
        "note": row.note,
        "size": row.size,
        "media_type": row.media_type,
        "sha256": row.sha256,
        "uploaded_by": row.uploaded_by.get_full_name(),
        "created_at": row.created_at,
        "content": f"/api/v1/evidence/{row.pk}/content/",
    }
