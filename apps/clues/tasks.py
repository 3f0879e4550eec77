"""Go on with imports: woken after a request, and swept for what no worker has finished."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from apps.clues.actions import imports

_LONGEST = 3 * 60 * 60
_PATIENCE = timedelta(minutes=1)


@shared_task(
    name="clues.go_on_with_import",
    ignore_result=True,
    time_limit=_LONGEST,
    soft_time_limit=_LONGEST - 60,
)
def go_on_with_import(run: str) -> None:
    """Do what a run waits for."""
    imports.go_on(UUID(run), now=timezone.now())


@shared_task(name="clues.sweep_imports", ignore_result=True)
def sweep_imports() -> int:
    """Ask again for the runs that somebody waits for; who is at one already goes on alone."""
    runs = imports.unfinished(now=timezone.now(), older_than=_PATIENCE)
    for run in runs:
        go_on_with_import.delay(str(run))
    return len(runs)


@shared_task(name="clues.sweep_import_files", ignore_result=True)
def sweep_import_files() -> int:
    """Remove files of runs that ended long ago; what names reporters is not kept for ever."""
    return imports.sweep(now=timezone.now())
