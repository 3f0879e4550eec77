"""Return the work of who has left: woken when somebody is deactivated, and swept."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.desk import actions


@shared_task(name="desk.return_work", ignore_result=True)
def return_work() -> int:
    """Look at everybody who has left by now, also by the end of a last day."""
    return actions.return_work(now=timezone.now())
