"""Imports: bring a table in, read what is wrong with it, make drafts of it, send them off."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import DataAndFiles, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.clues.actions import imports as actions
from apps.clues.actions.imports import progress
from apps.clues.actions.imports.files import hash_of
from apps.clues.actions.imports.runs import state_of
from apps.clues.api.payloads.clue import Confirmation
from apps.clues.api.serializers import ActionSerializer
from apps.clues.imports import writing
from apps.clues.imports.grid import LIMITS
from apps.clues.imports.mapping import form_of
from apps.clues.models import ImportRun, ViolationType
from apps.common.api.idempotency import Slot, body_hash, idempotent
from apps.common.api.pagination import KeysetPagination, Ordering, page
from apps.common.api.parsers import StrictJSONParser
from apps.common.api.problems import Malformed
from apps.common.api.serializers import StrictSerializer
from apps.common.api.views import ActingRequest, ApiViewSet
from apps.common.api.wording import say, word_for
from apps.common.ids import new_id
from clue_transfer.errors import FieldError, NotFound, Refused
from clue_transfer.vocabulary import ImportStatus
from clue_transfer.workflows.import_run import ImportVerb, available

_FIELDS_BESIDE = 1 << 16


class TooLarge(Refused):
    """More bytes than are taken."""

    code = "too-large"
    message = "文件过大，上限为%(limit)s字节"
    http_status: ClassVar[int] = 413


class LimitedTable(TemporaryFileUploadHandler):
    """Spool a table to disk and stop at the limit, whatever length was declared."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Count before writing."""
        self.received += len(raw_data)
        if self.received > LIMITS.file_bytes:
            self.upload_interrupted()
            raise TooLarge(limit=LIMITS.file_bytes)
        super().receive_data_chunk(raw_data, start)


class TableParser(MultiPartParser):
    """Parse an upload: declared length first, then at most the limit to disk."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Any = None
    ) -> DataAndFiles:
        """Refuse by the declared length, else parse with the limited handler."""
        context = parser_context or {}
        request = context["request"]
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isdecimal() and int(declared) > LIMITS.file_bytes + _FIELDS_BESIDE:
            raise TooLarge(limit=LIMITS.file_bytes)
        request.upload_handlers = [LimitedTable(request._request)]  # noqa: SLF001 - DRF wraps it
        return super().parse(stream, media_type, context)


class ImportBody(StrictSerializer):
    """A table (xlsx or csv), its kind, and whether it is only to be checked."""

    file = serializers.FileField(max_length=255, allow_empty_file=True)
    kind = serializers.CharField(max_length=40)
    dry_run = serializers.BooleanField(default=True)


class FindingSerializer(serializers.Serializer[object]):
    """One cell that is wrong or strange: the sheet's row and column as a person sees them."""

    row = serializers.IntegerField()
    column = serializers.CharField()
    cell = serializers.CharField()
    value = serializers.CharField()
    code = serializers.CharField()
    reason = serializers.CharField()
    proposal = serializers.DictField(required=False)


class ImportRowSerializer(serializers.Serializer[object]):
    """A run as a list shows it."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    status = serializers.CharField()
    status_label = serializers.CharField()
    dry_run = serializers.BooleanField()
    file_name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    created_at = serializers.DateTimeField()
    created_by = serializers.CharField()
    submitted_by = serializers.CharField(allow_null=True)
    approved_by = serializers.CharField(allow_null=True)
    rows = serializers.IntegerField()
    good = serializers.IntegerField()
    existing = serializers.IntegerField()
    made = serializers.IntegerField()
    error_count = serializers.IntegerField()
    warning_count = serializers.IntegerField()
    list = serializers.UUIDField(allow_null=True)
    list_name = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    busy = serializers.BooleanField()


class ProgressSerializer(serializers.Serializer[object]):
    """How far the worker is."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()


