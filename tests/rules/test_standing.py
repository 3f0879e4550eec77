"""How a clock stands, and how many days are left."""

import pytest

from clue_transfer.deadlines import (
    days_left,
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
