"""The walk over days or hours from a clock's start to its end, in the way that a regime named."""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from clue_transfer.calendars import DAY, LOCAL, WorkCalendar, end_of_day, start_of_day
from clue_transfer.counting import Way
from clue_transfer.suspensions import Stillness
from clue_transfer.vocabulary import Unit, Word

_DAYTIME = (time(7), time(22))
_MONTHS_OF_YEAR = 12


class DayReason(Word):
    """Why a day was counted or not."""

    START_DAY = "start_day", "起算日不计", "the start day does not count"
    REST_DAY = "rest_day", "休息日不计", "a rest day does not count"
    HOLIDAY = "holiday", "法定节假日不计", "a public holiday does not count"
    MAKEUP_WORKDAY = "makeup_workday", "调休工作日计入", "a make-up workday counts"
    SUSPENDED = "suspended", "中止期间不计", "the clock stood suspended"
    COUNTED = "counted", "计入", "it counts"
    ROLLED = "rolled", "末日顺延", "the last day rolls over"
    DUE = "due", "到期日", "the due day"


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is to be walked: so many units from a local moment, under a calendar, with stops."""

    way: Way
    length: int
    start: datetime
    calendar: WorkCalendar
    still: Stillness
    roll_over: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One day of the walk; `end` is set on the last only, unless the clock stands still there."""

    day: date
    counted: bool
    reason: DayReason
    end: datetime | None = None


def walk(stretch: Stretch) -> Iterator[Step]:
    """Walk each day to the due day, or to the day on which the clock stands still for good."""
    if stretch.way.unit is Unit.HOURS:
        return _walk_hours(stretch)
    return _walk_days(stretch)


def add_months(day: date, count: int) -> date:
    """Find the corresponding day `count` months later, else that month's last day (民法典 202)."""
    years, month = divmod(day.month - 1 + count, _MONTHS_OF_YEAR)
    year = day.year + years
    last = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def begin_of(stretch: Stretch) -> datetime:
    """Find the moment from which hours run: at once, or from the next hour."""
    if stretch.way is Way.HOURS_FROM_NEXT_HOUR:
        start = stretch.start.replace(minute=0, second=0, microsecond=0)
        return start + timedelta(hours=1)
    return stretch.start


def _walk_days(stretch: Stretch) -> Iterator[Step]:
    calendar, still = stretch.calendar, stretch.still
    day = stretch.start.date()
    left = stretch.length
    if stretch.way is Way.MONTHS:
        left = (add_months(day, left) - day).days
    skip_rest = stretch.way is Way.WORKING_DAYS
    yield Step(day, counted=False, reason=DayReason.START_DAY)
    while left:
        day += DAY
        if skip_rest and not calendar.is_working_day(day):
            yield Step(day, counted=False, reason=_rest(day, calendar))
        elif still.at_end_of(day):
            yield Step(day, counted=False, reason=DayReason.SUSPENDED)
            if still.is_open_at_end_of(day):
                return
        else:
            left -= 1
            if left:
                yield Step(day, counted=True, reason=_count(day, calendar, only_work=skip_rest))
    if not stretch.roll_over or calendar.is_working_day(day):
        yield Step(day, counted=True, reason=DayReason.DUE, end=end_of_day(day))
        return
    yield Step(day, counted=True, reason=DayReason.COUNTED)
    for later in _following(day):
        if still.is_open_at_end_of(later):
            yield Step(later, counted=False, reason=DayReason.SUSPENDED)
            return
        if calendar.is_working_day(later) and not still.at_end_of(later):
            yield Step(later, counted=False, reason=DayReason.DUE, end=end_of_day(later))
            return
        yield Step(later, counted=False, reason=DayReason.ROLLED)


def _walk_hours(stretch: Stretch) -> Iterator[Step]:
    begin = begin_of(stretch)
    left = timedelta(hours=stretch.length)
    day = stretch.start.date()
    while True:
        opens, closes = window(stretch.way, day)
        ran = False
        for since, until in stretch.still.running(max(opens, begin), closes):
            if left <= until - since:
                yield from _end_hours(stretch, day, since + left)
                return
            left -= until - since
            ran = True
        if ran:
            yield Step(day, counted=True, reason=DayReason.COUNTED)
        else:
            late = begin >= closes
            reason = DayReason.START_DAY if late else DayReason.SUSPENDED
            yield Step(day, counted=False, reason=reason)
        if stretch.still.is_open_at(closes):
            if ran:
                yield Step(day + DAY, counted=False, reason=DayReason.SUSPENDED)
            return
        day += DAY


def _end_hours(stretch: Stretch, day: date, end: datetime) -> Iterator[Step]:
    same_day = end.date() == day
    if not stretch.roll_over or stretch.calendar.is_working_day(end.date()):
        if not same_day:  # the last hour ends at 24:00, which is 00:00 of the next day
            yield Step(day, counted=True, reason=DayReason.COUNTED)
        yield Step(end.date(), counted=same_day, reason=DayReason.DUE, end=end)
        return
    yield Step(day, counted=True, reason=DayReason.COUNTED)
    for later in _following(day):
        # Hours that end on a rest day end at the same time of the next working day.
        rolled = datetime.combine(later, end.time(), LOCAL)
        if stretch.still.is_open_at(rolled):
            yield Step(later, counted=False, reason=DayReason.SUSPENDED)
            return
        free = rolled > end and not stretch.still.at(rolled)
        if free and stretch.calendar.is_working_day(later):
            yield Step(later, counted=False, reason=DayReason.DUE, end=rolled)
            return
        yield Step(later, counted=False, reason=DayReason.ROLLED)


def _following(day: date) -> Iterator[date]:
    while True:
        day += DAY
        yield day


def window(way: Way, day: date) -> tuple[datetime, datetime]:
    """Give from when until when hours run on a day."""
    if way is Way.HOURS_OF_DAYTIME:
        opens, closes = _DAYTIME
        return datetime.combine(day, opens, LOCAL), datetime.combine(day, closes, LOCAL)
    return start_of_day(day), start_of_day(day + DAY)


def _rest(day: date, calendar: WorkCalendar) -> DayReason:
    return DayReason.HOLIDAY if day in calendar.holidays else DayReason.REST_DAY


def _count(day: date, calendar: WorkCalendar, *, only_work: bool) -> DayReason:
    if only_work and day in calendar.makeup_workdays:
        return DayReason.MAKEUP_WORKDAY
    return DayReason.COUNTED
