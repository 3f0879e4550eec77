"""Who asks for more time, who decides, how much in which round, and what waits meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clue_transfer.actors import Actor
from clue_transfer.deadlines import due_at, explain
from clue_transfer.errors import Incomplete, Invalid, NotYourStep, Refused, WrongStatus
from clue_transfer.escalation import waits_for
from clue_transfer.extensions import (
    WAYS,
    Clock,
    check_ask,
    check_asker,
    check_grant,
    extendable,
    most,
)
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, Party, Role, Unit, Urgency
from tests.rules.calendar_2026 import CALENDAR, at, day_end, rule

FEEDBACK = rule(60, Unit.NATURAL_DAYS, "general_days", extension_limits=(30,))
PENALTY = replace(
    rule(90, Unit.NATURAL_DAYS, "penalty_law_days", extension_limits=(30, 20)),
    kind=DeadlineKind.PENALTY,
)
ANSWER = replace(FEEDBACK, kind=DeadlineKind.ANSWER)
NOW = at("11-20 10:00")


def running(of: object = FEEDBACK, **changes: object) -> Clock:
    """A clock that ends on November 30 and has not been extended."""
    facts = {
        "rule": of,
        "urgency": Urgency.NORMAL,
        "state": DeadlineState.RUNNING,
        "due_at": day_end("11-30"),
        "rounds": 0,
        "asked": False,
    }
    return Clock(**{**facts, **changes})  # type: ignore[arg-type]  # the facts of a test


def test_asks_and_decides_as_agreed() -> None:
    assert {kind: (way.asks, way.decides) for kind, way in WAYS.items()} == {
        DeadlineKind.FILING: (Role.HANDLER, Party.ASKER),
        DeadlineKind.PENALTY: (Role.HANDLER, Party.ASKER),
        DeadlineKind.ANSWER: (Role.HANDLER, Party.ASKER),
        DeadlineKind.FEEDBACK: (Role.LEAD, Party.SENDER),
        DeadlineKind.PROGRESS: (Role.LEAD, Party.SENDER),
        DeadlineKind.REWORK: (Role.LEAD, Party.SENDER),
    }


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", DeadlineKind)
def test_only_the_role_of_the_way_asks(kind: DeadlineKind, role: Role) -> None:
    actor = Actor(person=1, department=1, roles=frozenset({role}))

    if kind not in WAYS:
        with pytest.raises(WrongStatus):
            check_asker(kind, own=True, actor=actor)
    elif role is WAYS[kind].asks:
        assert check_asker(kind, own=True, actor=actor) is WAYS[kind]
    else:
        with pytest.raises(NotYourStep):
            check_asker(kind, own=True, actor=actor)
    with pytest.raises(NotYourStep):
        check_asker(kind, own=False, actor=actor)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"asked": True}, "该期限已有待审批的延期申请"),
        ({"state": DeadlineState.SUSPENDED}, "期限已中止，恢复后方可申请延期"),
        ({"state": DeadlineState.STOPPED}, "期限已终止，不能再申请延期"),
        ({"rounds": 1}, "延期次数已用完"),
        ({"due_at": day_end("11-19")}, "期限已届满，延期须在届满前申请"),
        ({"of": rule(5, Unit.WORKING_DAYS, "working_days")}, "该期限不能延期"),
        (
            {"of": rule(24, Unit.HOURS, "civil_hours", roll_over=False, extension_limits=(9,))},
            "该期限不能延期",
        ),
    ],
)
def test_what_may_not_be_asked_says_why(change: dict[str, object], why: str) -> None:
    clock = running(**change)

    with pytest.raises(WrongStatus) as refused:
        check_ask(clock, days=1, now=NOW)

    assert refused.value.template == why
    assert extendable(clock, now=NOW) == 0


def test_it_may_be_asked_until_the_last_second_of_the_due_day() -> None:
    due = day_end("11-30")

    assert check_ask(running(), days=30, now=due) == 1
    with pytest.raises(WrongStatus):
        check_ask(running(), days=30, now=due + timedelta(seconds=1))


def test_each_round_has_its_own_maximum() -> None:
    first, second = running(PENALTY), running(PENALTY, rounds=1)

    assert (most(first), most(second), most(running(PENALTY, rounds=2))) == (30, 20, 0)
    assert check_ask(second, days=20, now=NOW) == 2
    with pytest.raises(Invalid):
        check_ask(second, days=21, now=NOW)


def test_the_second_round_of_a_case_needs_its_minutes_and_an_answer_the_notice() -> None:
    check_grant(running(PENALTY), days=30, discussion="", reporter_notice="")
    with pytest.raises(Incomplete) as refused:
        check_grant(running(PENALTY, rounds=1), days=20, discussion="", reporter_notice="")
    assert [error.pointer for error in refused.value.errors] == ["/discussion"]
    check_grant(running(PENALTY, rounds=1), days=20, discussion="纪要", reporter_notice="")

    with pytest.raises(Incomplete) as refused:
        check_grant(running(ANSWER), days=20, discussion="", reporter_notice="")
    assert [error.pointer for error in refused.value.errors] == ["/reporter_notice"]
    check_grant(running(ANSWER), days=20, discussion="", reporter_notice="案情复杂")


@given(
    limits=st.lists(st.integers(1, 60), max_size=3),
    rounds=st.integers(0, 4),
    days=st.integers(-2, 70),
    asked=st.booleans(),
    state=st.sampled_from(DeadlineState),
    off=st.integers(-40 * 24, 40 * 24),
)
def test_what_is_offered_is_exactly_what_may_be_asked(
    limits: list[int], rounds: int, days: int, asked: bool, state: DeadlineState, off: int
) -> None:
    of = replace(FEEDBACK, extension_limits=tuple(limits))
    clock = running(of, rounds=rounds, asked=asked, state=state)
    now = NOW + timedelta(hours=off)

    try:
        check_ask(clock, days=days, now=now)
    except Refused:
        taken = False
    else:
        taken = True

    assert taken == (0 < days <= extendable(clock, now=now))


@given(by=st.integers(0, 59), day=st.integers(0, 180), hour=st.integers(0, 23))
def test_as_many_days_are_counted_as_limit_and_extension_have(by: int, day: int, hour: int) -> None:
    of = replace(PENALTY, extension_limits=(30, 30))
    start = at("01-01 00:00") + timedelta(days=day, hours=hour)

    due = due_at(of, start=start, calendar=CALENDAR, extension=by).at
    days = explain(of, start=start, calendar=CALENDAR, extension=by)

    assert (sum(each.counted for each in days), days[-1].date) == (90 + by, due.date())
    assert due <= due_at(of, start=start, calendar=CALENDAR, extension=by + 1).at


def test_the_ladder_waits_for_the_decision_and_no_longer() -> None:
    rung, decision = at("12-01 00:00"), day_end("12-02")

    assert waits_for(rung, decision_due_at=decision) == decision
    assert waits_for(at("12-08 00:00"), decision_due_at=decision) == at("12-08 00:00")
    assert waits_for(rung, decision_due_at=None) == rung
