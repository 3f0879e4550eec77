"""When a clock is due, under the urgency of its matter and an unpublished calendar."""

from datetime import UTC, datetime

import pytest

from clue_transfer.deadlines import (
    due_at,
    unit_of,
)
from clue_transfer.errors import Invalid
from clue_transfer.vocabulary import Unit, Urgency
from tests.rules.calendar_2026 import CALENDAR, at, day_end, rule

ND, WD, MO, HR = Unit.NATURAL_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.HOURS

SIGNING = rule(2, WD, "working_days", urgent_limit=2, urgent_unit=HR)
ACCEPTANCE = rule(5, WD, "working_days")
FILING = rule(15, ND, "general_days", extension_limits=(15,))
HAND_OVER = rule(24, HR, "civil_hours", roll_over=False)


def code_of(refused: pytest.ExceptionInfo[Invalid]) -> str:
    """Give the stable code of the only error."""
    (error,) = refused.value.errors
    return error.code


# Due.


def test_a_day_clock_is_due_in_the_last_second_of_its_local_day():
    due = due_at(FILING, start=at("11-02 09:00"), calendar=CALENDAR)

    assert due.at.isoformat() == "2026-11-17T23:59:59+08:00"
    assert due.provisional is False


def test_the_start_day_is_the_local_day_of_a_moment_in_utc():
    start = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)  # 00:30 of November 3 in Gansu

    due = due_at(FILING, start=start, calendar=CALENDAR)

    assert due.at == day_end("11-18")


def test_an_extension_is_added_before_the_last_day_rolls_over():
    # 15 days end on Saturday 11-14, which rolls to 11-16; 30 days end on Sunday 11-29
    due = due_at(FILING, start=at("10-30 09:00"), calendar=CALENDAR, extension=15)

    assert due.at == day_end("11-30")


def test_an_extension_is_counted_as_the_limit_is():
    five = rule(5, ND, "penalty_law_days", extension_limits=(5,))

    due = due_at(five, start=at("11-02 09:00"), calendar=CALENDAR, extension=5)

    # ten working days: the law reads 五日 as working days, and the extension follows
    assert due.at == day_end("11-16")


@pytest.mark.parametrize("extension", [-1, 16])
def test_an_extension_beyond_the_rule_is_refused(extension: int):
    with pytest.raises(Invalid) as refused:
        due_at(FILING, start=at("11-02 09:00"), calendar=CALENDAR, extension=extension)

    assert code_of(refused) == "out-of-range"


def test_hours_are_never_extended():
    hours = rule(24, HR, "civil_hours", extension_limits=(24,))

    with pytest.raises(Invalid) as refused:
        due_at(hours, start=at("11-02 09:00"), calendar=CALENDAR, extension=1)

    assert refused.value.errors[0].pointer == "/extension"


@pytest.mark.parametrize(
    ("limit", "unit", "regime"),
    [
        (0, ND, "general_days"),
        (-3, WD, "working_days"),
        (3661, ND, "general_days"),
        (2501, WD, "working_days"),
        (121, MO, "months"),
        (8785, HR, "civil_hours"),
    ],
)
def test_a_limit_that_is_not_sensible_is_refused(limit: int, unit: Unit, regime: str):
    with pytest.raises(Invalid) as refused:
        due_at(rule(limit, unit, regime), start=at("11-02 09:00"), calendar=CALENDAR)

    assert refused.value.errors[0].pointer == "/limit"


@pytest.mark.parametrize("year", [1, 1991, 2900, 9999])
def test_a_start_in_a_year_that_cannot_be_is_refused(year: int):
    with pytest.raises(Invalid) as refused:
        due_at(FILING, start=datetime(year, 12, 31, tzinfo=UTC), calendar=CALENDAR)

    assert refused.value.errors[0].pointer == "/start"


# Urgency.


@pytest.mark.parametrize(
    ("urgency", "end", "unit"),
    [
        (Urgency.NORMAL, "10-08 23:59:59", WD),
        (Urgency.URGENT, "09-30 08:00:00", HR),
        (Urgency.EMERGENCY, "09-29 23:00:00", HR),
    ],
)
def test_signing_is_counted_by_the_urgency(urgency: Urgency, end: str, unit: Unit):
    due = due_at(SIGNING, start=at("09-29 21:00"), calendar=CALENDAR, urgency=urgency)

    # the second working day after September 29 is October 8
    assert due.at == at(end)
    assert unit_of(SIGNING, urgency=urgency) is unit


def test_an_emergency_limit_of_its_own_wins_over_the_urgent_one():
    own = rule(
        5,
        WD,
        "working_days",
        urgent_limit=24,
        urgent_unit=HR,
        emergency_limit=4,
        emergency_unit=HR,
    )

    due = due_at(own, start=at("09-29 21:00"), calendar=CALENDAR, urgency=Urgency.EMERGENCY)

    assert due.at == at("09-30 01:00")


def test_a_statute_s_limit_without_an_urgent_one_is_the_same_for_urgent_matters():
    start = at("10-01 16:30")

    ends = {
        due_at(HAND_OVER, start=start, calendar=CALENDAR, urgency=urgency).at for urgency in Urgency
    }

    assert ends == {at("10-02 16:30")}


# Provisional.


@pytest.mark.parametrize(
    ("limit", "unit", "regime", "roll_over", "provisional"),
    [
        (3, WD, "working_days", True, False),
        (20, WD, "working_days", True, True),
        (8, ND, "general_days", True, False),
        (20, ND, "general_days", True, True),
        (20, ND, "general_days", False, False),
        (2, MO, "months", True, True),
        (480, HR, "civil_hours", False, False),
    ],
)
def test_a_due_date_that_an_unpublished_year_can_move_is_provisional(
    limit: int, unit: Unit, regime: str, roll_over: bool, provisional: bool
):
    counted = rule(limit, unit, regime, roll_over=roll_over)

    due = due_at(counted, start=at("12-22 09:00"), calendar=CALENDAR)

    assert due.provisional is provisional


def test_past_the_published_year_weekends_are_rest_days():
    due = due_at(ACCEPTANCE, start=at("12-30 09:00"), calendar=CALENDAR)

    # 12-31, 01-01 (assumed to be worked), 01-04, 05, 06
    assert due.at == day_end("2027-01-06")
    assert due.provisional is True
