"""The scheduler: Celery's own, which must not stand still when the system clock is put back."""

from __future__ import annotations

from typing import Any

from celery.beat import PersistentScheduler


class Scheduler(PersistentScheduler):
    """What was sent last in a time that has not come again counts as sent now.

    Celery would wait until that time has come again and the interval has passed: with the clock an
    hour back, no clock would be looked at and no entry sealed for an hour.
    """

    def tick(self, *arguments: Any, **options: Any) -> float:
        """Send what is due; answer how long nothing will be."""
        ahead = [each for each in self.schedule.values() if each.last_run_at > each.default_now()]
        for each in ahead:
            each.last_run_at = each.default_now()
        if ahead:
            self._heap = None  # its times lie ahead as well: it is made anew
        seconds: float = super().tick(*arguments, **options)
        return seconds
