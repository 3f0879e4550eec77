"""Reckon when a clock is due, and when it must be looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from apps.deadlines.models import Deadline
from clue_transfer.calendars import WorkCalendar
from clue_transfer.deadlines import DeadlineRule, Due, Suspension, due_at
from clue_transfer.escalation import waits_for
from clue_transfer.ladder import Ladder
from clue_transfer.vocabulary import OF_CRIMES_AND_DETENTIONS, Urgency


def reckon(
    deadline: Deadline,
    *,
    rule: DeadlineRule,
    spans: Sequence[Suspension],
    calendar: WorkCalendar,
    now: datetime,
) -> None:
    """Set a running clock's due time by its rule, what it stood, and what was granted."""
    due = due_of(deadline, rule=rule, spans=spans, calendar=calendar)
    deadline.due_at = due.at
    deadline.provisional = due.provisional
    deadline.calendar_version = calendar.version
    plan_next(deadline, rule=rule, calendar=calendar, now=now)


def due_of(
    deadline: Deadline,
    *,
    rule: DeadlineRule,
    spans: Sequence[Suspension],
    calendar: WorkCalendar,
) -> Due:
    """Compute when a clock is due: of its rule, calendar, suspensions and extensions alone."""
    return due_at(
        rule,
        start=deadline.started_at,
        calendar=calendar,
        urgency=Urgency(deadline.urgency),
        suspensions=spans,
        extension=deadline.extension,
        set_on=deadline.set_on,
    )


def plan_next(
    deadline: Deadline, *, rule: DeadlineRule, calendar: WorkCalendar, now: datetime
) -> None:
    """Say when a running clock must be looked at again; not while an extension is undecided.

    From its first rung on: which of them were told under this due date stands in the ledger.
    """
    first = max(ladder_of(deadline, rule=rule, calendar=calendar).first_at(), now)
    deadline.next_action_at = waits_for(first, decision_due_at=deadline.held_until)


def ladder_of(deadline: Deadline, *, rule: DeadlineRule, calendar: WorkCalendar) -> Ladder:
    """Give the ladder of a clock under its due date."""
    return Ladder(
        rule=rule,
        urgency=Urgency(deadline.urgency),
        started_at=deadline.started_at,
        due_at=deadline.due_at,
        calendar=calendar,
        date_set=deadline.set_on is not None,
        procuratorate=deadline.kind in OF_CRIMES_AND_DETENTIONS,
    )
