"""What a worker does with a run that it was asked for; it may be broken off and asked again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import connection, transaction

from apps.clues.actions.imports import progress
from apps.clues.actions.imports.rows import Cancelled, check_rows, commit_rows
from apps.clues.actions.imports.runs import ask, asked_by
from apps.clues.actions.imports.stepping import approve_all, discard_all, submit_all
from apps.clues.models import ImportRun
from clue_transfer.errors import Refused
from clue_transfer.vocabulary import ImportStatus
from clue_transfer.workflows.import_run import ImportVerb, row_of

log = structlog.get_logger(__name__)

# Any number will do, as long as nothing else in the database takes it.
_RUN_LOCK = 7_305_012
_VALIDATE = "validate"
# Where a run stands again when the work on it could not be done.
_BACK_TO = {
    _VALIDATE: ImportStatus.FAILED,
    ImportVerb.COMMIT: ImportStatus.READY,
    ImportVerb.SUBMIT: ImportStatus.COMMITTED,
    ImportVerb.APPROVE: ImportStatus.SUBMITTED,
    ImportVerb.CANCEL: ImportStatus.COMMITTED,
}


def unfinished(*, now: datetime, older_than: timedelta) -> list[UUID]:
    """List the runs that somebody waits for: no worker was reached, or it was broken off."""
    rows = ImportRun.objects.exclude(busy="").filter(created_at__lt=now - older_than)
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:20])


def go_on(pk: UUID, *, now: datetime) -> None:
    """Do what a run waits for; nothing when another worker is at it.

    A refusal or a fault is noted on the run, which stands then where it stood before.
    """
    if not _alone(pk):
        return
    try:
        run = ImportRun.objects.filter(pk=pk).exclude(busy="").first()
        if run is None:
            return
        what = run.busy
        try:
            _WORK[what](run, now)
        except Cancelled:
            log.info("import_cancelled", run=str(pk))
        except Refused as refusal:
            _fail(run, what, {"message": refusal.template, "params": _plain(refusal.params)})
        except Exception:
            log.exception("import_failed", run=str(pk), doing=what)
            _fail(
                run, what, {"message": "服务内部出错，已记录；请稍后重试或联系管理员", "params": {}}
            )
        progress.forget(pk)
    finally:
        _release(pk)


def _validate(run: ImportRun, now: datetime) -> None:
    check_rows(run, now=now)
    actor = asked_by(run)
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        if locked.status != ImportStatus.VALIDATING:
            raise Cancelled
        run.status, run.busy = ImportStatus.READY, ""
        run.save()
        if not run.dry_run and run.good and not run.error_count:
            run.status = row_of(ImportVerb.COMMIT).doing or run.status
            ask(run, ImportVerb.COMMIT, actor=actor)


def _commit(run: ImportRun, now: datetime) -> None:
    commit_rows(run, actor=asked_by(run), now=now)


def _submit(run: ImportRun, now: datetime) -> None:
    _all_or_nothing(run, ImportVerb.SUBMIT, submit_all, now=now)


def _approve(run: ImportRun, now: datetime) -> None:
    _all_or_nothing(run, ImportVerb.APPROVE, approve_all, now=now)


def _cancel(run: ImportRun, now: datetime) -> None:
    _all_or_nothing(run, ImportVerb.CANCEL, discard_all, now=now)


def _all_or_nothing(
    run: ImportRun, verb: ImportVerb, step: Callable[..., None], *, now: datetime
) -> None:
    """Step all clues and end the run in one transaction: there is no half of a run."""
    with transaction.atomic():
        step(run, actor=asked_by(run), now=now)
        ImportRun.objects.filter(pk=run.pk, busy=run.busy).update(
            status=row_of(verb).target, busy="", failure={}
        )


_WORK: dict[str, Callable[[ImportRun, datetime], None]] = {
    _VALIDATE: _validate,
    ImportVerb.COMMIT: _commit,
    ImportVerb.SUBMIT: _submit,
    ImportVerb.APPROVE: _approve,
    ImportVerb.CANCEL: _cancel,
}


def _fail(run: ImportRun, what: str, failure: dict[str, object]) -> None:
    ImportRun.objects.filter(pk=run.pk, busy=what).update(
        status=_BACK_TO[what], busy="", failure=failure
    )


def _plain(params: dict[str, object]) -> dict[str, object]:
    return {
        name: value if isinstance(value, int | float | list) else str(value)
        for name, value in params.items()
    }


def _alone(pk: UUID) -> bool:
    """Be the only worker at the run: the lock is the connection's and goes when it breaks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_RUN_LOCK, str(pk)])
        return bool(cursor.fetchone()[0])


def _release(pk: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_RUN_LOCK, str(pk)])
