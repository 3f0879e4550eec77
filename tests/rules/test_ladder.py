"""The moments of a clock's ladder: when something happens, and when people hear of it."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from clue_transfer.calendars import WorkCalendar
from clue_transfer.deadlines import DeadlineRule, due_at
from clue_transfer.ladder import Ladder
from clue_transfer.vocabulary import (
    Confidence,
    DeadlineKind,
    Nature,
    RuleSource,
    Unit,
    Urgency,
    Verb,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(
    holidays=frozenset(date(2026, 10, day) for day in (1, 2, 5, 6, 7)),
    makeup_workdays=frozenset({date(2026, 10, 10)}),
    known_through=date(2027, 12, 31),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


def ladder(
    limit: int,
    unit: Unit,
    start: str,
    *,
    nature: Nature = Nature.DUTY,
    on_expiry: Verb | None = None,
) -> Ladder:
    regime = "civil_hours" if unit is Unit.HOURS else "working_days"
    rule = DeadlineRule(
        code="X",
        kind=DeadlineKind.SIGNING,
        limit=limit,
        unit=unit,
        regime=regime,
        roll_over=unit is not Unit.HOURS,
        nature=nature,
        citation="",
        confidence=Confidence.VERIFIED,
        source=RuleSource.DEFAULT,
        on_expiry=on_expiry,
    )
    due = due_at(rule, start=at(start), calendar=CALENDAR)
    return Ladder(
        rule=rule,
        urgency=Urgency.NORMAL,
        started_at=at(start),
        due_at=due.at,
        calendar=CALENDAR,
    )


def told(found: Ladder) -> list[tuple[str, str]]:
    return [(each.rung.code, f"{each.told:%m-%d %H:%M}") for each in found.moments]


def test_day_clocks_are_told_in_office_hours_around_a_holiday() -> None:
    # Five working days from Monday, September 28: 29, 30, October 8, 9 and Saturday 10 (made up).
    clock = ladder(5, Unit.WORKING_DAYS, "09-28 10:00")

    assert told(clock) == [
        ("half", "10-08 08:30"),
        ("soon", "10-08 11:35"),
        ("today", "10-10 08:30"),
        ("overdue", "10-12 08:30"),
        ("overdue_2wd", "10-13 08:30"),
        ("overdue_5wd", "10-16 08:30"),
    ]


def test_levels_are_reached_at_their_moment_whatever_the_hour() -> None:
    clock = ladder(5, Unit.WORKING_DAYS, "09-28 10:00")

    levels = [(each.rung.level, f"{each.reached:%m-%d %H:%M}") for each in clock.moments]

    assert levels[3:] == [(1, "10-11 00:00"), (2, "10-13 00:00"), (3, "10-16 00:00")]


def test_hour_clocks_are_told_day_and_night() -> None:
    clock = ladder(4, Unit.HOURS, "10-03 20:00")

    assert told(clock) == [
        ("half", "10-03 22:00"),
        ("soon", "10-03 23:12"),
        ("overdue", "10-04 00:00"),
        ("overdue_2h", "10-04 02:00"),
        ("overdue_6h", "10-04 06:00"),
    ]


def test_nagging_gets_sparser_and_then_comes_once_a_week() -> None:
    clock = ladder(5, Unit.WORKING_DAYS, "09-28 10:00")

    nags = [(each.rung.code, f"{each.told:%m-%d %H:%M}") for each in islice(clock.nags(), 6)]

    assert nags == [
        ("nag_1", "10-19 08:30"),
        ("nag_2", "10-20 08:30"),
        ("nag_4", "10-22 08:30"),
        ("nag_8", "10-28 08:30"),
        ("nag_week_1", "11-04 08:30"),
        ("nag_week_2", "11-11 08:30"),
    ]


@pytest.mark.parametrize("nature", [Nature.RIGHT, Nature.DUTY])
def test_what_ends_by_itself_is_reminded_and_never_escalates(nature: Nature) -> None:
    silent = Verb.CONFIRM if nature is Nature.DUTY else None
    clock = ladder(5, Unit.WORKING_DAYS, "09-28 10:00", nature=nature, on_expiry=silent)

    moments = list(clock.moments)

    assert [each.rung.code for each in moments] == ["half", "soon", "today", "expired"]
    assert [each.rung.level for each in moments] == [0, 0, 0, 0]
    assert moments[-1].reached == at("10-11 00:00")
    assert list(clock.nags()) == []


def test_a_review_is_reminded_and_nothing_happens_at_its_end() -> None:
    clock = ladder(5, Unit.WORKING_DAYS, "09-28 10:00", nature=Nature.REVIEW)

    assert [each.rung.code for each in clock.moments] == ["half", "soon", "today"]
    assert clock.next_at(at("10-11 00:00")) is None


def test_every_moment_is_met_by_going_from_next_to_next() -> None:
    clock = ladder(5, Unit.WORKING_DAYS, "09-28 10:00")
    met, now = [], at("09-28 10:00")

    while (following := clock.next_at(now)) is not None and len(met) < 12:
        met.append(f"{following:%m-%d %H:%M}")
        now = following

    assert met == [
        "10-08 08:30",
        "10-08 11:35",
        "10-10 08:30",
        "10-11 00:00",
        "10-12 08:30",
        "10-13 00:00",
        "10-13 08:30",
        "10-16 00:00",
        "10-16 08:30",
        "10-19 08:30",
        "10-20 08:30",
        "10-22 08:30",
    ]
    assert clock.first_at() == at("10-08 08:30")


def test_only_the_latest_nag_is_left_after_an_outage() -> None:
    clock = ladder(5, Unit.WORKING_DAYS, "09-28 10:00")

    assert clock.nag_before(at("10-16 09:00")) is None
    latest = clock.nag_before(at("11-12 09:00"))
    assert latest is not None
    assert latest.rung.code == "nag_week_2"
