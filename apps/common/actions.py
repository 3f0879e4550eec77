"""Writes of the conventions themselves, and the call to a worker."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from celery import current_app

from apps.common.models import IdempotencyKey

log = structlog.get_logger(__name__)

KEPT_FOR = timedelta(days=7)


def sweep_idempotency(*, now: datetime, batch: int = 5000) -> int:
    """Forget the keys that are older than a caller may count on; answers how many."""
    forgotten = 0
    old = IdempotencyKey.objects.filter(created_at__lt=now - KEPT_FOR).order_by("created_at")
    while True:
        # In batches, so that no single statement holds a week's rows.
        ids = list(old.values_list("pk", flat=True)[:batch])
        forgotten += IdempotencyKey.objects.filter(pk__in=ids).delete()[0]
        if len(ids) < batch:
            return forgotten


def wake(task: str, *args: str) -> None:
    """Ask a worker for a task; when the broker is away the sweep does it, so nothing is lost."""
    try:
        current_app.send_task(task, args, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001  # the step is done, whatever the broker says
        log.warning("wake_failed", task=task, error=repr(error))


def wake_all(*tasks: str) -> None:
    """Ask a worker for several tasks with one call: it asks for each of them in its turn."""
    if len(tasks) == 1:
        wake(tasks[0])
    else:
        wake("common.wake_each", *tasks)
