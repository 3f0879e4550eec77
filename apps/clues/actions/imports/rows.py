"""Rows of a run's file: check them all, or make clues or complaints of the good ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.db import connection, transaction

from apps.clues.actions.imports import progress
from apps.clues.actions.imports.files import checked, stored
from apps.clues.actions.imports.makers import maker_for
from apps.clues.imports.checking import Checker, Item
from apps.clues.imports.grid import LIMITS, Limits
from apps.clues.imports.mapping import Form, form_of
from apps.clues.imports.refusals import FileRefused
from apps.clues.models import ImportRun
from clue_transfer.actors import Actor
from clue_transfer.errors import WrongStatus
from clue_transfer.vocabulary import ImportStatus

CHUNK = 500
# Any number will do, as long as nothing else in the database takes it.
_COMMIT_LOCK = 7_305_011


class Cancelled(Exception):
    """Somebody has cancelled the run meanwhile; everything made so far is taken back."""


def check_rows(
    run: ImportRun, *, now: datetime, file: Path | BinaryIO | None = None, limits: Limits = LIMITS
) -> None:
    """Check every row and note what was found on the run, unsaved; FileRefused if unreadable."""
    form = _form(run)
    with checked(
        file or stored(run, form),
        form=form,
        file_name=run.file_name,
        department=run.department_id,
        now=now,
        limits=limits,
    ) as (checker, name):
        good = existing = 0
        due_on: date | None = None
        maker = maker_for(run, form, name=name)
        for items in _chunks(checker.items()):
            good += len(items)
            existing += len(maker.known(items))
            due_on = _latest(due_on, items)
            if run.busy:
                progress.tell(run.pk, done=checker.rows, total=run.rows)
        _note(run, checker, name=name, good=good, existing=existing, due_on=due_on)


def commit_rows(run: ImportRun, *, actor: Actor, now: datetime) -> None:
    """Make of the good rows what the form says, all or none; the run is saved.

    The file is checked again, since the directory may have changed. Rows whose identifier the
    department already has are counted and left alone. Raises Cancelled when the run
    was cancelled meanwhile, WrongStatus when another commit of the department is under way.
    """
    form = _form(run)
    with transaction.atomic():
        _take_turn(run)
        with checked(
            stored(run, form),
            form=form,
            file_name=run.file_name,
            department=run.department_id,
            now=now,
        ) as (checker, name):
            good = existing = made = 0
            due_on: date | None = None
            total = run.rows
            maker = maker_for(run, form, name=name)
            for items in _chunks(checker.items()):
                good += len(items)
                due_on = _latest(due_on, items)
                known = maker.known(items)
                fresh = [item for item in items if item.source_id not in known]
                existing += len(known)
                if fresh:
                    maker.make(fresh, actor=actor, now=now)
                    made += len(fresh)
                progress.tell(run.pk, done=checker.rows, total=total)
                if run.busy:
                    _check_wanted(run)
            handed_list = maker.finish(due_on=due_on)
            _note(run, checker, name=name, good=good, existing=existing, due_on=due_on)
        run.made = made
        run.handed_list = handed_list
        # The row is taken only now: a cancel between the last chunk and here still wins.
        locked = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        if locked.status not in (ImportStatus.READY, ImportStatus.COMMITTING):
            raise Cancelled
        run.status, run.busy = ImportStatus.COMMITTED, ""
        run.save()


def _form(run: ImportRun) -> Form:
    form = form_of(run.kind)
    if form is None:
        raise FileRefused("unknown-kind", "没有这种导入表格")
    return form


def _note(
    run: ImportRun,
    checker: Checker,
    *,
    name: str,
    good: int,
    existing: int,
    due_on: date | None,
) -> None:
    run.rows, run.good, run.existing = checker.rows, good, existing
    run.errors, run.error_count = checker.errors.kept, checker.errors.total
    run.warnings, run.warning_count = checker.warnings.kept, checker.warnings.total
    run.list_name, run.due_on = name, due_on


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    source = iter(items)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _latest(due_on: date | None, items: Sequence[Item]) -> date | None:
    days = [item.due_on for item in items if item.due_on is not None]
    return max([*days, *([due_on] if due_on else [])], default=None)


def _take_turn(run: ImportRun) -> None:
    """Let one commit of a department go on at a time: two files may hold the same item."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, %s)", [_COMMIT_LOCK, run.department_id]
        )
        if not cursor.fetchone()[0]:
            raise WrongStatus("本部门有另一导入正在生成草稿，请稍候再试")


def _check_wanted(run: ImportRun) -> None:
    """Look whether the run is still wanted; a cancel is committed by another connection."""
    status = ImportRun.objects.values_list("status", flat=True).get(pk=run.pk)
    if status != ImportStatus.COMMITTING:
        raise Cancelled
