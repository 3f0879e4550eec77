"""What the scheduler wakes: the sealer."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.audit import actions


@shared_task(name="audit.seal_entries", ignore_result=True)
def seal_entries() -> int:
    """Seal what has been committed since the last second."""
    return actions.seal_all(now=timezone.now())
