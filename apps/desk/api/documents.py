"""Generated papers: of one matter, or of all that the actor may see."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from apps.common.api.pagination import PARAMETERS, KeysetPagination, Ordering
from apps.common.api.views import ActingRequest, ApiViewSet
from apps.documents import actions as papers
from apps.documents.models import Document
from apps.matters.api.lists import watched_page
from apps.matters.models import beside_visible
from apps.matters.queries import (
    read_any,
)
from apps.matters.reach import in_reach
from apps.matters.watching import watch
from clue_transfer.errors import FieldError, Invalid, NotFound

_ANY = {200: OpenApiTypes.OBJECT}
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_BY_ID: dict[str, Ordering] = {"id": Ordering("pk"), "-id": Ordering("pk", descending=True)}


class Documents(ApiViewSet):
    """Generated papers: of one matter, or of all that the actor may see."""

    query_parameters = PARAMETERS

    pagination_class = KeysetPagination
    orderings: ClassVar[dict[str, Ordering]] = _BY_ID

    def allowed_parameters(self) -> frozenset[str]:
        """Let the file's format be asked for where the file is sent."""
        return frozenset({"type"}) if self.action == "content" else super().allowed_parameters()

    def get_queryset(self) -> Any:
        """Keep the papers of visible matters."""
        actor = self.request.actor
        return Document.objects.filter(
            beside_visible(actor), in_reach(actor, at="created_at", last_step=True)
        ).select_related("matter")

    @extend_schema(operation_id="matter_documents", responses=_ANY)
    def of_matter(self, request: ActingRequest, pk: UUID) -> Response:
        """List a matter's papers, newest first."""
        matter = read_any(pk, actor=request.actor)
        return self._page(request, self.get_queryset().filter(matter=matter))

    @extend_schema(operation_id="documents", responses=_ANY)
    def list(self, request: ActingRequest) -> Response:
        """List papers, newest first."""
        return self._page(request, self.get_queryset())

    def _page(self, request: ActingRequest, rows: Any) -> Response:
        found = watched_page(rows, request=request, orderings=self.orderings, default="-id")
        return Response(found.body([_document(row) for row in found.results]))

    @extend_schema(operation_id="document", responses=_ANY)
    def retrieve(self, request: ActingRequest, pk: UUID) -> Response:
        """Show one paper's particulars."""
        return Response(_document(self._one(pk)))

    @extend_schema(
        operation_id="document_content",
        parameters=[
            OpenApiParameter("type", enum=sorted(_MEDIA_TYPES), description="文件格式，默认为 pdf")
        ],
        responses={200: OpenApiTypes.BINARY},
    )
    def content(self, request: ActingRequest, pk: UUID) -> FileResponse:
        """Send the PDF, or the DOCX if that is asked for, its hash checked on the way out."""
        row = self._one(pk)
        kind = request.query_params.get("type", "pdf")
        if kind not in _MEDIA_TYPES:
            raise Invalid(errors=[FieldError("/type", "unknown-type", "只有 pdf 和 docx")])
        watch(request.actor, [(row.matter_id, None)], download=True)
        return FileResponse(
            papers.open_checked(row, docx=kind == "docx"),
            as_attachment=True,
            filename=f"{row.title}.{kind}",
            content_type=_MEDIA_TYPES[kind],
        )

    def _one(self, pk: UUID) -> Document:
        row: Document | None = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound
        watch(self.request.actor, [(row.matter_id, row.matter.secrecy)])
        return row


def _document(row: Document) -> dict[str, Any]:
    return {
        "id": row.pk,
        "matter": row.matter_id,
        "kind": row.kind,
        "number": row.number,
        "title": row.title,
        "status": row.status,
        "sha256": row.sha256 or None,
        "size": row.size,
        "verify_code": row.verify_code,
        "created_at": row.created_at,
        "ready_at": row.ready_at,
        "content": f"/api/v1/documents/{row.pk}/content/" if row.sha256 else None,
        "docx": None
        if not row.docx_sha256
        else {
            "sha256": row.docx_sha256,
            "size": row.docx_size,
            "content": f"/api/v1/documents/{row.pk}/content/?type=docx",
        },
    }
