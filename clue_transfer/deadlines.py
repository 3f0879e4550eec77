"""Deadlines: the rule of a limit, when it is due, how it stands now, and how each day counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from clue_transfer.calendars import DAY, WorkCalendar, end_of_day, local, start_of_day
from clue_transfer.counting import Way, regime_named
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.suspensions import Stillness, Suspension, resume, suspend
from clue_transfer.vocabulary import (
    Confidence,
    DeadlineKind,
    DeadlineState,
    Nature,
    RuleSource,
    Standing,
    Unit,
    Urgency,
    Verb,
)
from clue_transfer.walking import DayReason, Step, Stretch, walk

__all__ = [
    "Day",
    "DayReason",
    "DeadlineRule",
    "Due",
    "Suspension",
    "days_left",
    "due_at",
    "due_soon_at",
    "explain",
    "limit_of",
    "resume",
    "standing",
    "stretch_of",
    "suspend",
    "unit_of",
]

_LONGEST = {
    Unit.HOURS: 24 * 366,
    Unit.NATURAL_DAYS: 3660,
    Unit.WORKING_DAYS: 2500,
    Unit.MONTHS: 120,
}
# Before 1992 the clocks of China knew a summer time; nobody counts from there.
_YEARS = range(1992, 2900)
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule:
    """One version of a limit: how long, counted how, and where that is written."""

    code: str
    kind: DeadlineKind
    limit: int
    unit: Unit
    regime: str
    roll_over: bool
    nature: Nature
    citation: str
    confidence: Confidence
    source: RuleSource
    urgent_limit: int | None = None
    urgent_unit: Unit | None = None
    emergency_limit: int | None = None
    emergency_unit: Unit | None = None
    extension_limits: tuple[int, ...] = ()
    """By how much each round may extend the limit, in its unit."""
    suspension_causes: frozenset[str] = frozenset()
    on_expiry: Verb | None = None
    """The step that the law's silence takes when the time is over, instead of escalating."""
    id: int | None = None
    version: int = 1

    @property
    def extension_limit(self) -> int:
        """By how much all rounds together may extend the limit."""
        return sum(self.extension_limits)


@dataclass(frozen=True, slots=True)
class Due:
    """When a clock is due; provisional while a year that decides it has not been announced."""

    at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a clock: whether it counted towards the limit, and why or why not."""

    date: date
    counted: bool
    reason: DayReason


def due_at(
    rule: DeadlineRule,
    *,
    start: datetime,
    calendar: WorkCalendar,
    urgency: Urgency = Urgency.NORMAL,
    suspensions: Iterable[Suspension] = (),
    extension: int = 0,
    set_on: date | None = None,
) -> Due:
    """Compute when a limit ends: in the last second of a local day, or when the hours are over.

    `extension` is in the units that are counted. A day counts unless the clock stood suspended
    at its 24:00; hours pause in real time. `Invalid` for a limit that is no positive sensible
    number, an extension beyond the rule's (hours have none), a time without a zone, and while an
    open suspension leaves no due date. A date that a paper has set (`set_on`) stands as it is.
    """
    if set_on is not None:
        return Due(end_of_day(set_on), provisional=False)
    stretch = stretch_of(
        rule,
        start=start,
        calendar=calendar,
        urgency=urgency,
        suspensions=suspensions,
        extension=extension,
    )
    last = None
    counted = stretch.start.date()
    for last in walk(stretch):
        if last.counted:
            counted = last.day
    if last is None or last.end is None:
        raise _wrong("/suspensions", "suspended", "期限尚在中止，恢复后才能计算到期时间")
    return Due(last.end, _is_provisional(stretch, counted, last.end.date()))


def explain(
    rule: DeadlineRule,
    *,
    start: datetime,
    calendar: WorkCalendar,
    urgency: Urgency = Urgency.NORMAL,
    suspensions: Iterable[Suspension] = (),
    extension: int = 0,
) -> list[Day]:
    """List every day from the start to the due day, counted or not and why.

    Of day clocks exactly as many days are counted as the limit and its extension have; of hour
    clocks every day on which time ran. While a suspension is open the list ends at the first day
    that it takes. `Invalid` as `due_at`.
    """
    stretch = stretch_of(
        rule,
        start=start,
        calendar=calendar,
        urgency=urgency,
        suspensions=suspensions,
        extension=extension,
    )
    return [_day(step) for step in walk(stretch)]


def unit_of(rule: DeadlineRule, *, urgency: Urgency = Urgency.NORMAL) -> Unit:
    """Name the unit that is really counted, which the regime and the urgency may change."""
    return _way(rule, urgency)[1].unit


def ground_of(rule: DeadlineRule) -> Confidence | RuleSource:
    """Say what a limit rests on: how sure its citation is, or that it is only our own default."""
    own = RuleSource(rule.source) is RuleSource.DEFAULT
    return RuleSource.DEFAULT if own else Confidence(rule.confidence)


def limit_of(rule: DeadlineRule, *, urgency: Urgency = Urgency.NORMAL) -> int:
    """Say how many of these units are counted, extensions apart."""
    return _way(rule, urgency)[0]


def standing(
    *,
    due_at: datetime,
    now: datetime,
    state: DeadlineState,
    started_at: datetime | None = None,
    unit: Unit | None = None,
) -> Standing:
    """Say how a clock stands at `now`.

    Overdue: after its last day or moment; due today: of day clocks only; due soon: from 80 % of
    the time between `started_at` (never, if it is not given) and the due date. Without `unit`, a
    due time in the last second of a local day is taken for a day clock.
    """
    if state is DeadlineState.SUSPENDED:
        return Standing.SUSPENDED
    if state is not DeadlineState.RUNNING:
        return Standing.STOPPED
    due, at = local(due_at), local(now)
    if at >= _overdue_from(due, unit):
        return Standing.OVERDUE
    if _counts_days(due, unit) and at.date() == due.date():
        return Standing.DUE_TODAY
    if started_at is not None and at >= due_soon_at(started_at=started_at, due_at=due):
        return Standing.DUE_SOON
    return Standing.ON_TIME


def due_soon_at(*, started_at: datetime, due_at: datetime) -> datetime:
    """Find the moment at which 80 % of the time between start and due date have passed."""
    begin = local(started_at)
    return begin + (local(due_at) - begin) * 4 / 5


def days_left(
    *, due_at: datetime, now: datetime, calendar: WorkCalendar, unit: Unit = Unit.NATURAL_DAYS
) -> int:
    """Count the days after today up to and with the due day, in working days if these are counted.

    0 on the due day, negative afterwards; of hour clocks the natural days.
    """
    today, due = local(now).date(), local(due_at).date()
    if unit is Unit.WORKING_DAYS:
        return calendar.working_days_between(today, due)
    return (due - today).days


def stretch_of(
    rule: DeadlineRule,
    *,
    start: datetime,
    calendar: WorkCalendar,
    urgency: Urgency,
    suspensions: Iterable[Suspension],
    extension: int,
) -> Stretch:
    """Give what is to be walked from a clock's start to its end; `Invalid` as `due_at`."""
    if start.year not in _YEARS:
        raise _wrong("/start", "out-of-range", "起算时间超出范围")
    limit, way, roll_over = _way(rule, urgency)
    most = 0 if way.unit is Unit.HOURS else rule.extension_limit
    if not 0 <= extension <= most:
        raise _wrong("/extension", "out-of-range", "延期超出规则允许的范围")
    return Stretch(
        way=way,
        length=limit + extension,
        start=local(start),
        calendar=calendar,
        still=Stillness(suspensions),
        roll_over=roll_over,
    )


