"""How each statute counts, with the worked examples of the law page under the true calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clue_transfer.counting import REGIMES, Way, regime_named
from clue_transfer.deadlines import due_at
from clue_transfer.errors import Invalid
from clue_transfer.vocabulary import Unit
from clue_transfer.walking import add_months
from tests.rules.calendar_2026 import CALENDAR, at, day_end, rule

ND, WD, MO, HR = Unit.NATURAL_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.HOURS


def due(limit: int, unit: Unit, regime: str, start: str, *, roll_over: bool = True):
    """When a limit ends under a regime."""
    counted = rule(limit, unit, regime, roll_over=roll_over)
    return due_at(counted, start=at(start), calendar=CALENDAR).at


@pytest.mark.parametrize(
    ("regime", "limit", "unit", "way"),
    [
        ("general_days", 3, ND, Way.NATURAL_DAYS),
        ("general_days", 3, WD, Way.WORKING_DAYS),
        ("general_days", 24, HR, Way.HOURS_FROM_MOMENT),
        ("general_days", 2, MO, Way.MONTHS),
        ("penalty_law_days", 2, ND, Way.WORKING_DAYS),
        ("penalty_law_days", 3, ND, Way.WORKING_DAYS),
        ("penalty_law_days", 4, ND, Way.NATURAL_DAYS),
        ("penalty_law_days", 5, ND, Way.WORKING_DAYS),
        ("penalty_law_days", 6, ND, Way.NATURAL_DAYS),
        ("penalty_law_days", 7, ND, Way.WORKING_DAYS),
        ("penalty_law_days", 10, ND, Way.NATURAL_DAYS),
        ("penalty_law_days", 90, ND, Way.NATURAL_DAYS),
        ("penalty_law_days", 15, WD, Way.WORKING_DAYS),
        ("compulsion_law_days", 10, ND, Way.WORKING_DAYS),
        ("compulsion_law_days", 11, ND, Way.NATURAL_DAYS),
        ("compulsion_law_days", 30, ND, Way.NATURAL_DAYS),
        ("working_days", 3, ND, Way.WORKING_DAYS),
        ("working_days", 30, WD, Way.WORKING_DAYS),
        ("criminal_hours", 24, HR, Way.HOURS_FROM_NEXT_HOUR),
        ("criminal_hours", 3, ND, Way.NATURAL_DAYS),
        ("police_hours", 24, HR, Way.HOURS_FROM_NEXT_HOUR),
        ("police_hours", 30, ND, Way.NATURAL_DAYS),
        ("civil_hours", 24, HR, Way.HOURS_FROM_MOMENT),
        ("months", 2, MO, Way.MONTHS),
        ("urgent_hours", 2, HR, Way.HOURS_OF_DAYTIME),
        ("round_the_clock", 2, HR, Way.HOURS_FROM_MOMENT),
    ],
)
def test_a_regime_reads_the_number_and_unit_of_its_text(
    regime: str, limit: int, unit: Unit, way: Way
):
    read = REGIMES[regime](limit, unit)

    assert read is way


@pytest.mark.parametrize(
    ("regime", "unit"),
    [("civil_hours", ND), ("months", WD), ("urgent_hours", MO), ("round_the_clock", WD)],
)
def test_a_regime_of_one_unit_refuses_another(regime: str, unit: Unit):
    with pytest.raises(Invalid) as refused:
        REGIMES[regime](3, unit)

    assert refused.value.errors[0].code == "unit-of-regime"


def test_an_unknown_regime_is_refused():
    with pytest.raises(Invalid) as refused:
        regime_named("lunar_days")

    assert refused.value.errors[0].code == "unknown-regime"


def test_every_regime_names_its_article_or_says_that_it_is_ours():
    for regime in REGIMES.values():
        doc = regime.__doc__ or ""

        assert any(word in doc for word in ("法", "规定", "17号", "default"))


# The worked examples of the law page.


def test_three_natural_days_that_end_in_the_national_holiday_roll_to_october_8():
    end = due(3, ND, "general_days", "09-29 10:00")

    assert end == day_end("10-08")


def test_three_natural_days_without_roll_over_end_in_the_holiday():
    end = due(3, ND, "general_days", "09-29 10:00", roll_over=False)

    assert end == day_end("10-02")


def test_three_working_days_over_the_national_holiday_end_on_october_9():
    end = due(3, ND, "working_days", "09-29 10:00")

    assert end == day_end("10-09")


def test_a_fourth_working_day_is_the_makeup_saturday():
    end = due(4, WD, "working_days", "09-29 10:00")

    assert end == day_end("10-10")


def test_24_hours_run_through_the_holiday_to_the_minute():
    end = due(24, HR, "civil_hours", "10-01 16:30", roll_over=False)

    assert end == at("10-02 16:30")


def test_two_months_from_the_year_s_last_day_end_in_february_and_roll_to_monday():
    end = due(2, MO, "months", "2026-12-31 09:00")

    assert end == day_end("2027-03-01")


def test_two_months_without_roll_over_end_on_february_s_last_day():
    end = due(2, MO, "months", "2026-12-31 09:00", roll_over=False)

    assert end == day_end("2027-02-28")


# The laws read the same number of 日 differently.


@pytest.mark.parametrize(
    ("regime", "end"),
    [
        ("general_days", "10-08"),
        ("penalty_law_days", "10-12"),
        ("compulsion_law_days", "10-12"),
        ("working_days", "10-12"),
    ],
)
def test_five_days_from_september_29_under_each_law(regime: str, end: str):
    # working days: 09-30, 10-08, 10-09, 10-10 (make-up Saturday), 10-12
    assert due(5, ND, regime, "09-29 23:59:59") == day_end(end)


@pytest.mark.parametrize(
    ("regime", "end"),
    [("penalty_law_days", "10-08"), ("compulsion_law_days", "10-15")],
)
def test_ten_days_are_natural_under_the_penalty_law_and_working_under_the_compulsion_law(
    regime: str, end: str
):
    # working days: 09-28, 29, 30, 10-08, 09, 10 (make-up Saturday), 12, 13, 14, 15
    assert due(10, ND, regime, "09-27 10:00") == day_end(end)


def test_15_natural_days_that_end_on_a_makeup_saturday_do_not_roll():
    end = due(15, ND, "general_days", "09-25 12:00")

    assert end == day_end("10-10")


def test_the_start_day_never_counts_even_at_its_first_moment():
    end = due(1, WD, "working_days", "09-29 00:00")

    assert end == day_end("09-30")


# Hours.


@pytest.mark.parametrize("regime", ["criminal_hours", "police_hours"])
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("09-29 16:30", "09-30 17:00"),
        ("09-29 16:00", "09-30 17:00"),
        ("09-29 23:10", "10-01 00:00"),
    ],
)
def test_criminal_procedure_does_not_count_the_starting_hour(regime: str, start: str, end: str):
    assert due(24, HR, regime, start, roll_over=False) == at(end)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("09-29 10:00", 2, "09-29 12:00"),
        ("09-29 20:00", 2, "09-29 22:00"),
        ("09-29 21:00", 2, "09-30 08:00"),
        ("09-29 22:00", 2, "09-30 09:00"),
        ("09-29 23:40", 2, "09-30 09:00"),
        ("09-29 03:00", 2, "09-29 09:00"),
        ("10-03 21:30", 2, "10-04 08:30"),
        ("09-29 10:00", 24, "09-30 19:00"),
    ],
)
def test_urgent_hours_run_from_seven_to_twenty_two_on_every_day(start: str, hours: int, end: str):
    assert due(hours, HR, "urgent_hours", start, roll_over=False) == at(end)


def test_hours_with_roll_over_end_at_the_same_time_of_the_next_working_day():
    end = due(24, HR, "general_days", "09-30 16:30")

    assert end == at("10-08 16:30")


# Properties.


@given(day=st.dates(date(2026, 1, 1), date(2026, 9, 1)), limit=st.integers(1, 60))
def test_working_days_agree_with_a_walk(day: date, limit: int):
    walked, left = day, limit
    while left:
        walked += timedelta(days=1)
        left -= CALENDAR.is_working_day(walked)

    assert due(limit, WD, "working_days", f"{day} 12:00") == day_end(str(walked))


@given(day=st.dates(date(2026, 1, 1), date(2026, 9, 1)), limit=st.integers(1, 90))
def test_natural_days_are_added_and_then_rolled(day: date, limit: int):
    last = day + timedelta(days=limit)
    rolled = last if CALENDAR.is_working_day(last) else CALENDAR.next_working_day(last)

    assert due(limit, ND, "general_days", f"{day} 12:00", roll_over=False) == day_end(str(last))
    assert due(limit, ND, "general_days", f"{day} 12:00") == day_end(str(rolled))


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), count=st.integers(1, 120))
def test_months_end_on_the_corresponding_day_or_the_month_s_last(day: date, count: int):
    end = add_months(day, count)

    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == count
    assert end.day == day.day or (
        end.day < day.day and (end + timedelta(days=1)).month != end.month
    )


def test_a_month_from_a_leap_day_and_to_one():
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)
