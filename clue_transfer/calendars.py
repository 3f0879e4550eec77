"""Which days are working days: the weeks, the State Council's holidays and make-up workdays."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clue_transfer.errors import FieldError, Invalid

LOCAL = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
_SATURDAY = 5


def local(moment: datetime) -> datetime:
    """Give the moment as a clock in Gansu shows it; `Invalid` for a moment without a time zone."""
    if moment.tzinfo is None:
        raise Invalid(errors=(FieldError("", "time-zone", "时间必须带时区"),))
    return moment.astimezone(LOCAL)


def start_of_day(day: date) -> datetime:
    """Give the first moment of a day, local."""
    return datetime.combine(day, time(), LOCAL)


def end_of_day(day: date) -> datetime:
    """Give the last second of a day, local: when a clock that counts days is due."""
    return datetime.combine(day, time(23, 59, 59), LOCAL)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days that differ from the plain week, and how far the notices have been published.

    Past `known_through` the plain week is assumed; who counts there must call it provisional.
    """

    holidays: frozenset[date]
    makeup_workdays: frozenset[date]
    known_through: date
    version: int = 0
    known_from: date = date.min

    def __post_init__(self) -> None:
        both = self.holidays & self.makeup_workdays
        if both:
            raise Invalid(
                "%(day)s不能既是节假日又是调休工作日",
                errors=(FieldError("/makeup_workdays", "also-a-holiday", "与节假日重复"),),
                day=min(both).isoformat(),
            )

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on the day: a make-up workday, or a weekday that is no holiday."""
        if day in self.makeup_workdays:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def is_known(self, day: date) -> bool:
        """Whether the notice of the day's year has been published."""
        return self.known_from <= day <= self.known_through

    def next_working_day(self, day: date) -> date:
        """Find the first working day after the day, never the day itself."""
        following = day + DAY
        while not self.is_working_day(following):
            following += DAY
        return following

    def add_working_days(self, day: date, count: int) -> date:
        """Find the `count`-th working day after the day (0: the day itself)."""
        for _ in range(count):
            day = self.next_working_day(day)
        return day

    def working_days_between(self, day: date, through: date) -> int:
        """Count the working days after `day` up to and with `through`; negative backwards."""
        if through < day:
            return -self.working_days_between(through, day)
        return sum(
            self.is_working_day(day + DAY * step) for step in range(1, (through - day).days + 1)
        )


def notice_errors(
    year: int, *, holidays: Collection[date], makeup_workdays: Collection[date]
) -> list[FieldError]:
    """Say what is wrong with a year's notice: days of other years, work on a day that is no rest.

    A holiday on a Saturday or Sunday is a rest day anyway; the notices name them too.
    """
    found = []
    for name, days in (("holidays", holidays), ("makeup_workdays", makeup_workdays)):
        found += [
            FieldError(
                f"/{name}", "other-year", "日期须在该年份之内：%(day)s", {"day": day.isoformat()}
            )
            for day in sorted(days)
            if day.year != year
        ]
    for day in sorted(makeup_workdays):
        if day in holidays:
            found.append(
                FieldError(
                    "/makeup_workdays",
                    "also-a-holiday",
                    "同一天不能既放假又调休上班：%(day)s",
                    {"day": day.isoformat()},
                )
            )
        elif day.weekday() < _SATURDAY:
            found.append(
                FieldError(
                    "/makeup_workdays",
                    "no-rest-day",
                    "调休上班日须为周六或周日：%(day)s",
                    {"day": day.isoformat()},
                )
            )
    return found
