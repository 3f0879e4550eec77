"""How each day counted, and why or why not."""

from clue_transfer.deadlines import (
    explain,
)
from clue_transfer.vocabulary import Unit, Urgency
from tests.rules.calendar_2026 import CALENDAR, at, paused, rule

ND, WD, HR = Unit.NATURAL_DAYS, Unit.WORKING_DAYS, Unit.HOURS

SIGNING = rule(2, WD, "working_days", urgent_limit=2, urgent_unit=HR)
ACCEPTANCE = rule(5, WD, "working_days")
FILING = rule(15, ND, "general_days", extension_limits=(15,))
HAND_OVER = rule(24, HR, "civil_hours", roll_over=False)


def listed(*args, **kwargs):
    """Give the days of an explanation as `(month-day, counted, reason)`."""
    days = explain(*args, calendar=CALENDAR, **kwargs)
    return [(f"{day.date:%m-%d}", day.counted, str(day.reason)) for day in days]


def test_working_days_are_explained_with_rest_days_holidays_and_makeup_days():
    days = listed(ACCEPTANCE, start=at("09-29 10:00"))

    assert days == [
        ("09-29", False, "start_day"),
        ("09-30", True, "counted"),
        ("10-01", False, "holiday"),
        ("10-02", False, "holiday"),
        ("10-03", False, "rest_day"),
        ("10-04", False, "rest_day"),
        ("10-05", False, "holiday"),
        ("10-06", False, "holiday"),
        ("10-07", False, "holiday"),
        ("10-08", True, "counted"),
        ("10-09", True, "counted"),
        ("10-10", True, "makeup_workday"),
        ("10-11", False, "rest_day"),
        ("10-12", True, "due"),
    ]


def test_natural_days_are_explained_with_the_roll_over():
    days = listed(rule(3, ND, "general_days"), start=at("09-29 10:00"))

    assert days == [
        ("09-29", False, "start_day"),
        ("09-30", True, "counted"),
        ("10-01", True, "counted"),
        ("10-02", True, "counted"),
        ("10-03", False, "rolled"),
        ("10-04", False, "rolled"),
        ("10-05", False, "rolled"),
        ("10-06", False, "rolled"),
        ("10-07", False, "rolled"),
        ("10-08", False, "due"),
    ]


def test_suspended_days_are_explained_and_an_open_suspension_ends_the_list():
    days = listed(
        FILING,
        start=at("11-02 09:00"),
        suspensions=[paused("11-03 10:00", "11-04 08:00"), paused("11-05 10:00")],
    )

    assert days == [
        ("11-02", False, "start_day"),
        ("11-03", False, "suspended"),
        ("11-04", True, "counted"),
        ("11-05", False, "suspended"),
    ]


def test_hours_are_explained_by_the_days_they_ran_on():
    days = listed(
        SIGNING,
        start=at("11-02 22:30"),
        urgency=Urgency.URGENT,
        suspensions=[paused("11-03 08:00", "11-05 06:00")],
    )

    assert days == [
        ("11-02", False, "start_day"),
        ("11-03", True, "counted"),
        ("11-04", False, "suspended"),
        ("11-05", True, "due"),
    ]


def test_hours_that_end_at_midnight_are_due_at_the_next_day_s_first_moment():
    days = listed(HAND_OVER, start=at("11-02 00:00"))

    assert days == [("11-02", True, "counted"), ("11-03", False, "due")]
