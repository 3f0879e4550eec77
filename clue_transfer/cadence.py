"""The cadence of supervision: what is told by day, by week and by month, and from when on.

The daily spot check, weekly scheduling and monthly list of the complaint hotlines and of the
weekly supervision in use; each goes out from 08:30 on the first working day of its period.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clue_transfer.calendars import DAY, WorkCalendar, local, start_of_day
from clue_transfer.escalation import MESSAGES_FROM
from clue_transfer.vocabulary import Word

_NOVEMBER = 11


class Cadence(Word):
    """How often something is told."""

    DAILY = "daily", "每日抽查", "daily spot check"
    WEEKLY = "weekly", "每周调度", "weekly scheduling"
    MONTHLY = "monthly", "每月清单", "monthly list"
    CALENDAR = "calendar", "工作日历预警", "calendar alarm"


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a cadence: its name, and the days that it looks back on, the last excluded."""

    cadence: Cadence
    name: str
    since: date
    until: date

    @property
    def title(self) -> str:
        """What people call it."""
        if self.cadence is Cadence.MONTHLY:
            return f"{self.since.year}年{self.since.month}月"
        if self.cadence is Cadence.WEEKLY:
            last = self.until - DAY
            return f"{self.since.month}月{self.since.day}日至{last.month}月{last.day}日"
        return f"{self.until.year}年{self.until.month}月{self.until.day}日"


def periods_at(now: datetime, *, calendar: WorkCalendar) -> Iterator[Period]:
    """Name the periods whose digest may go out now: none on a day of rest or before 08:30."""
    moment = local(now)
    today = moment.date()
    if not calendar.is_working_day(today) or moment.time() < MESSAGES_FROM:
        return
    before = today - DAY
    while not calendar.is_working_day(before):
        before -= DAY
    yield Period(Cadence.DAILY, today.isoformat(), before, today)
    monday = today - timedelta(days=today.weekday())
    year, week, _ = today.isocalendar()
    yield Period(Cadence.WEEKLY, f"{year}-W{week:02}", monday - 7 * DAY, monday)
    first = today.replace(day=1)
    last_month = (first - DAY).replace(day=1)
    yield Period(Cadence.MONTHLY, f"{last_month:%Y-%m}", last_month, first)


def calendar_alarm(now: datetime, *, calendar: WorkCalendar) -> Period | None:
    """Name the week in which to warn that next year's days are unknown, from November on."""
    today = local(now).date()
    if today.month < _NOVEMBER or calendar.is_known(date(today.year + 1, 1, 1)):
        return None
    if not calendar.is_working_day(today) or local(now) < start_of_day(today).replace(
        hour=MESSAGES_FROM.hour, minute=MESSAGES_FROM.minute
    ):
        return None
    year, week, _ = today.isocalendar()
    return Period(Cadence.CALENDAR, f"{year}-W{week:02}", today, today + DAY)