def _way(rule: DeadlineRule, urgency: Urgency) -> tuple[int, Way, bool]:
    """Find the limit, its way of counting and its roll-over, under the urgency of the matter."""
    limit, unit = rule.limit, rule.unit
    if urgency is not Urgency.NORMAL and rule.urgent_limit is not None:
        limit, unit = rule.urgent_limit, rule.urgent_unit or rule.unit
    if urgency is Urgency.EMERGENCY and rule.emergency_limit is not None:
        limit, unit = rule.emergency_limit, rule.emergency_unit or rule.unit
    if not 0 < limit <= _LONGEST[unit]:
        raise _wrong("/limit", "out-of-range", "期限必须为正数且在合理范围内")
    hastened = urgency is not Urgency.NORMAL and (limit, unit) != (rule.limit, rule.unit)
    if unit is Unit.HOURS and hastened:
        round_the_clock = urgency is Urgency.EMERGENCY
        return (
            limit,
            regime_named("round_the_clock" if round_the_clock else "urgent_hours")(limit, unit),
            False,
        )
    way = regime_named(rule.regime)(limit, unit)
    if way is Way.HOURS_OF_DAYTIME and urgency is Urgency.EMERGENCY:
        way = Way.HOURS_FROM_MOMENT
    return limit, way, rule.roll_over


def _is_provisional(stretch: Stretch, counted: date, due: date) -> bool:
    """Whether a year that is not announced could still move the due day."""
    if stretch.way is Way.WORKING_DAYS:
        first = stretch.start.date() + DAY
    elif stretch.roll_over:
        first = counted
    else:
        return False
    return not (stretch.calendar.is_known(first) and stretch.calendar.is_known(due))


def _overdue_from(due: datetime, unit: Unit | None) -> datetime:
    if _counts_days(due, unit):
        return start_of_day(due.date() + DAY)
    return due + datetime.resolution


def _counts_days(due: datetime, unit: Unit | None) -> bool:
    if unit is None:
        return due.time() == _LAST_SECOND
    return unit is not Unit.HOURS


def _day(step: Step) -> Day:
    return Day(step.day, step.counted, step.reason)


def _wrong(pointer: str, code: str, message: str) -> Invalid:
    return Invalid(errors=(FieldError(pointer, code, message),))
