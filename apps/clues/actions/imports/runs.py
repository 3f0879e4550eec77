"""What a person does with a run; what is small is done at once, the rest by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from apps.clues.actions.imports.files import hash_of, keep
from apps.clues.actions.imports.rows import check_rows, commit_rows
from apps.clues.actions.imports.stepping import approve_all, discard_all, submit_all
from apps.clues.imports.grid import Limits
from apps.clues.imports.mapping import form_of, forms, kinds_of_complaints
from apps.clues.imports.refusals import FileRefused
from apps.clues.models import Clue, Complaint, ImportRun
from apps.common.actions import wake
from apps.evidence.actions import check_name
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, Incomplete, Invalid, NotFound
from clue_transfer.vocabulary import ImportStatus, Role
from clue_transfer.workflows.drafts import NO_STATE_SECRETS
from clue_transfer.workflows.import_run import (
    ImportVerb,
    RunRow,
    RunState,
    decide,
    may_import,
    row_of,
)

AT_ONCE = 200
"""Rows that a request commits or steps by itself; more are the worker's."""
_SMALL = 1 << 20
# A small file that expands to a large one is the worker's too.
_LIMITS_AT_ONCE = Limits(expanded_bytes=24 << 20)
_MOVED = ("status", "busy", "failure", "submitted_by", "in_place_of", "approved_by")
_NOT_AT_ONCE = frozenset({"too-large-expanded"})


def bring_in(
    file: BinaryIO,
    *,
    pk: UUID,
    kind: str,
    file_name: str,
    size: int,
    dry_run: bool,
    actor: Actor,
    now: datetime,
) -> ImportRun:
    """Take a file in for the actor's department and check its rows.

    Without `dry_run` a file in which nothing is wrong is committed as well. Raises FileRefused
    when it is no such table, and then nothing is written.
    """
    form = form_of(kind)
    may_import(actor, of_complaints=form is not None and form.of_complaints)
    if form is None:
        message, kinds = "没有这种导入表格，可用的有：%(kinds)s", sorted(forms())
        raise Invalid(errors=[FieldError("/kind", "unknown-kind", message, {"kinds": kinds})])
    run = ImportRun(
        id=pk,
        kind=kind,
        department_id=actor.acting,
        created_by_id=actor.someone,
        in_place_of=sorted(actor.persons - {actor.someone}),
        created_at=now,
        status=ImportStatus.VALIDATING,
        dry_run=dry_run,
        file_name=check_name(file_name),
        sha256=hash_of(file, keyed=form.of_complaints),
        size=size,
    )
    at_once = size <= _SMALL
    if at_once:
        try:
            check_rows(run, now=now, file=file, limits=_LIMITS_AT_ONCE)
            run.status = ImportStatus.READY
        except FileRefused as refusal:
            if refusal.reason not in _NOT_AT_ONCE:
                raise
            at_once = False
    keep(file, sha256=run.sha256, sealed=form.of_complaints, now=now)
    with transaction.atomic():
        run.save(force_insert=True)
        if not at_once:
            ask(run, "validate", actor=actor)
        elif not dry_run and run.good and not run.error_count:
            _commit(run, row_of(ImportVerb.COMMIT), actor=actor, now=now)
    return run


def take(
    verb: ImportVerb, *, pk: UUID, actor: Actor, now: datetime, no_state_secrets: bool = False
) -> ImportRun:
    """Take a step on a run of the actor's department, at once or through a worker.

    Raises NotFound for others' runs, NotYourStep, WrongStatus, Incomplete where a submission
    does not confirm that no row holds a state secret, and what the procedure refuses.
    """
    with transaction.atomic():
        run = visible_runs(actor).select_for_update(no_key=True).filter(pk=pk).first()
        if run is None:
            raise NotFound
        row = decide(verb, run=state_of(run), actor=actor)
        if verb is ImportVerb.SUBMIT and not no_state_secrets:
            raise Incomplete(errors=[NO_STATE_SECRETS])
        _STEPS[verb](run, row, actor=actor, now=now)
    return run


