"""The ladder: what is reached when, and who is told."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clue_transfer.escalation import (
    HIGHEST_LEVEL,
    Color,
    Told,
    Whose,
    message_at,
    rung_at,
    rungs_for,
)
from clue_transfer.vocabulary import Nature, Role, Unit
from tests.rules.calendar_2026 import CALENDAR, at, day_end

ND, WD, MO, HR = Unit.NATURAL_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.HOURS
COORDINATOR = Told(Whose.COORDINATOR, Role.COORDINATOR)


def levels_of(due: datetime, *, unit: Unit) -> list[tuple[int, datetime]]:
    """List the levels of a duty's rungs with the moments at which they are reached."""
    return [
        (rung.level, rung_at(rung, started_at=due, due_at=due, calendar=CALENDAR, unit=unit))
        for rung in rungs_for(unit, limit=5, nature=Nature.DUTY)
    ]


def level_at(due: datetime, *, now: datetime, unit: Unit) -> int:
    """Tell the highest level that is reached."""
    return max((level for level, moment in levels_of(due, unit=unit) if moment <= now), default=0)


@pytest.mark.parametrize(
    ("unit", "limit", "codes"),
    [
        (WD, 5, ["half", "soon", "today", "overdue", "overdue_2wd", "overdue_5wd"]),
        (WD, 4, ["half", "soon", "today", "overdue", "overdue_2wd", "overdue_5wd"]),
        (WD, 3, ["soon", "today", "overdue", "overdue_2wd", "overdue_5wd"]),
        (ND, 3, ["soon", "today", "overdue", "overdue_2wd", "overdue_5wd"]),
        (MO, 2, ["half", "soon", "today", "overdue", "overdue_2wd", "overdue_5wd"]),
        (HR, 2, ["half", "soon", "overdue", "overdue_2h", "overdue_6h"]),
    ],
)
def test_a_duty_climbs_every_rung_of_its_unit(unit: Unit, limit: int, codes: list[str]):
    rungs = rungs_for(unit, limit=limit, nature=Nature.DUTY)

    assert [rung.code for rung in rungs] == codes


@pytest.mark.parametrize("nature", [Nature.RIGHT, Nature.REVIEW])
@pytest.mark.parametrize("unit", list(Unit))
def test_a_right_and_a_review_are_reminded_and_never_rise(nature: Nature, unit: Unit):
    rungs = rungs_for(unit, limit=15, nature=nature)

    assert rungs
    assert {rung.level for rung in rungs} == {0}


def test_day_clocks_tell_ever_higher_people():
    half, soon, today, overdue, superior, order = rungs_for(WD, limit=5, nature=Nature.DUTY)

    own = {
        rung.code: [str(told.role) for told in rung.tells] for rung in (half, soon, today, overdue)
    }
    assert own == {
        "half": ["handler", "liaison"],
        "soon": ["handler", "liaison"],
        "today": ["handler", "liaison", "lead"],
        "overdue": ["lead"],
    }
    assert superior.tells == (Told(Whose.SUPERIOR, Role.LEAD), COORDINATOR)
    assert (order.drafts_order, order.in_circular, order.level) == (True, True, HIGHEST_LEVEL)


def test_an_overdue_hour_clock_tells_the_duty_officer_too():
    overdue = rungs_for(HR, limit=2, nature=Nature.DUTY)[2]

    assert overdue.tells == (
        Told(Whose.OWN, Role.LEAD),
        Told(Whose.OWN, Role.DUTY_OFFICER),
    )


def test_the_procuratorate_is_told_at_level_one_of_a_crime_track():
    rungs = rungs_for(ND, limit=3, nature=Nature.DUTY, procuratorate=True)

    told = [
        rung.code for rung in rungs if any(each.whose is Whose.PROCURATORATE for each in rung.tells)
    ]
    assert told == ["overdue"]


@pytest.mark.parametrize(
    ("now", "level"),
    [
        ("11-13 23:59:59.5", 0),
        ("11-14 00:00", 1),
        ("11-16 12:00", 1),
        ("11-17 00:00", 2),
        ("11-19 23:59", 2),
        ("11-20 00:00", 3),
        ("12-31 00:00", 3),
    ],
)
def test_a_day_clock_due_on_a_friday_rises_on_working_days(now: str, level: int):
    reached = level_at(day_end("11-13"), now=at(now), unit=WD)

    assert reached == level


def test_the_national_holiday_delays_the_higher_levels():
    due = day_end("09-30")

    levels = [
        level_at(due, now=at(now), unit=ND)
        for now in ("10-01 00:00", "10-08 12:00", "10-09 00:00", "10-12 23:00", "10-13 00:00")
    ]

    # working days after September 30: 10-08, 10-09, 10-10 (make-up), 10-12, 10-13
    assert levels == [1, 1, 2, 2, 3]


@pytest.mark.parametrize(
    ("now", "level"),
    [
        ("10-01 16:30", 0),
        ("10-01 16:30:01", 1),
        ("10-01 18:29:59", 1),
        ("10-01 18:30", 2),
        ("10-01 22:30", 3),
    ],
)
def test_an_hour_clock_rises_by_the_hour_on_holidays_too(now: str, level: int):
    reached = level_at(at("10-01 16:30"), now=at(now), unit=HR)

    assert reached == level


@pytest.mark.parametrize(
    ("code", "moment"),
    [
        ("half", "11-06 23:59:59.5"),
        ("today", "11-13 00:00"),
        ("overdue", "11-14 00:00"),
        ("overdue_2wd", "11-17 00:00"),
        ("overdue_5wd", "11-20 00:00"),
    ],
)
def test_each_rung_has_its_moment(code: str, moment: str):
    rungs = {rung.code: rung for rung in rungs_for(WD, limit=10, nature=Nature.DUTY)}

    reached = rung_at(
        rungs[code],
        started_at=at("10-31 00:00"),
        due_at=day_end("11-13"),
        calendar=CALENDAR,
        unit=WD,
    )

    assert reached == at(moment)


@pytest.mark.parametrize(
    ("reached", "unit", "sent"),
    [
        ("11-14 00:00", WD, "11-16 08:30"),
        ("11-17 00:00", WD, "11-17 08:30"),
        ("11-17 12:15", WD, "11-17 12:15"),
        ("11-17 18:00", WD, "11-18 08:30"),
        ("10-01 00:00", ND, "10-08 08:30"),
        ("10-01 03:00", HR, "10-01 03:00"),
    ],
)
def test_messages_of_day_clocks_wait_for_office_hours(reached: str, unit: Unit, sent: str):
    moment = message_at(at(reached), calendar=CALENDAR, unit=unit)

    assert moment == at(sent)


def test_the_levels_have_their_colors():
    colors = [Color.of(level) for level in range(4)]

    assert colors == [Color.NONE, Color.YELLOW, Color.ORANGE, Color.RED]


@given(
    day=st.dates(date(2026, 1, 1), date(2026, 11, 1)),
    unit=st.sampled_from(Unit),
)
def test_the_levels_are_reached_one_after_another_at_the_announced_moments(day: date, unit: Unit):
    due = at(f"{day} 15:20") if unit is HR else day_end(str(day))

    moments = [moment for level, moment in levels_of(due, unit=unit) if level]

    assert moments == sorted(set(moments))
    assert [
        (
            level_at(due, now=moment - datetime.resolution, unit=unit),
            level_at(due, now=moment, unit=unit),
        )
        for moment in moments
    ] == [(0, 1), (1, 2), (2, 3)]
