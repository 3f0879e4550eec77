"""What a suspension takes from a clock, and that the arithmetic agrees with a plain walk."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clue_transfer.calendars import DAY, start_of_day
from clue_transfer.deadlines import (
    DayReason,
    Suspension,
    due_at,
    explain,
    resume,
    suspend,
)
from clue_transfer.errors import Invalid
from clue_transfer.vocabulary import Unit, Urgency
from tests.rules.calendar_2026 import CALENDAR, at, day_end, paused, rule

ND, WD, MO, HR = Unit.NATURAL_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.HOURS

SIGNING = rule(2, WD, "working_days", urgent_limit=2, urgent_unit=HR)
ACCEPTANCE = rule(5, WD, "working_days")
FILING = rule(15, ND, "general_days", extension_limits=(15,))
PENALTY = rule(90, ND, "penalty_law_days", extension_limits=(30, 30))
HAND_OVER = rule(24, HR, "civil_hours", roll_over=False)


def code_of(refused: pytest.ExceptionInfo[Invalid]) -> str:
    """Give the stable code of the only error."""
    (error,) = refused.value.errors
    return error.code


# Suspension.


def test_a_day_at_whose_end_the_clock_stood_still_does_not_count():
    due = due_at(
        FILING,
        start=at("11-02 09:00"),
        calendar=CALENDAR,
        suspensions=[paused("11-04 10:00", "11-06 08:00")],
    )

    # November 4 and 5 are lost; the 15th counted day is November 19
    assert due.at == day_end("11-19")


def test_a_suspension_within_one_day_costs_no_day():
    due = due_at(
        FILING,
        start=at("11-02 09:00"),
        calendar=CALENDAR,
        suspensions=[paused("11-04 00:00", "11-04 23:59:59")],
    )

    assert due.at == day_end("11-17")


def test_a_suspension_up_to_midnight_takes_the_day_and_one_from_midnight_does_not():
    start = at("11-02 09:00")

    until = due_at(
        FILING, start=start, calendar=CALENDAR, suspensions=[paused("11-04 22:00", "11-05 00:00")]
    )
    since = due_at(
        FILING, start=start, calendar=CALENDAR, suspensions=[paused("11-05 00:00", "11-05 02:00")]
    )

    assert until.at == day_end("11-18")
    assert since.at == day_end("11-17")


def test_rest_days_in_a_suspension_cost_a_working_day_clock_nothing():
    due = due_at(
        ACCEPTANCE,
        start=at("09-29 09:00"),
        calendar=CALENDAR,
        suspensions=[paused("10-01 09:00", "10-07 09:00")],
    )

    assert due.at == day_end("10-12")


def test_suspensions_that_overlap_count_once():
    due = due_at(
        FILING,
        start=at("11-02 09:00"),
        calendar=CALENDAR,
        suspensions=[
            paused("11-05 10:00", "11-07 08:00"),
            paused("11-04 10:00", "11-06 08:00"),
            paused("11-04 12:00", "11-04 13:00"),
        ],
    )

    assert due.at == day_end("11-20")


def test_months_are_lengthened_by_the_days_that_were_lost():
    two_months = rule(2, MO, "months")

    due = due_at(
        two_months,
        start=at("08-15 09:00"),
        calendar=CALENDAR,
        suspensions=[paused("09-01 09:00", "09-11 09:00")],
    )

    # October 15 and ten days: Sunday the 25th, rolled to Monday
    assert due.at == day_end("10-26")


def test_a_rolled_due_day_on_which_the_clock_stands_still_moves_on():
    # 15 days end on Saturday 11-14
    due = due_at(
        FILING,
        start=at("10-30 09:00"),
        calendar=CALENDAR,
        suspensions=[paused("11-15 09:00", "11-17 09:00")],
    )

    assert due.at == day_end("11-17")


def test_hours_pause_in_real_time():
    due = due_at(
        HAND_OVER,
        start=at("11-02 16:30"),
        calendar=CALENDAR,
        suspensions=[paused("11-02 20:00", "11-02 22:15")],
    )

    assert due.at == at("11-03 18:45")


def test_urgent_hours_lose_only_the_daytime_of_a_suspension():
    due = due_at(
        SIGNING,
        start=at("11-02 20:30"),
        calendar=CALENDAR,
        urgency=Urgency.URGENT,
        suspensions=[paused("11-02 21:00", "11-03 07:30")],
    )

    assert due.at == at("11-03 09:00")


def test_while_a_suspension_is_open_there_is_no_due_date():
    for each in (FILING, HAND_OVER, ACCEPTANCE):
        with pytest.raises(Invalid) as refused:
            due_at(
                each,
                start=at("11-02 09:00"),
                calendar=CALENDAR,
                suspensions=[paused("11-02 10:00")],
            )

        assert code_of(refused) == "suspended"


def test_a_suspension_after_the_due_date_changes_nothing():
    due = due_at(
        FILING,
        start=at("11-02 09:00"),
        calendar=CALENDAR,
        suspensions=[paused("11-18 09:00")],
    )

    assert due.at == day_end("11-17")


def test_a_suspension_that_ends_before_it_begins_is_refused():
    with pytest.raises(Invalid) as refused:
        due_at(
            FILING,
            start=at("11-02 09:00"),
            calendar=CALENDAR,
            suspensions=[paused("11-06 09:00", "11-05 09:00")],
        )

    assert code_of(refused) == "ends-before-it-begins"


def test_suspending_and_resuming_give_the_suspensions_of_the_clock():
    begun = suspend(
        (),
        since=at("11-04 10:00"),
        cause="appraisal",
        allowed_causes=frozenset({"appraisal"}),
        started_at=at("11-02 09:00"),
    )

    ended = resume(begun, until=at("11-06 08:00"))

    assert ended == (paused("11-04 10:00", "11-06 08:00"),)


@pytest.mark.parametrize(
    ("before", "since", "cause", "code"),
    [
        ([paused("11-04 10:00")], "11-05 10:00", "appraisal", "already-suspended"),
        ([], "11-05 10:00", "holiday", "cause-not-named"),
        ([], "11-01 10:00", "appraisal", "too-early"),
        ([paused("11-04 10:00", "11-06 08:00")], "11-05 10:00", "appraisal", "too-early"),
    ],
)
def test_a_suspension_that_cannot_be_is_refused(
    before: list[Suspension], since: str, cause: str, code: str
):
    with pytest.raises(Invalid) as refused:
        suspend(
            before,
            since=at(since),
            cause=cause,
            allowed_causes=frozenset({"appraisal"}),
            started_at=at("11-02 09:00"),
        )

    assert code_of(refused) == code


def test_resuming_needs_an_open_suspension_and_comes_after_it():
    with pytest.raises(Invalid) as nothing_open:
        resume([paused("11-04 10:00", "11-06 08:00")], until=at("11-07 08:00"))
    with pytest.raises(Invalid) as too_early:
        resume([paused("11-04 10:00")], until=at("11-03 08:00"))

    assert code_of(nothing_open) == "not-suspended"
    assert code_of(too_early) == "ends-before-it-begins"


# Properties: the arithmetic agrees with a walk that asks of each day's last moment.

MOMENTS = st.integers(0, 60 * 24 * 120).map(
    lambda minutes: at("02-01 00:00") + timedelta(minutes=minutes)
)
SUSPENSIONS = st.lists(
    st.tuples(MOMENTS, MOMENTS).map(lambda pair: Suspension(min(pair), max(pair), "")),
    max_size=4,
)


def stood_still(moment: datetime, suspensions: list[Suspension]) -> bool:
    """Whether a suspension covers the moment."""
    return any(each.since <= moment < (each.until or moment) for each in suspensions)


@given(
    start=MOMENTS,
    limit=st.integers(1, 60),
    working=st.booleans(),
    roll_over=st.booleans(),
    suspensions=SUSPENSIONS,
)
def test_day_clocks_agree_with_a_walk_over_days(
    start: datetime, limit: int, working: bool, roll_over: bool, suspensions: list[Suspension]
):
    def free(day: date) -> bool:
        last_moment = start_of_day(day + DAY) - datetime.resolution
        return not stood_still(last_moment, suspensions)

    day, left = start.date(), limit
    while left:
        day += DAY
        left -= free(day) and (not working or CALENDAR.is_working_day(day))
    if roll_over and not CALENDAR.is_working_day(day):
        day += DAY
        while not (CALENDAR.is_working_day(day) and free(day)):
            day += DAY
    counted = rule(limit, WD if working else ND, "general_days", roll_over=roll_over)

    due = due_at(counted, start=start, calendar=CALENDAR, suspensions=suspensions)
    days = explain(counted, start=start, calendar=CALENDAR, suspensions=suspensions)

    assert due.at == day_end(str(day))
    assert sum(each.counted for each in days) == limit
    assert (days[-1].date, days[-1].reason) == (day, DayReason.DUE)
    assert [each.date for each in days] == [start.date() + DAY * step for step in range(len(days))]


@given(
    start=MOMENTS,
    limit=st.integers(1, 30),
    daytime=st.booleans(),
    suspensions=SUSPENSIONS,
)
def test_hour_clocks_agree_with_a_walk_over_minutes(
    start: datetime, limit: int, daytime: bool, suspensions: list[Suspension]
):
    minute = timedelta(minutes=1)
    moment, left = start, limit * 60
    while left:
        jump = max(
            (each.until for each in suspensions if each.since <= moment < each.until),
            default=None,
        )
        if jump is not None:
            moment = jump
            continue
        left -= not daytime or 7 <= moment.hour < 22
        moment += minute
    counted = rule(limit, HR, "urgent_hours" if daytime else "civil_hours", roll_over=False)

    due = due_at(counted, start=start, calendar=CALENDAR, suspensions=suspensions)

    assert due.at == moment


@given(start=MOMENTS, limit=st.integers(1, 60), more=st.integers(0, 30))
def test_an_extended_limit_is_the_longer_limit(start: datetime, limit: int, more: int):
    counted = rule(limit, WD, "working_days", extension_limits=(30,))
    longer = rule(limit + more, WD, "working_days")

    extended = due_at(counted, start=start, calendar=CALENDAR, extension=more)

    assert extended == due_at(longer, start=start, calendar=CALENDAR)


@given(start=MOMENTS, suspensions=SUSPENSIONS)
def test_a_suspension_never_brings_the_due_date_forward(
    start: datetime, suspensions: list[Suspension]
):
    plain = due_at(PENALTY, start=start, calendar=CALENDAR)

    late = due_at(PENALTY, start=start, calendar=CALENDAR, suspensions=suspensions)

    assert late.at >= plain.at
