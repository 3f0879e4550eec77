"""A second reading of the counting rules: day by day, with none of the kernel's code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
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
