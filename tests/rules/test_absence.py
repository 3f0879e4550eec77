"""Who may stand in for whom, for how long, in which roles."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from clue_transfer.absence import (
    MOST_DAYS,
    Proposed,
    check_ender,
    check_maker,
    errors_of,
    in_force,
    roles_passed_on,
)
from clue_transfer.actors import Actor
from clue_transfer.errors import NotYourStep, Recused
from clue_transfer.machine import check_recusal
from clue_transfer.situations import Act, Situation
from clue_transfer.vocabulary import Kind, Party, Role, Status, Verb
from clue_transfer.workflows import MACHINES

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ABSENT, SUBSTITUTE, OTHER = 1, 2, 3


def proposed(**changes: Any) -> Proposed:
    given = {
        "absent": ABSENT,
        "substitute": SUBSTITUTE,
        "roles": frozenset({Role.LEAD}),
        "since": TODAY,
        "until": TODAY,
        "held": frozenset({Role.LEAD, Role.HEAD, Role.AUDITOR}),
        "substitute_held": frozenset({Role.HANDLER}),
    }
    return Proposed(**{**given, **changes})


def codes(**changes: Any) -> list[tuple[str, str]]:
    errors = errors_of(proposed(**changes), today=TODAY)
    return [(error.pointer, error.code) for error in errors]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"until": TODAY + timedelta(MOST_DAYS - 1)}, []),
        ({"until": TODAY + timedelta(MOST_DAYS)}, [("/until", "too-long")]),
        ({"until": TODAY - timedelta(1)}, [("/until", "before-since")]),
        ({"since": TODAY - timedelta(1)}, [("/since", "in-the-past")]),
        ({"substitute": ABSENT}, [("/substitute", "oneself")]),
        ({"held": frozenset()}, [("/absent", "not-a-member"), ("/roles", "not-held")]),
        ({"substitute_held": frozenset()}, [("/substitute", "not-a-member")]),
        ({"substitute_away": True}, [("/substitute", "away")]),
        ({"roles": frozenset()}, [("/roles", "required")]),
        ({"roles": frozenset({Role.LIAISON})}, [("/roles", "not-held")]),
        ({"roles": frozenset({Role.AUDITOR})}, [("/roles", "not-to-be-passed-on")]),
        ({"roles": frozenset({Role.HEAD})}, [("/roles", "needs-appointment")]),
        ({"roles": frozenset({Role.HEAD}), "presides": True}, []),
    ],
)
def test_every_fault_is_named(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes(**changes) == expected


def test_all_but_offices_of_trust_pass_on() -> None:
    assert roles_passed_on(Role, to=[Role.REWARD_OFFICER]) == frozenset(Role) - {
        Role.HEAD,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.DIVISION_ADMINISTRATOR,
        Role.MACHINE,
    }


def test_who_complained_passes_on_only_to_who_may_know_it() -> None:
    officers = {Role.INTAKE, Role.REWARD_OFFICER}

    assert officers.isdisjoint(roles_passed_on(Role, to=frozenset(Role) - officers))
    for role in officers:
        held: dict[str, Any] = {"held": frozenset({role}), "roles": frozenset({role})}
        assert codes(**held, substitute_held=frozenset({Role.LEAD})) == [
            ("/roles", "reporter-sealed")
        ]
        assert codes(**held, substitute_held=frozenset({Role.INTAKE})) == []


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("presides", [False, True])
def test_nobody_puts_themselves_in_anothers_place(role: Role, presides: bool) -> None:
    actor = Actor(person=SUBSTITUTE, roles=frozenset({role}))

    with pytest.raises(NotYourStep):
        check_maker(actor, absent=ABSENT, substitute=SUBSTITUTE, presides=presides)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("presides", [False, True])
def test_who_arranges_it(role: Role, presides: bool) -> None:
    actor = Actor(person=OTHER, roles=frozenset({role}))
    allowed = {Role.HEAD, Role.ADMINISTRATOR} | (set() if presides else {Role.LEAD})

    if role in allowed:
        check_maker(actor, absent=ABSENT, substitute=SUBSTITUTE, presides=presides)
    else:
        with pytest.raises(NotYourStep):
            check_maker(actor, absent=ABSENT, substitute=SUBSTITUTE, presides=presides)


def test_one_arranges_ones_own_absence_but_not_in_anothers_name() -> None:
    check_maker(Actor(person=ABSENT), absent=ABSENT, substitute=SUBSTITUTE, presides=False)

    lead = frozenset({Role.LEAD})
    with pytest.raises(NotYourStep):
        check_maker(
            Actor(person=OTHER, roles=lead, on_behalf_of=ABSENT),
            absent=ABSENT,
            substitute=SUBSTITUTE,
            presides=False,
        )


@pytest.mark.parametrize(
    ("person", "role", "allowed"),
    [
        (ABSENT, Role.HANDLER, True),
        (SUBSTITUTE, Role.HANDLER, True),
        (OTHER, Role.LEAD, True),
        (OTHER, Role.HANDLER, False),
    ],
)
def test_who_ends_it(person: int, role: Role, allowed: bool) -> None:
    actor = Actor(person=person, roles=frozenset({role}))

    if allowed:
        check_ender(actor, absent=ABSENT, substitute=SUBSTITUTE)
    else:
        with pytest.raises(NotYourStep):
            check_ender(actor, absent=ABSENT, substitute=SUBSTITUTE)


def test_first_and_last_day_count() -> None:
    until = TODAY + timedelta(2)
    days = [TODAY + timedelta(n) for n in range(-1, 4)]

    assert [in_force(TODAY, until, on=day) for day in days] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("acted", "acted_for", "acts", "acts_for", "allowed"),
    [
        (OTHER, None, SUBSTITUTE, ABSENT, True),
        (ABSENT, None, SUBSTITUTE, ABSENT, False),
        (SUBSTITUTE, None, SUBSTITUTE, ABSENT, False),
        (SUBSTITUTE, ABSENT, ABSENT, None, False),
        (SUBSTITUTE, ABSENT, SUBSTITUTE, None, False),
        (SUBSTITUTE, ABSENT, OTHER, ABSENT, False),
        (SUBSTITUTE, ABSENT, OTHER, None, True),
    ],
)
def test_two_persons_are_two_also_across_substitution(
    acted: int, acted_for: int | None, acts: int, acts_for: int | None, allowed: bool
) -> None:
    situation = Situation(
        status=Status.SUBMITTED,
        parties=frozenset({Party.SENDER}),
        acts={Verb.SUBMIT: Act(1, acted, 1, NOW, acted_for)},
    )
    actor = Actor(person=acts, department=1, roles=frozenset({Role.LEAD}), on_behalf_of=acts_for)
    available = {
        row.verb for row in MACHINES[Kind.CLUE].available(situation=situation, actor=actor)
    }

    assert (Verb.APPROVE in available) is allowed


@pytest.mark.parametrize(
    ("person", "on_behalf_of", "allowed"),
    [(OTHER, None, True), (ABSENT, None, False), (SUBSTITUTE, ABSENT, False)],
)
def test_who_is_recused_takes_no_step_nor_does_anybody_for_them(
    person: int, on_behalf_of: int | None, allowed: bool
) -> None:
    actor = Actor(person=person, on_behalf_of=on_behalf_of)

    if allowed:
        check_recusal(actor, recused={ABSENT})
    else:
        with pytest.raises(Recused):
            check_recusal(actor, recused={ABSENT})
