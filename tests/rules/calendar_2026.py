"""The working days of 2026 as the State Council announced them, and short ways to write times."""

from datetime import date, datetime, time
from typing import Any

from clue_transfer.calendars import LOCAL, WorkCalendar
from clue_transfer.deadlines import DeadlineRule, Suspension
from clue_transfer.vocabulary import (
    Confidence,
    DeadlineKind,
    Nature,
    RuleSource,
    Unit,
)

_HOLIDAYS = """
    01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25
    10-01 10-02 10-05 10-06 10-07
"""
_MAKEUP_WORKDAYS = "01-04 02-14 02-28 05-09 09-20 10-10"


def _days(text: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(f"2026-{day}") for day in text.split())


CALENDAR = WorkCalendar(
    holidays=_days(_HOLIDAYS),
    makeup_workdays=_days(_MAKEUP_WORKDAYS),
    known_through=date(2026, 12, 31),
    version=1,
)


def at(text: str) -> datetime:
    """Read a local time of 2026, `09-29 10:00`, or with another year in front."""
    whole = text if text[4:5] == "-" else f"2026-{text}"
    return datetime.fromisoformat(whole).replace(tzinfo=LOCAL)


def day_end(text: str) -> datetime:
    """Give the last second of a local day."""
    return datetime.combine(at(text).date(), time(23, 59, 59), LOCAL)


def paused(since: str, until: str | None = None) -> Suspension:
    """Make a suspension between two local times."""
    return Suspension(at(since), None if until is None else at(until), "appraisal")


def rule(
    limit: int, unit: Unit, regime: str, *, roll_over: bool = True, **others: Any
) -> DeadlineRule:
    """Make a rule of which only the counting matters."""
    return DeadlineRule(
        code="X01",
        kind=DeadlineKind.FEEDBACK,
        limit=limit,
        unit=unit,
        regime=regime,
        roll_over=roll_over,
        nature=Nature.DUTY,
        citation="",
        confidence=Confidence.VERIFIED,
        source=RuleSource.STATUTE,
        **others,
    )
