"""What the scheduler asks of the desk: clocks, and the work of whoever is here no more."""

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


@shared_task(
    name="desk.try_notices",
    ignore_result=True,
    time_limit=_LONGEST,
    soft_time_limit=_LONGEST - 60,
)
def try_notices() -> int:
    """Find which open clocks an uploaded notice would move; say how many were looked at."""
    return actions.try_notices(now=timezone.now())


@shared_task(name="desk.sweep_deadlines", ignore_result=True)
def sweep_deadlines() -> int:
    """Remind, escalate and let silence act where a clock asks for it; say how many were looked at.

    A sweep that is broken off is gone on with by the next one: nothing is remembered but the rows.
    """
    return actions.sweep(now=timezone.now()).looked_at


@shared_task(name="desk.send_digests", ignore_result=True)
def send_digests() -> int:
    """Send the digests of the day, the week and the month to whoever has none yet."""
    return actions.send_digests(now=timezone.now())


@shared_task(
    name="desk.check_clocks",
    ignore_result=True,
    time_limit=_LONGEST,
    soft_time_limit=_LONGEST - 60,
)
def check_clocks() -> int:
    """Compare every running clock with what its rule gives; say how many are wrong."""
    return actions.check_clocks(now=timezone.now())