def visible_runs(actor: Actor) -> QuerySet[ImportRun]:
    """Keep the runs of the actor's department; those of complaints are for intake only."""
    if actor.department is None:
        return ImportRun.objects.none()
    runs = ImportRun.objects.filter(department_id=actor.department)
    return runs if actor.has(Role.INTAKE) else runs.exclude(kind__in=kinds_of_complaints())


def may_read_contents(run: ImportRun, *, actor: Actor) -> bool:
    """Whether the actor may read the file and its rows: all that was made of them is visible."""
    if not run.made:
        return True
    model: Any = Complaint if is_of_complaints(run) else Clue
    # Row by row and not as a set of keys: that would be built of all that there is.
    visible = model.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    return not model.objects.filter(~Exists(visible), import_run=run).exists()


def state_of(run: ImportRun) -> RunState:
    """Gather what the rules look at."""
    return RunState(
        status=ImportStatus(run.status),
        busy=bool(run.busy),
        good=run.good,
        of_complaints=is_of_complaints(run),
        authors=frozenset(
            person
            for person in (run.created_by_id, run.submitted_by_id, *run.in_place_of)
            if person is not None
        ),
    )


def ask(run: ImportRun, what: str, *, actor: Actor) -> None:
    """Ask a worker to go on with the run for the actor, once this transaction has committed."""
    run.busy = what
    run.failure = {}
    run.asked_by = {**asdict(actor), "roles": sorted(actor.roles)}
    run.save(update_fields=[*_MOVED, "asked_by"])
    transaction.on_commit(partial(wake, "clues.go_on_with_import", str(run.pk)))


def asked_by(run: ImportRun) -> Actor:
    """Name the person for whom the worker goes on."""
    given: Mapping[str, Any] = run.asked_by
    return Actor(**{**given, "roles": frozenset(Role(role) for role in given["roles"])})


def is_of_complaints(run: ImportRun) -> bool:
    """Whether the run's rows become complaints."""
    form = form_of(run.kind)
    return form is not None and form.of_complaints


def _commit(run: ImportRun, row: RunRow, *, actor: Actor, now: datetime) -> None:
    if run.rows <= AT_ONCE:
        commit_rows(run, actor=actor, now=now)
    else:
        _ask(run, row, actor=actor)


def _submit(run: ImportRun, row: RunRow, *, actor: Actor, now: datetime) -> None:
    run.submitted_by_id = actor.someone
    run.in_place_of = sorted({*run.in_place_of, *(actor.persons - {actor.someone})})
    if run.made > AT_ONCE:
        _ask(run, row, actor=actor)
        return
    submit_all(run, actor=actor, now=now)
    _finish(run, row)


def _approve(run: ImportRun, row: RunRow, *, actor: Actor, now: datetime) -> None:
    run.approved_by_id = actor.someone
    if run.made > AT_ONCE:
        _ask(run, row, actor=actor)
        return
    approve_all(run, actor=actor, now=now)
    _finish(run, row)


def _cancel(run: ImportRun, row: RunRow, *, actor: Actor, now: datetime) -> None:
    if run.status == ImportStatus.COMMITTED:
        if run.made > AT_ONCE:
            _ask(run, row, actor=actor)
            return
        discard_all(run, actor=actor, now=now)
    _finish(run, row)


def _ask(run: ImportRun, row: RunRow, *, actor: Actor) -> None:
    run.status = row.doing or run.status
    ask(run, row.verb, actor=actor)


def _finish(run: ImportRun, row: RunRow) -> None:
    run.status, run.busy, run.failure = row.target, "", {}
    run.save(update_fields=_MOVED)


_STEPS = {
    ImportVerb.COMMIT: _commit,
    ImportVerb.SUBMIT: _submit,
    ImportVerb.APPROVE: _approve,
    ImportVerb.CANCEL: _cancel,
}
