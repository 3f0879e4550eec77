"""House-keeping of the store."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from apps.evidence import actions

_KEPT = timedelta(days=1)


@shared_task(name="evidence.sweep_unfinished")
def sweep_unfinished() -> int:
    """Remove what broken uploads left behind a day ago."""
    return actions.drop_unfinished(before=timezone.now() - _KEPT)
