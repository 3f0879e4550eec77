"""How much of a limit has been used: in the units that are counted, net of suspensions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from clue_transfer.calendars import DAY, WorkCalendar, local
from clue_transfer.counting import Way
from clue_transfer.deadlines import DeadlineRule, stretch_of
from clue_transfer.suspensions import Stillness, Suspension
from clue_transfer.vocabulary import Unit, Urgency
from clue_transfer.walking import DayReason, Stretch, add_months, begin_of, walk, window

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used of a limit, what that limit is, and what was lost to suspensions, in `unit`.

    Limits in months are told in natural days. More than the limit is used by what is overdue.
    """

    unit: Unit
    used: int
    limit: int
    suspended: int


def usage(
    rule: DeadlineRule,
    *,
    start: datetime,
    at: datetime,
    calendar: WorkCalendar,
    urgency: Urgency = Urgency.NORMAL,
    suspensions: Iterable[Suspension] = (),
    extension: int = 0,
    set_on: date | None = None,
) -> Usage:
    """Say what a clock has used at a moment: now, or when it was stopped.

    The day of the moment counts as used unless the clock stands still then; of hours the full
    ones. Days over which the end only rolls are not used. `Invalid` as `due_at`.
    """
    begin, moment = local(start), local(at)
    spans = [_as_of(span, moment) for span in suspensions if local(span.since) < moment]
    if set_on is not None:
        length = max((set_on - begin.date()).days, 0)
        still = Stillness(spans)
        # A paper has set the end: it counts natural days and does not roll.
        plain = Stretch(Way.NATURAL_DAYS, length, begin, calendar, still, roll_over=False)
        return Usage(Unit.NATURAL_DAYS, *_days(plain, moment.date(), length, fixed=True))
    stretch = stretch_of(
        rule,
        start=start,
        calendar=calendar,
        urgency=urgency,
        suspensions=spans,
        extension=extension,
    )
    unit, length = stretch.way.unit, stretch.length
    if unit is Unit.HOURS:
        return Usage(unit, *_hours(stretch, moment))
    if unit is Unit.MONTHS:
        first = begin.date()
        unit, length = Unit.NATURAL_DAYS, (add_months(first, length) - first).days
    return Usage(unit, *_days(stretch, moment.date(), length))


def _as_of(span: Suspension, moment: datetime) -> Suspension:
    """See a suspension as it was known then: what ended no earlier had not ended."""
    if span.until is not None and local(span.until) >= moment:
        return replace(span, until=None)
    return span


def _days(
    stretch: Stretch, today: date, length: int, *, fixed: bool = False
) -> tuple[int, int, int]:
    used = stood = 0
    last = stretch.start.date()
    for step in () if fixed else walk(stretch):
        if step.day > today:
            return used, length, stood
        last = step.day
        used += step.counted
        stood += step.reason is DayReason.SUSPENDED
    while last < today:  # after its end, or since it stands still
        last += DAY
        if stretch.way is Way.WORKING_DAYS and not stretch.calendar.is_working_day(last):
            continue
        if stretch.still.at_end_of(last):
            stood += 1
        else:
            used += 1
    return used, length, stood


def _hours(stretch: Stretch, moment: datetime) -> tuple[int, int, int]:
    begin, length = begin_of(stretch), timedelta(hours=stretch.length)
    end = None
    for step in walk(stretch):
        end = step.end
    ran = _ran(stretch, stretch.still, begin, moment)
    stood = _ran(stretch, Stillness(()), begin, moment) - ran
    used = min(ran, length)
    if end is not None and end < moment:
        used = length + _ran(stretch, stretch.still, end, moment)
    return used // _HOUR, stretch.length, stood // _HOUR


def _ran(stretch: Stretch, still: Stillness, since: datetime, until: datetime) -> timedelta:
    """Add up the time that hours ran between two moments."""
    total, day = timedelta(), since.date()
    while day <= until.date():
        opens, closes = window(stretch.way, day)
        for first, last in still.running(max(opens, since), min(closes, until)):
            total += last - first
        day += DAY
    return total
