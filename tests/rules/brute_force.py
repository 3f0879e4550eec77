"""A second reading of the counting rules: day by day, with none of the kernel's code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_YEARS = tomllib.loads((ROOT / "seeds/reference/calendar.toml").read_text(encoding="utf-8"))["year"]
HOLIDAYS = {day for year in _YEARS for day in year["holidays"]}
MAKEUP = {day for year in _YEARS for day in year["makeup_workdays"]}
FORTNIGHT_OF_THE_PENALTY_LAW = {2, 3, 5, 7}


def works(day: date) -> bool:
    """Whether offices work on a day."""
    return day in MAKEUP or (day.weekday() < 5 and day not in HOLIDAYS)


def counted_in(rule: Mapping[str, Any]) -> str:
    """Say in what a limit is really counted: some laws read 日 by its number."""
    unit, limit, regime = rule["unit"], rule["limit"], rule["regime"]
    if unit == "natural_days" and (
        regime == "working_days"
        or (regime == "penalty_law_days" and limit in FORTNIGHT_OF_THE_PENALTY_LAW)
        or (regime == "compulsion_law_days" and limit <= 10)
    ):
        return "working_days"
    return str(unit)


def due(rule: Mapping[str, Any], start: datetime) -> datetime:
    """Find the end of a limit, in local time without a zone."""
    unit, limit = counted_in(rule), rule["limit"]
    if unit == "hours":
        if rule["regime"] in ("criminal_hours", "police_hours"):
            start = start.replace(minute=0) + timedelta(hours=1)
        return start + timedelta(hours=limit)
    day = start.date()
    if unit == "working_days":
        left = limit
        while left:
            day += timedelta(days=1)
            left -= works(day)
    elif unit == "natural_days":
        day += timedelta(days=limit)
    else:
        month = day.month - 1 + limit
        year, month = day.year + month // 12, month % 12 + 1
        last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        day = date(year, month, min(day.day, last))
    while rule["roll_over"] and not works(day):
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 23, 59, 59)  # noqa: DTZ001 - local by name


Pauses = Sequence[tuple[datetime, datetime | None]]


def used(
    rule: Mapping[str, Any], start: datetime, at: datetime, pauses: Pauses = ()
) -> tuple[int, int]:
    """Count what was used and what was lost at a moment: day by day, or minute by minute."""
    if counted_in(rule) == "hours":
        return _used_minutes(rule, start, at, pauses)
    only_work = counted_in(rule) == "working_days"
    length = rule["limit"]
    if counted_in(rule) == "months":
        length = (due({**rule, "roll_over": False}, start).date() - start.date()).days
    used_days = lost = 0
    rolls = False
    for number in range(1, (at.date() - start.date()).days + 1):
        day = start.date() + timedelta(days=number)
        evening = datetime(day.year, day.month, day.day, 23, 59, 59, 999999)  # noqa: DTZ001 - local by name
        if rolls:
            stands = _stands(evening, at, pauses)
            if stands and _for_ever(evening, at, pauses):
                lost += not only_work or works(day)
            elif works(day) and not stands:
                rolls = False
            continue
        if only_work and not works(day):
            continue
        if _stands(evening, at, pauses):
            lost += 1
            continue
        used_days += 1
        rolls = used_days == length and rule["roll_over"] and not works(day)
    return used_days, lost


def _used_minutes(
    rule: Mapping[str, Any], start: datetime, at: datetime, pauses: Pauses
) -> tuple[int, int]:
    if rule["regime"] in ("criminal_hours", "police_hours"):
        start = start.replace(minute=0) + timedelta(hours=1)
    ran = lost = 0
    moment = start
    while moment < at:
        if _stands(moment, at, pauses):
            lost += 1
        else:
            ran += 1
        moment += timedelta(minutes=1)
    return ran // 60, lost // 60


def _stands(moment: datetime, at: datetime, pauses: Pauses) -> bool:
    """Whether a clock stands still at a moment, as far as is known at another."""
    return any(
        since < at and since <= moment and (until is None or until >= at or moment < until)
        for since, until in pauses
    )


def _for_ever(moment: datetime, at: datetime, pauses: Pauses) -> bool:
    return any(
        since < at and since <= moment and (until is None or until >= at) for since, until in pauses
    )
