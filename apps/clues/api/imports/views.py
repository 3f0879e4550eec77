"""Imports: bring a table in, read what is wrong with it; tables to fill in."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.clues.actions import imports as actions
from apps.clues.actions.imports.files import hash_of
from apps.clues.api.imports.parsers import TableParser
from apps.clues.api.imports.serializers import (
    ImportBody,
    ImportDetailSerializer,
    ImportRowSerializer,
)
from apps.clues.api.imports.shapes import Runs, finding, row
from apps.clues.imports import writing
from apps.clues.imports.mapping import form_of
from apps.clues.models import ImportRun, ViolationType
from apps.common.api.idempotency import body_hash, idempotent
from apps.common.api.pagination import KeysetPagination, Ordering, page
from apps.common.api.parsers import StrictJSONParser
from apps.common.api.problems import Malformed
from apps.common.api.views import ActingRequest, ApiViewSet
from apps.common.api.wording import word_for
from apps.common.ids import new_id
from clue_transfer.errors import FieldError, NotFound


class ImportViews(Runs):
    """Imports of the acting department."""

    pagination_class = KeysetPagination
    parser_classes = (TableParser, StrictJSONParser)
    orderings: ClassVar[dict[str, Ordering]] = {
        "-created_at": Ordering("created_at", descending=True, nullable=False)
    }

    @extend_schema(operation_id="imports", responses=ImportRowSerializer(many=True))
    def list(self, request: ActingRequest) -> Response:
        """List the department's runs, newest first."""
        found = page(
            self.get_queryset().defer("errors", "warnings"),
            request=request,
            orderings=self.orderings,
            default="-created_at",
        )
        return Response(found.body([row(run) for run in found.results]))

    @extend_schema(
        operation_id="import_create",
        request={"multipart/form-data": ImportBody},
        responses={201: ImportDetailSerializer},
    )
    def create(self, request: ActingRequest) -> Response:
        """Check a table, row by row.

        A small file is checked in the request, a larger one by the worker (status `validating`).
        With `dry_run=false` a table without any error goes on to be committed at once; with
        errors it waits as `ready`, so that a person decides whether the good rows are made.
        """
        body = ImportBody(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        file = data["file"]
        form = form_of(data["kind"])
        keyed = form is not None and form.of_complaints
        same = {
            "kind": data["kind"],
            "dry_run": data["dry_run"],
            "name": file.name,
            "sha256": hash_of(file, keyed=keyed),
        }
        pk = new_id()
        with idempotent(
            request, body_hash=body_hash(same), result_kind="import", result_id=pk, status=201
        ) as slot:
            if slot.replayed:
                return self.replay(slot)
            actions.bring_in(
                file,
                pk=pk,
                kind=data["kind"],
                file_name=file.name,
                size=file.size,
                dry_run=data["dry_run"],
                actor=request.actor,
                now=timezone.now(),
            )
        response = self.answer(pk, status=201)
        response["Location"] = f"/api/v1/imports/{pk}/"
        return response

    @extend_schema(operation_id="import", responses=ImportDetailSerializer)
    def retrieve(self, request: ActingRequest, pk: UUID) -> Response:
        """Show a run with every error and warning, and how far the worker is."""
        return self.answer(pk)

    @extend_schema(operation_id="import_findings", responses={200: OpenApiTypes.BINARY})
    def findings(self, request: ActingRequest, pk: UUID) -> HttpResponse:
        """Download errors and warnings as a workbook; no cell of it computes."""
        run = self._with_contents(pk)
        rows = [
            (label, told["row"], told["cell"], told["column"], told["value"], told["reason"])
            for label, kept in ((gettext("错误"), run.errors), (gettext("提示"), run.warnings))
            for told in map(finding, kept)
        ]
        words = ("类别", "行", "单元格", "列名", "内容", "原因")
        book = writing.findings(
            rows, headings=[gettext(word) for word in words], title=gettext("校验结果")
        )
        return _workbook(book, name=f"{gettext('校验结果')}.xlsx")

    def _with_contents(self, pk: UUID) -> ImportRun:
        """Find a run whose rows the caller may read; to others it is not there."""
        run = self.one(pk)
        if not actions.may_read_contents(run, actor=self.request.actor):
            raise NotFound
        return run

    @extend_schema(operation_id="import_file", responses={200: OpenApiTypes.BINARY})
    def file(self, request: ActingRequest, pk: UUID) -> FileResponse:
        """Download the file that was brought in; of complaints the reading goes on record first."""
        run = self._with_contents(pk)
        content = actions.open_kept(run, actor=request.actor, now=timezone.now())
        response = FileResponse(
            content,
            as_attachment=True,
            filename=run.file_name,
            content_type="application/octet-stream",
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store"
        return response


class ImportTemplate(ApiViewSet):
    """The tables to fill in."""

    query_parameters: ClassVar[frozenset[str]] = frozenset({"kind"})

    @extend_schema(
        operation_id="import_template",
        parameters=[OpenApiParameter("kind", str, description="`clues` unless given")],
        responses={200: OpenApiTypes.BINARY},
    )
    def retrieve(self, request: Request) -> HttpResponse:
        """Download the empty table of a kind as a workbook."""
        form = form_of(request.query_params.get("kind", "clues"))
        if form is None:
            raise Malformed(
                "没有这种导入表格",
                errors=[FieldError("/query/kind", "unknown-kind", "没有这种导入表格")],
            )
        names = ViolationType.objects.filter(active=True).order_by("code")
        book = writing.template(
            form,
            violation_types=list(names.values_list("name", flat=True)),
            word=gettext,
        )
        return _workbook(book, name=f"{word_for(form)}.xlsx")


def _workbook(book: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(book, content_type=writing.MEDIA_TYPE)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
