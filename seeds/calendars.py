"""The days off and make-up working days that have been announced."""

from __future__ import annotations

import tomllib
from pathlib import Path

from apps.organizations.models import CalendarYear
from seeds.loader import Loaded

_FILE = Path(__file__).parent / "reference" / "calendar.toml"


def load_calendar() -> Loaded:
    """Add the years that are missing."""
    present = set(CalendarYear.objects.values_list("year", flat=True))
    years = tomllib.loads(_FILE.read_text(encoding="utf-8"))["year"]
    missing = [facts for facts in years if facts["year"] not in present]
    CalendarYear.objects.bulk_create(
        [
            CalendarYear(
                year=facts["year"],
                holidays=facts["holidays"],
                makeup_workdays=facts["makeup_workdays"],
            )
            for facts in missing
        ]
    )
    return Loaded("工作日历", added=len(missing), present=len(present))
