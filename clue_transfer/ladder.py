"""The moments of a clock's ladder: when a rung is reached, when people hear of it, and nagging.

A level is reached at its moment, day or night; people are told within office hours, but of clocks
that count hours. What a clock does when it is over (`on_expiry`) takes the place of the levels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from clue_transfer.calendars import WorkCalendar, local, start_of_day
from clue_transfer.deadlines import DeadlineRule, limit_of, unit_of
from clue_transfer.escalation import (
    NAG_EVERY,
    NAG_ON_WORKING_DAYS,
    OWN_LEADS,
    Rung,
    When,
    message_at,
    rung_at,
    rungs_for,
)
from clue_transfer.vocabulary import Nature, Unit, Urgency

EXPIRED = "expired"
"""The rung at which the law's silence acts, or a right is over."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A rung, when it is reached, and when those whom it concerns are told."""

    rung: Rung
    reached: datetime
    told: datetime


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """The ladder of one clock under one due date; `date_set`: a paper has set that date."""

    rule: DeadlineRule
    urgency: Urgency
    started_at: datetime
    due_at: datetime
    calendar: WorkCalendar
    date_set: bool = False
    procuratorate: bool = False

    @property
    def unit(self) -> Unit:
        """The unit that is really counted; a date that was set counts days."""
        if self.date_set:
            return Unit.NATURAL_DAYS
        return unit_of(self.rule, urgency=self.urgency)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """The moments of all rungs, in order; of a back-dated clock some have passed."""
        return tuple(self._each())

    def _each(self) -> Iterator[Moment]:
        unit = self.unit
        for rung in self._rungs(unit):
            reached = rung_at(
                rung,
                started_at=self.started_at,
                due_at=self.due_at,
                calendar=self.calendar,
                unit=unit,
            )
            yield Moment(rung, reached, message_at(reached, calendar=self.calendar, unit=unit))

    def nags(self) -> Iterator[Moment]:
        """Give the reminders after the highest rung, without end: sparser, then once a week."""
        last = max((each for each in self.moments if each.rung.level), key=_reached, default=None)
        if last is None:
            return
        day = local(last.reached).date()
        for count in NAG_ON_WORKING_DAYS:
            yield self._nag(f"nag_{count}", self.calendar.add_working_days(day, count))
        day = self.calendar.add_working_days(day, NAG_ON_WORKING_DAYS[-1])
        week = 0
        while True:
            week += 1
            day += NAG_EVERY
            yield self._nag(f"nag_week_{week}", day)

    def first_at(self) -> datetime:
        """Find the first moment at which anything is to be done."""
        first = next(self._each())
        return min(first.reached if first.rung.acts else first.told, first.told)

    def next_at(self, now: datetime) -> datetime | None:
        """Find the next moment after `now` at which anything is to be done; `None`: never."""
        ahead = [
            at
            for each in self.moments
            for at in ((each.reached, each.told) if each.rung.acts else (each.told,))
            if at > now
        ]
        if ahead:
            return min(ahead)
        return next((each.told for each in self.nags() if each.told > now), None)

    def nag_before(self, now: datetime) -> Moment | None:
        """Find the latest of the reminders after the highest rung; those before it are over."""
        latest = None
        for each in self.nags():
            if each.told > now:
                break
            latest = each
        return latest

    def _rungs(self, unit: Unit) -> tuple[Rung, ...]:
        limit = limit_of(self.rule, urgency=self.urgency)
        if self.date_set:
            limit = (local(self.due_at).date() - local(self.started_at).date()).days
        silent = self.rule.on_expiry is not None or self.rule.nature is Nature.RIGHT
        nature = Nature.REVIEW if silent else self.rule.nature
        rungs = rungs_for(unit, limit=limit, nature=nature, procuratorate=self.procuratorate)
        return (*rungs, Rung(EXPIRED, When.OVERDUE, 0, 0, ())) if silent else rungs

    def _nag(self, code: str, day: date) -> Moment:
        reached = start_of_day(day)
        told = message_at(reached, calendar=self.calendar, unit=Unit.WORKING_DAYS)
        return Moment(Rung(code, When.OVERDUE, 0, 0, OWN_LEADS), reached, told)


def _reached(moment: Moment) -> datetime:
    return moment.reached
