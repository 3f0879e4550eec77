"""How much of a limit was used: by hand, and against a walk with none of the kernel's code."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clue_transfer.deadlines import DeadlineRule, Suspension, due_at
from clue_transfer.usage import Usage, usage
from clue_transfer.vocabulary import Unit, Urgency
from tests.rules import brute_force
from tests.rules.calendar_2026 import CALENDAR, at, paused, rule

ND, WD, MO, HR = Unit.NATURAL_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.HOURS

ACCEPTANCE = rule(5, WD, "working_days", urgent_limit=10, urgent_unit=HR)
FILING = rule(15, ND, "general_days", extension_limits=(15,))
HAND_OVER = rule(24, HR, "civil_hours", roll_over=False)
HALF_YEAR = rule(6, MO, "months")


def of(counted: DeadlineRule, start: str, moment: str, **more: Any) -> Usage:
    """Say what a clock of 2026 has used."""
    return usage(counted, start=at(start), at=at(moment), calendar=CALENDAR, **more)


@pytest.mark.parametrize(
    ("moment", "used"),
    [
        ("09-29 09:00", 0),
        ("09-29 23:00", 0),
        ("09-30 00:00", 1),
        ("10-07 12:00", 1),  # the holiday
        ("10-10 12:00", 4),  # a Saturday that is worked
        ("10-12 23:59", 5),  # the due day
        ("10-13 00:00", 6),
    ],
)
def test_working_days_are_used_one_by_one(moment: str, used: int) -> None:
    assert of(ACCEPTANCE, "09-29 09:00", moment) == Usage(WD, used, 5, 0)


def test_what_a_suspension_took_is_not_used() -> None:
    pauses = [paused("11-04 10:00", "11-06 08:00")]

    found = of(FILING, "11-02 09:00", "11-10 12:00", suspensions=pauses)

    assert found == Usage(ND, 6, 15, 2)


def test_a_clock_that_stands_still_uses_nothing_more() -> None:
    pauses = [paused("11-04 10:00")]

    first = of(FILING, "11-02 09:00", "11-04 12:00", suspensions=pauses)
    later = of(FILING, "11-02 09:00", "11-30 12:00", suspensions=pauses)

    assert (first, later) == (Usage(ND, 1, 15, 1), Usage(ND, 1, 15, 27))


def test_a_clock_that_was_stopped_while_it_stood_did_not_run_on_that_day() -> None:
    stopped = [paused("11-04 10:00", "11-06 12:00")]

    assert of(FILING, "11-02 09:00", "11-06 12:00", suspensions=stopped) == Usage(ND, 1, 15, 3)


def test_days_over_which_the_end_rolls_are_not_used() -> None:
    # the 15th day is Saturday, November 21; it is due on Monday
    days = ["11-21 12:00", "11-22 12:00", "11-23 12:00", "11-24 12:00"]

    assert [of(FILING, "11-06 09:00", day).used for day in days] == [15, 15, 15, 16]


def test_more_time_is_part_of_the_limit() -> None:
    assert of(FILING, "11-02 09:00", "11-12 09:00", extension=5) == Usage(ND, 10, 20, 0)


def test_months_are_told_in_days() -> None:
    assert of(HALF_YEAR, "01-31 09:00", "02-10 09:00") == Usage(ND, 10, 181, 0)


def test_full_hours_are_used() -> None:
    pauses = [paused("11-02 12:00", "11-02 14:30")]

    found = of(HAND_OVER, "11-02 09:15", "11-02 20:00", suspensions=pauses)

    assert found == Usage(HR, 8, 24, 2)


def test_urgent_hours_run_by_day() -> None:
    found = of(ACCEPTANCE, "11-02 21:00", "11-03 08:59", urgency=Urgency.URGENT)

    assert found == Usage(HR, 2, 10, 0)


def test_hours_whose_end_rolls_are_used_up_until_then() -> None:
    rolling = rule(24, HR, "civil_hours")
    # Friday 10:00 and 24 hours is a Saturday: due on Monday at 10:00
    moments = ["11-07 09:59", "11-08 12:00", "11-09 10:00", "11-09 12:00"]

    assert [of(rolling, "11-06 10:00", each).used for each in moments] == [23, 24, 24, 26]


def test_a_day_that_a_paper_has_set_is_counted_in_natural_days() -> None:
    set_on = date(2026, 11, 20)

    found = of(ACCEPTANCE, "11-02 09:00", "11-22 09:00", set_on=set_on)

    assert found == Usage(ND, 20, 18, 0)


# Properties: it agrees with a walk that asks of each day, or of each minute.

START = at("02-01 00:00")
MINUTES = st.integers(0, 60 * 24 * 120)
REGIMES = st.sampled_from(
    [
        ("natural_days", "general_days"),
        ("natural_days", "penalty_law_days"),
        ("natural_days", "compulsion_law_days"),
        ("working_days", "working_days"),
        ("months", "months"),
    ]
)


def moment_of(minutes: int) -> datetime:
    """Count minutes from the first of February 2026."""
    return START + timedelta(minutes=minutes)


@st.composite
def pauses_of(draw: st.DrawFn) -> list[Suspension]:
    """Draw suspensions one after another, of which the last may still be open."""
    moments = [moment_of(each) for each in sorted(draw(st.sets(MINUTES, max_size=7)))]
    ends = [*moments[1::2], None]
    return [Suspension(*each) for each in zip(moments[::2], ends, strict=False)]


def plain(moment: datetime | None) -> Any:
    """Take the zone away, as the walk by hand has none."""
    return None if moment is None else moment.replace(tzinfo=None)


@given(
    start=MINUTES,
    after=st.integers(0, 60 * 24 * 60),
    limit=st.integers(1, 40),
    way=REGIMES,
    roll_over=st.booleans(),
    pauses=pauses_of(),
)
def test_used_days_agree_with_a_walk_over_days(
    start: int,
    after: int,
    limit: int,
    way: tuple[str, str],
    roll_over: bool,
    pauses: list[Suspension],
) -> None:
    unit, regime = way
    limit = min(limit, 3) if unit == "months" else limit
    begin, moment = moment_of(start), moment_of(start + after)
    counted = rule(limit, Unit(unit), regime, roll_over=roll_over)
    by_hand = {"unit": unit, "limit": limit, "regime": regime, "roll_over": roll_over}

    found = usage(counted, start=begin, at=moment, calendar=CALENDAR, suspensions=pauses)

    spans = [(plain(each.since), plain(each.until)) for each in pauses]
    expected = brute_force.used(by_hand, plain(begin), plain(moment), spans)
    assert (found.used, found.suspended) == expected


@given(
    start=MINUTES,
    after=st.integers(0, 60 * 24 * 4),
    limit=st.integers(1, 72),
    regime=st.sampled_from(["civil_hours", "criminal_hours", "police_hours"]),
    pauses=pauses_of(),
)
def test_used_hours_agree_with_a_walk_over_minutes(
    start: int, after: int, limit: int, regime: str, pauses: list[Suspension]
) -> None:
    begin, moment = moment_of(start), moment_of(start + after)
    counted = rule(limit, HR, regime, roll_over=False)
    by_hand = {"unit": "hours", "limit": limit, "regime": regime, "roll_over": False}

    found = usage(counted, start=begin, at=moment, calendar=CALENDAR, suspensions=pauses)

    spans = [(plain(each.since), plain(each.until)) for each in pauses]
    expected = brute_force.used(by_hand, plain(begin), plain(moment), spans)
    assert (found.used, found.suspended) == expected


@given(start=MINUTES, limit=st.integers(1, 40), way=REGIMES)
def test_on_the_due_day_all_is_used_and_a_day_later_more(
    start: int, limit: int, way: tuple[str, str]
) -> None:
    unit, regime = way
    counted = rule(min(limit, 3) if unit == "months" else limit, Unit(unit), regime)
    begin = moment_of(start)
    due = due_at(counted, start=begin, calendar=CALENDAR).at
    later = CALENDAR.next_working_day(due.date())

    on_the_day = usage(counted, start=begin, at=due, calendar=CALENDAR)
    overdue = usage(
        counted, start=begin, at=due.replace(month=later.month, day=later.day), calendar=CALENDAR
    )

    assert on_the_day.used == on_the_day.limit
    assert overdue.used > overdue.limit
