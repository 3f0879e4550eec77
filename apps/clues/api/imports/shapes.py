"""Build what a run shows, and what of it who may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.response import Response

from apps.clues.actions.imports import progress
from apps.clues.actions.imports.runs import may_read_contents, state_of, visible_runs
from apps.clues.api.imports.serializers import ImportDetailSerializer
from apps.clues.models import ImportRun
from apps.common.api.idempotency import Slot
from apps.common.api.views import ApiViewSet
from apps.common.api.wording import say, word_for
from clue_transfer.errors import NotFound
from clue_transfer.vocabulary import ImportStatus
from clue_transfer.workflows.import_run import available


class Runs(ApiViewSet):
    """The acting department's own runs; nobody else sees them."""

    queryset = ImportRun.objects.none()
    serializer_class = ImportDetailSerializer

    def get_queryset(self) -> Any:
        """Keep the department's runs; those of complaints are for intake only."""
        runs = visible_runs(self.request.actor)
        return runs.select_related("created_by", "submitted_by", "approved_by")

    def one(self, pk: UUID) -> ImportRun:
        """Find a run; NotFound for everybody else's."""
        run: ImportRun | None = self.get_queryset().filter(pk=pk).first()
        if run is None:
            raise NotFound
        return run

    def answer(self, pk: UUID, *, status: int = 200) -> Response:
        """Answer a run as it stands now."""
        run = self.one(pk)
        return Response(detail(run, self.request.actor), status=status)

    def replay(self, slot: Slot) -> Response:
        """Answer the earlier result again."""
        return slot.mark(self.answer(UUID(slot.result_id), status=slot.status or 200))


def row(run: ImportRun) -> dict[str, Any]:
    """Show a run as a list does."""
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


def detail(run: ImportRun, actor: Any) -> dict[str, Any]:
    """Show a run with its findings and what may be done."""
    failure = run.failure
    readable = may_read_contents(run, actor=actor)
    return {
        **row(run),
        "errors": [finding(told) for told in run.errors if readable],
        "warnings": [finding(told) for told in run.warnings if readable],
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


def finding(told: dict[str, Any]) -> dict[str, Any]:
    """Say a finding in the reader's language."""
    shown = {name: told[name] for name in ("row", "column", "cell", "value", "code")}
    shown["reason"] = say(told["message"], told["params"])
    if "proposal" in told:
        shown["proposal"] = told["proposal"]
    return shown
