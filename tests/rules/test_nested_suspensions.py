"""A penalty that stands for a paper and for the police at once: nested, back-dated, over years."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from clue_transfer.calendars import WorkCalendar
from clue_transfer.deadlines import Suspension, due_at
from clue_transfer.suspensions import earliest, resume, suspend
from tests.rules import brute_force
from tests.rules.test_rules_of_law import RULES, kernel_rule

SHANGHAI = ZoneInfo("Asia/Shanghai")
FILED = datetime(2026, 11, 20, 10, tzinfo=SHANGHAI)
CALENDAR = WorkCalendar(
    holidays=frozenset(brute_force.HOLIDAYS),
    makeup_workdays=frozenset(brute_force.MAKEUP),
    known_through=max(brute_force.HOLIDAYS).replace(month=12, day=31),
)
PENALTY = kernel_rule(RULES["A03"])
CAUSES = frozenset({"hearing", "crime_transfer"})
HOURS = st.integers(0, 24 * 120)


def _stand(spans: tuple[Suspension, ...], since: datetime, cause: str) -> tuple[Suspension, ...]:
    """Let the clock stand, no earlier than it last ran on."""
    first = max(since, earliest(spans, started_at=FILED))
    return suspend(spans, since=first, cause=cause, allowed_causes=CAUSES, started_at=FILED)


@given(hearing=st.tuples(HOURS, HOURS), police=st.tuples(HOURS, HOURS))
def test_what_stands_for_both_loses_each_day_once(
    hearing: tuple[int, int], police: tuple[int, int]
) -> None:
    first, over = (FILED + timedelta(hours=hour) for hour in sorted(hearing))
    handed, back = (FILED + timedelta(hours=hour) for hour in sorted(police))
    spans: tuple[Suspension, ...] = ()
    for since, until, cause in sorted([(first, over, "hearing"), (handed, back, "crime_transfer")]):
        begun = _stand(spans, since, cause)
        spans = resume(begun, until=max(until, begun[-1].since))

    due = due_at(PENALTY, start=FILED, calendar=CALENDAR, suspensions=spans).at

    assert due == _walked([(first, over), (handed, back)])


def _walked(pauses: list[tuple[datetime, datetime]]) -> datetime:
    """Walk over the days, and leave those out at whose end either stood."""

    def counts(day: datetime) -> bool:
        last = day.replace(hour=23, minute=59, second=59, microsecond=999_999)
        return not any(since <= last < until for since, until in pauses)

    day, left = FILED, RULES["A03"]["limit"]
    while left:
        day += timedelta(days=1)
        left -= counts(day)
    if not brute_force.works(day.date()):
        day += timedelta(days=1)
        while not (brute_force.works(day.date()) and counts(day)):
            day += timedelta(days=1)
    return day.replace(hour=23, minute=59, second=59, microsecond=0)
