"""Which days are working days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clue_transfer.calendars import WorkCalendar, end_of_day, local, start_of_day
from clue_transfer.errors import Invalid
from tests.rules.calendar_2026 import CALENDAR

DAYS_OF_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 9, 29), True),
        (date(2026, 9, 26), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2026, 9, 20), True),
    ],
    ids=["tuesday", "saturday", "holiday", "after", "makeup-saturday", "sunday", "makeup-sunday"],
)
def test_a_day_works_by_the_week_the_holidays_and_the_makeup_days(day: date, works: bool):
    answer = CALENDAR.is_working_day(day)

    assert answer is works


def test_2026_has_248_working_days():
    days = (date(2026, 1, 1) + timedelta(days=each) for each in range(365))

    count = sum(CALENDAR.is_working_day(day) for day in days)

    # 261 weekdays, less 19 holidays on weekdays, and 6 make-up workdays
    assert count == 248


def test_the_day_after_the_national_holiday_is_the_next_working_day():
    day = CALENDAR.next_working_day(date(2026, 9, 30))

    assert day == date(2026, 10, 8)


def test_a_working_day_is_not_its_own_next():
    day = CALENDAR.next_working_day(date(2026, 10, 8))

    assert day == date(2026, 10, 9)


def test_past_the_published_year_the_plain_week_is_assumed_and_said_to_be_unknown():
    new_year = date(2027, 1, 1)

    assert CALENDAR.is_working_day(new_year) is True
    assert CALENDAR.is_known(new_year) is False
    assert CALENDAR.is_known(date(2026, 12, 31)) is True


def test_a_day_cannot_be_a_holiday_and_a_makeup_day():
    day = frozenset({date(2026, 10, 10)})

    with pytest.raises(Invalid) as refused:
        WorkCalendar(holidays=day, makeup_workdays=day, known_through=date(2026, 12, 31))

    assert refused.value.errors[0].code == "also-a-holiday"


def test_a_day_ends_in_its_last_second_and_begins_at_midnight():
    day = date(2026, 10, 8)

    assert start_of_day(day).isoformat() == "2026-10-08T00:00:00+08:00"
    assert end_of_day(day).isoformat() == "2026-10-08T23:59:59+08:00"


def test_a_moment_in_utc_is_shown_as_clocks_in_gansu_show_it():
    moment = local(datetime(2026, 9, 29, 16, 30, tzinfo=UTC))

    assert moment.isoformat() == "2026-09-30T00:30:00+08:00"


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(Invalid) as refused:
        local(datetime(2026, 9, 29, 16, 30))  # noqa: DTZ001 - that is what is refused

    assert refused.value.errors[0].code == "time-zone"


@given(day=DAYS_OF_2026, count=st.integers(0, 40))
def test_adding_working_days_and_counting_them_agree(day: date, count: int):
    later = CALENDAR.add_working_days(day, count)

    assert CALENDAR.working_days_between(day, later) == count
    assert CALENDAR.working_days_between(later, day) == -count
