"""The nightly check: a stored due time is what rule, calendar, suspensions and extensions give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import structlog

from apps.accounts.queries import holders_of
from apps.audit.actions import record_apart
from apps.deadlines.models import Deadline
from apps.deadlines.queries import rulebook
from apps.desk.queries.reckoned import Reckoned, reckoned
from apps.notifications.actions import Message, tell
from apps.organizations.queries import directory, stamp
from clue_transfer.actors import SYSTEM
from clue_transfer.calendars import local
from clue_transfer.vocabulary import DeadlineState, Role

log = structlog.get_logger()


def wrong_clocks() -> Iterator[Reckoned]:
    """Find running clocks that are not due when they should be.

    A clock of another calendar waits to be reckoned again and is left to that. What differs is
    read once more, since a step may have come between a clock and its suspensions.
    """
    at = stamp()
    rules, calendar = rulebook(at), directory(at).calendar
    running = Deadline.objects.filter(
        state=DeadlineState.RUNNING, calendar_version=calendar.version
    )
    for batch in reckoned(running, rulebook=rules, calendar=calendar):
        doubtful = [each.clock.pk for each in batch if each.differs]
        if doubtful:
            again = reckoned(running.filter(pk__in=doubtful), rulebook=rules, calendar=calendar)
            yield from (each for rows in again for each in rows if each.differs)


def check_clocks(*, now: datetime) -> int:
    """Look at every running clock; what is wrong goes on record and to the administrators."""
    wrong = list(wrong_clocks())
    for each in wrong:
        log.error(
            "clock_is_wrong",
            clock=str(each.clock.pk),
            stored=each.clock.due_at.isoformat(),
            reckoned=each.due and each.due.at.isoformat(),
        )
    if wrong:
        content = {"clocks": [str(each.clock.pk) for each in wrong[:100]], "count": len(wrong)}
        record_apart("deadlines.wrong", chain="deadlines", actor=SYSTEM, now=now, content=content)
        people = holders_of(Role.ADMINISTRATOR, on=local(now).date())
        tell(
            [
                Message(
                    event="deadlines.wrong",
                    title=f"有{len(wrong)}个期限与规则推算不一致，请运行 manage.py check_deadlines",
                    person_id=person,
                )
                for person in people
            ],
            now=now,
        )
    return len(wrong)
