"""The days off and make-up working days that have been announced."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from django.db import transaction

from apps.organizations.actions import keep_versions
from apps.organizations.models import CalendarYear
from clue_transfer.actors import SYSTEM
from clue_transfer.calendars import WorkCalendar
from seeds.loader import Loaded

_FILE = Path(__file__).parent / "reference" / "calendar.toml"


def load_calendar() -> Loaded:
    """Add the years that are missing."""
    present = set(CalendarYear.objects.values_list("year", flat=True))
    years = tomllib.loads(_FILE.read_text(encoding="utf-8"))["year"]
    missing = [facts for facts in years if facts["year"] not in present]
    rows = [
        CalendarYear(
            year=facts["year"],
            holidays=facts["holidays"],
            makeup_workdays=facts["makeup_workdays"],
        )
        for facts in missing
    ]
    with transaction.atomic():
        CalendarYear.objects.bulk_create(rows)
        sources = {facts["year"]: facts["source"] for facts in missing}
        keep_versions(rows, sources=sources, actor=SYSTEM, now=None)
    return Loaded("工作日历", added=len(missing), present=len(present))


def calendar_of_the_file() -> WorkCalendar:
    """Build the calendar of the announced years without a database, for what is printed."""
    years = tomllib.loads(_FILE.read_text(encoding="utf-8"))["year"]
    return WorkCalendar(
        holidays=frozenset(day for year in years for day in year["holidays"]),
        makeup_workdays=frozenset(day for year in years for day in year["makeup_workdays"]),
        known_from=date(min(year["year"] for year in years), 1, 1),
        known_through=date(max(year["year"] for year in years), 12, 31),
    )
