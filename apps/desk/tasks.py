"""Return the work of who has left, pass on that of departments that ended, reckon clocks again."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.desk import actions

_LONGEST = 3 * 60 * 60


@shared_task(name="desk.return_work", ignore_result=True)
def return_work() -> int:
    """Look at everybody who has left by now, also by the end of a last day."""
    return actions.return_work(now=timezone.now())


@shared_task(
    name="desk.succeed",
    ignore_result=True,
    time_limit=_LONGEST,
    soft_time_limit=_LONGEST - 60,
)
def succeed() -> int:
    """Carry out the successions whose day has come; say how many dossiers have passed."""
    return actions.carry_out(now=timezone.now())


@shared_task(
    name="desk.recompute_deadlines",
    ignore_result=True,
    time_limit=_LONGEST,
    soft_time_limit=_LONGEST - 60,
)
def recompute_deadlines() -> int:
    """Reckon every open clock that was computed under another calendar; say how many moved."""
    return sum(len(changes) for changes in actions.recompute(now=timezone.now()))