class ImportDetailSerializer(ImportRowSerializer):
    """A run with its findings; at most ten thousand of each are kept, all are counted."""

    errors = FindingSerializer(many=True)  # type: ignore[assignment]  # the word of the API
    warnings = FindingSerializer(many=True)
    failure = serializers.CharField(allow_null=True)
    progress = ProgressSerializer(allow_null=True)
    available_actions = ActionSerializer(many=True)


class _Runs(ApiViewSet):
    """The acting department's own runs; nobody else sees them."""

    queryset = ImportRun.objects.none()
    serializer_class = ImportDetailSerializer

    def get_queryset(self) -> Any:
        """Keep the department's runs."""
        department = self.request.actor.department
        if department is None:
            return ImportRun.objects.none()
        return ImportRun.objects.filter(department_id=department).select_related(
            "created_by", "submitted_by", "approved_by"
        )

    def _one(self, pk: UUID) -> ImportRun:
        run: ImportRun | None = self.get_queryset().filter(pk=pk).first()
        if run is None:
            raise NotFound
        return run

    def _answer(self, pk: UUID, *, status: int = 200) -> Response:
        run = self._one(pk)
        return Response(_detail(run, self.request.actor), status=status)

    def _replay(self, slot: Slot) -> Response:
        return slot.mark(self._answer(UUID(slot.result_id), status=slot.status or 200))


class ImportViews(_Runs):
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
        return Response(found.body([_row(run) for run in found.results]))

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
        same = {
            "kind": data["kind"],
            "dry_run": data["dry_run"],
            "name": file.name,
            "sha256": hash_of(file),
        }
        pk = new_id()
        with idempotent(
            request, body_hash=body_hash(same), result_kind="import", result_id=pk, status=201
        ) as slot:
            if slot.replayed:
                return self._replay(slot)
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
        response = self._answer(pk, status=201)
        response["Location"] = f"/api/v1/imports/{pk}/"
        return response

    @extend_schema(operation_id="import", responses=ImportDetailSerializer)
    def retrieve(self, request: ActingRequest, pk: UUID) -> Response:
        """Show a run with every error and warning, and how far the worker is."""
        return self._answer(pk)

    @extend_schema(operation_id="import_findings", responses={200: OpenApiTypes.BINARY})
    def findings(self, request: ActingRequest, pk: UUID) -> HttpResponse:
        """Download errors and warnings as a workbook; no cell of it computes."""
        run = self._one(pk)
        rows = [
            (label, told["row"], told["cell"], told["column"], told["value"], told["reason"])
            for label, kept in ((gettext("错误"), run.errors), (gettext("提示"), run.warnings))
            for told in map(_finding, kept)
        ]
        words = ("类别", "行", "单元格", "列名", "内容", "原因")
        book = writing.findings(
            rows, headings=[gettext(word) for word in words], title=gettext("校验结果")
        )
        return _workbook(book, name=f"{gettext('校验结果')}.xlsx")


class _ImportStep(_Runs):
    """One step on a run."""

    verb: ClassVar[ImportVerb]
    payload: ClassVar[type[StrictSerializer]] = StrictSerializer
    parser_classes = (StrictJSONParser,)

    def _take(self, request: ActingRequest, pk: UUID) -> Response:
        payload = self.payload(data=request.data)
        payload.is_valid(raise_exception=True)
        with idempotent(
            request,
            body_hash=body_hash(request.data),
            result_kind="import",
            result_id=pk,
            status=200,
        ) as slot:
            if slot.replayed:
                return self._replay(slot)
            actions.take(
                self.verb,
                pk=pk,
                actor=request.actor,
                now=timezone.now(),
                **payload.validated_data,
            )
        return self._answer(pk)


class CommitImport(_ImportStep):
    """Make the drafts."""

    verb = ImportVerb.COMMIT

    @extend_schema(operation_id="import_commit", request=None, responses=ImportDetailSerializer)
    def create(self, request: ActingRequest, pk: UUID) -> Response:
        """Make drafts of one handed-down list of the good rows: all of them or none.

        Rows with an error are never made: commit a run with errors to make the others. Rows whose
        identifier the department has already brought in are counted as `existing` and left
        alone, so that a second commit of the same file makes nothing.
        """
        return self._take(request, pk)


