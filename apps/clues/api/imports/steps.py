"""The steps of a run: commit, submit, approve, cancel."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.clues.actions import imports as actions
from apps.clues.api.imports.serializers import ImportDetailSerializer
from apps.clues.api.imports.shapes import Runs
from apps.clues.api.payloads.clue import Confirmation
from apps.common.api.idempotency import body_hash, idempotent
from apps.common.api.parsers import StrictJSONParser
from apps.common.api.schema import UNVERSIONED
from apps.common.api.serializers import StrictSerializer
from apps.common.api.views import ActingRequest
from clue_transfer.workflows.import_run import ImportVerb

_UNVERSIONED = {UNVERSIONED: True}
"""A run has no version: whatever may be done to it may be done as it stands."""


class _ImportStep(Runs):
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
                return self.replay(slot)
            actions.take(
                self.verb,
                pk=pk,
                actor=request.actor,
                now=timezone.now(),
                **payload.validated_data,
            )
        return self.answer(pk)


class CommitImport(_ImportStep):
    """Make the drafts."""

    verb = ImportVerb.COMMIT

    @extend_schema(
        operation_id="import_commit",
        request=None,
        responses=ImportDetailSerializer,
        extensions=_UNVERSIONED,
    )
    def create(self, request: ActingRequest, pk: UUID) -> Response:
        """Make drafts of one handed-down list, or complaints, of the good rows: all or none.

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
        operation_id="import_submit",
        request=Confirmation,
        responses=ImportDetailSerializer,
        extensions=_UNVERSIONED,
    )
    def create(self, request: ActingRequest, pk: UUID) -> Response:
        """Submit every draft of the run for approval, confirming for all rows at once."""
        return self._take(request, pk)


class ApproveImport(_ImportStep):
    """Send the clues off."""

    verb = ImportVerb.APPROVE

    @extend_schema(
        operation_id="import_approve",
        request=None,
        responses=ImportDetailSerializer,
        extensions=_UNVERSIONED,
    )
    def create(self, request: ActingRequest, pk: UUID) -> Response:
        """Approve the whole run, as another lead than who brought it in or submitted it.

        Each clue takes its number, without gaps, and opens its leg to its receiver.
        """
        return self._take(request, pk)


class CancelImport(_ImportStep):
    """Give the run up."""

    verb = ImportVerb.CANCEL

    @extend_schema(
        operation_id="import_cancel",
        request=None,
        responses=ImportDetailSerializer,
        extensions=_UNVERSIONED,
    )
    def create(self, request: ActingRequest, pk: UUID) -> Response:
        """Give the run up before it is submitted; drafts that it made are discarded.

        A commit that a worker is at is broken off and leaves nothing behind.
        """
        return self._take(request, pk)
