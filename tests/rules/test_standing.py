"""How a clock stands, when that changes, and how many days are left."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clue_transfer.deadlines import (
    days_left,
    next_change,
    standing,
)
from clue_transfer.vocabulary import DeadlineState, Standing, Unit
from tests.rules.calendar_2026 import CALENDAR, at, day_end

ND, WD, HR = Unit.NATURAL_DAYS, Unit.WORKING_DAYS, Unit.HOURS


@pytest.mark.parametrize(
    ("now", "answer"),
    [
        ("11-02 09:00", Standing.ON_TIME),
        ("11-14 21:00", Standing.DUE_SOON),
        ("11-16 23:59:59", Standing.DUE_SOON),
        ("11-17 00:00", Standing.DUE_TODAY),
        ("11-17 23:59:59.999999", Standing.DUE_TODAY),
        ("11-18 00:00", Standing.OVERDUE),
    ],
)
def test_a_day_clock_stands_by_the_share_of_time_and_the_local_day(now: str, answer: Standing):
    stands = standing(
        due_at=day_end("11-17"),
        now=at(now),
        state=DeadlineState.RUNNING,
        started_at=at("11-02 09:00"),
    )

    assert stands is answer


@pytest.mark.parametrize(
    ("now", "answer"),
    [
        ("11-02 19:11:59", Standing.ON_TIME),
        ("11-02 19:12", Standing.DUE_SOON),
        ("11-03 00:00", Standing.DUE_SOON),
        ("11-03 00:00:00.000001", Standing.OVERDUE),
    ],
)
def test_an_hour_clock_is_never_due_today_but_soon(now: str, answer: Standing):
    stands = standing(
        due_at=at("11-03 00:00"),
        now=at(now),
        state=DeadlineState.RUNNING,
        started_at=at("11-02 00:00"),
        unit=HR,
    )

    assert stands is answer


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        (DeadlineState.SUSPENDED, Standing.SUSPENDED),
        (DeadlineState.STOPPED, Standing.STOPPED),
        (DeadlineState.CANCELLED, Standing.STOPPED),
    ],
)
def test_a_clock_that_does_not_run_is_never_overdue(state: DeadlineState, answer: Standing):
    stands = standing(due_at=day_end("11-17"), now=at("12-01 09:00"), state=state)

    assert stands is answer


def test_without_its_start_a_clock_is_never_due_soon():
    stands = standing(due_at=day_end("11-17"), now=at("11-16 23:00"), state=DeadlineState.RUNNING)

    assert stands is Standing.ON_TIME


def test_the_next_changes_of_a_day_clock_come_in_order():
    changes, now = [], at("11-02 09:00")

    while (
        change := next_change(due_at=day_end("11-17"), now=now, started_at=at("11-02 09:00"))
    ) is not None:
        changes.append(change)
        now = change

    soon = at("11-02 09:00") + (day_end("11-17") - at("11-02 09:00")) * 4 / 5
    assert changes == [soon, at("11-17 00:00"), at("11-18 00:00")]


@given(
    minutes=st.integers(1, 60 * 24 * 40),
    passed=st.integers(0, 60 * 24 * 50),
    whole_days=st.booleans(),
)
def test_the_standing_stays_until_the_next_change_and_changes_then(
    minutes: int, passed: int, whole_days: bool
):
    begin = at("09-01 09:00")
    due = begin + timedelta(minutes=minutes)
    due = day_end(str(due.date())) if whole_days else due
    now = begin + timedelta(minutes=passed)
    clock = {"due_at": due, "started_at": begin, "unit": ND if whole_days else HR}

    change = next_change(now=now, **clock)

    before = standing(now=now, state=DeadlineState.RUNNING, **clock)
    if change is None:
        assert before is Standing.OVERDUE
        return
    just_before = standing(now=change - datetime.resolution, state=DeadlineState.RUNNING, **clock)
    after = standing(now=change, state=DeadlineState.RUNNING, **clock)
    assert just_before is before
    assert after is not before


@pytest.mark.parametrize(
    ("now", "unit", "left"),
    [
        ("09-29 09:00", WD, 5),
        ("09-29 09:00", ND, 13),
        ("10-11 09:00", WD, 1),
        ("10-12 23:00", WD, 0),
        ("10-14 09:00", WD, -2),
        ("10-14 09:00", ND, -2),
    ],
)
def test_days_left_are_counted_in_the_clock_s_unit(now: str, unit: Unit, left: int):
    count = days_left(due_at=day_end("10-12"), now=at(now), calendar=CALENDAR, unit=unit)

    assert count == left