class SubmitImport(_ImportStep):
    """Hand the drafts to the lead."""

    verb = ImportVerb.SUBMIT
    payload = Confirmation

    @extend_schema(
        operation_id="import_submit", request=Confirmation, responses=ImportDetailSerializer
    )
    def create(self, request: ActingRequest, pk: UUID) -> Response:
        """Submit every draft of the run for approval, confirming for all rows at once."""
        return self._take(request, pk)


class ApproveImport(_ImportStep):
    """Send the clues off."""

    verb = ImportVerb.APPROVE

    @extend_schema(operation_id="import_approve", request=None, responses=ImportDetailSerializer)
    def create(self, request: ActingRequest, pk: UUID) -> Response:
        """Approve the whole run, as another lead than who brought it in or submitted it.

        Each clue takes its number, without gaps, and opens its leg to its receiver.
        """
        return self._take(request, pk)


class CancelImport(_ImportStep):
    """Give the run up."""

    verb = ImportVerb.CANCEL

    @extend_schema(operation_id="import_cancel", request=None, responses=ImportDetailSerializer)
    def create(self, request: ActingRequest, pk: UUID) -> Response:
        """Give the run up before it is submitted; drafts that it made are discarded.

        A commit that a worker is at is broken off and leaves nothing behind.
        """
        return self._take(request, pk)


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


def _row(run: ImportRun) -> dict[str, Any]:
    return {
        "id": run.pk,
        "kind": run.kind,
        "status": run.status,
        "status_label": word_for(ImportStatus(run.status)),
        "dry_run": run.dry_run,
        "file_name": run.file_name,
        "size": run.size,
        "sha256": run.sha256,
        "created_at": run.created_at,
        "created_by": run.created_by.full_name,
        "submitted_by": run.submitted_by.full_name if run.submitted_by else None,
        "approved_by": run.approved_by.full_name if run.approved_by else None,
        "rows": run.rows,
        "good": run.good,
        "existing": run.existing,
        "made": run.made,
        "error_count": run.error_count,
        "warning_count": run.warning_count,
        "list": run.handed_list_id,
        "list_name": run.list_name,
        "due_on": run.due_on,
        "busy": bool(run.busy),
    }


def _detail(run: ImportRun, actor: Any) -> dict[str, Any]:
    failure = run.failure
    return {
        **_row(run),
        "errors": [_finding(told) for told in run.errors],
        "warnings": [_finding(told) for told in run.warnings],
        "failure": say(failure["message"], failure["params"]) if failure else None,
        "progress": progress.read(run.pk) if run.busy else None,
        "available_actions": [
            {
                "verb": verb.value,
                "label": word_for(verb),
                "needs": [],
                "href": f"/api/v1/imports/{run.pk}/actions/{verb.value}/",
            }
            for verb in available(state_of(run), actor=actor)
        ],
    }


def _finding(told: dict[str, Any]) -> dict[str, Any]:
    """Say a finding in the reader's language."""
    shown = {name: told[name] for name in ("row", "column", "cell", "value", "code")}
    shown["reason"] = say(told["message"], told["params"])
    if "proposal" in told:
        shown["proposal"] = told["proposal"]
    return shown


routes = [
    path("imports/", ImportViews.as_view({"get": "list", "post": "create"}), name="imports"),
    path("imports/template/", ImportTemplate.as_view({"get": "retrieve"}), name="import-template"),
    path("imports/<uuid:pk>/", ImportViews.as_view({"get": "retrieve"}), name="import"),
    path(
        "imports/<uuid:pk>/findings/",
        ImportViews.as_view({"get": "findings"}),
        name="import-findings",
    ),
    *(
        path(
            f"imports/<uuid:pk>/actions/{view.verb}/",
            view.as_view({"post": "create"}),
            name=f"import-{view.verb}",
        )
        for view in (CommitImport, SubmitImport, ApproveImport, CancelImport)
    ),
]
