"""Every verb in every status for every party, role and fact: decided as its row says."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from clue_transfer.actors import SYSTEM, Actor
from clue_transfer.errors import Incomplete, NotFound, NotYourStep, PingPong, Refused, WrongStatus
from clue_transfer.machine import Machine, Transition
from clue_transfer.situations import Act, Fact, Situation
from clue_transfer.vocabulary import Kind, Party, Role, Status, Verb
from clue_transfer.workflows import MACHINES

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CASES = [(machine, row) for machine in MACHINES.values() for row in machine.rows]
IDS = [f"{machine.kind}.{row.verb}" for machine, row in CASES]


def _actor(*roles: Role, person: int = 7) -> Actor:
    return Actor(person=person, department=1, roles=frozenset(roles))


def _enough(row: Transition, **changes: object) -> Situation:
    """A situation in which nothing but party, role and status can refuse the row."""
    acts = {verb: Act(times, 99, 1, NOW) for verb, times in row.after}
    given = {
        "status": min(row.sources),
        "parties": frozenset(Party),
        "facts": frozenset(row.requires),
        "acts": acts,
    }
    return Situation(**{**given, **changes})  # type: ignore[arg-type]  # made of parts


@pytest.mark.parametrize(("machine", "row"), CASES, ids=IDS)
def test_who_may_take_it_is_exactly_the_row(machine: Machine, row: Transition) -> None:
    allowed = {(grant.party, role) for grant in row.who for role in grant.roles}

    for party, role in product(Party, Role):
        if party is Party.SYSTEM:
            continue
        situation = _enough(row, parties=frozenset({party}))
        decided = _decides(machine, row, situation, _actor(role))
        assert decided is ((party, role) in allowed), (party, role)


@pytest.mark.parametrize(("machine", "row"), CASES, ids=IDS)
def test_where_it_may_be_taken_is_exactly_the_row(machine: Machine, row: Transition) -> None:
    everyone = _actor(*Role)

    for status in machine.statuses:
        situation = _enough(row, status=status)
        assert _decides(machine, row, situation, everyone) is (status in row.sources), status


@pytest.mark.parametrize(("machine", "row"), CASES, ids=IDS)
def test_what_it_needs_is_asked_for_field_by_field(machine: Machine, row: Transition) -> None:
    for missing in row.needs:
        given = [name for name in row.needs if name != missing]

        with pytest.raises(Incomplete) as refused:
            machine.decide(row.verb, situation=_enough(row), actor=_actor(*Role), given=given)

        assert [error.pointer for error in refused.value.errors] == [f"/{missing}"]


@pytest.mark.parametrize(("machine", "row"), CASES, ids=IDS)
def test_facts_are_required_and_forbidden(machine: Machine, row: Transition) -> None:
    for fact in row.requires:
        facts = frozenset(row.requires) - {fact}
        assert not _decides(machine, row, _enough(row, facts=facts), _actor(*Role))
    for fact in row.forbids:
        facts = frozenset({*row.requires, fact})
        assert not _decides(machine, row, _enough(row, facts=facts), _actor(*Role))
    for status in row.sources:
        for _, fact in row.forbids_from:
            facts = frozenset({*row.requires, fact})
            situation = _enough(row, facts=facts, status=status)
            allowed = (status, fact) not in row.forbids_from
            assert _decides(machine, row, situation, _actor(*Role)) is allowed


@pytest.mark.parametrize(("machine", "row"), CASES, ids=IDS)
def test_order_number_and_persons_of_earlier_acts_count(machine: Machine, row: Transition) -> None:
    for verb, times in row.after:
        acts = {} if times == 1 else {verb: Act(times - 1, 99, 1, NOW)}
        assert not _decides(machine, row, _enough(row, acts=acts), _actor(*Role))
    if row.at_most is not None:
        acts = {**_enough(row).acts, row.verb: Act(row.at_most, 99, 1, NOW)}
        assert not _decides(machine, row, _enough(row, acts=acts), _actor(*Role))
    for other in row.not_same_person_as:
        acts = {**_enough(row).acts, other: Act(1, 7, 1, NOW)}
        assert not _decides(machine, row, _enough(row, acts=acts), _actor(*Role, person=7))
        assert _decides(machine, row, _enough(row, acts=acts), _actor(*Role, person=8))
    if row.not_the_handler is not None:
        facts = frozenset({*row.requires, *row.not_the_handler})
        situation = _enough(row, facts=facts, handler=7)
        assert not _decides(machine, row, situation, _actor(*Role, person=7))
        assert _decides(machine, row, situation, _actor(*Role, person=8))


@pytest.mark.parametrize(("machine", "row"), CASES, ids=IDS)
def test_the_system_takes_only_what_silence_may_take(machine: Machine, row: Transition) -> None:
    situation = _enough(row, parties=frozenset({Party.SYSTEM}))

    assert _decides(machine, row, situation, SYSTEM) is (Party.SYSTEM in row.parties)


def test_available_and_explain_agree_with_decide() -> None:
    for machine in MACHINES.values():
        for status in machine.statuses:
            situation = Situation(status=status, parties=frozenset({Party.RECEIVER}))
            actor = _actor(Role.LEAD)

            available = machine.available(situation=situation, actor=actor)

            explained = machine.explain(situation=situation, actor=actor)
            assert [answer.row for answer in explained if answer.refusal is None] == available
            assert {answer.row.verb for answer in explained} == {row.verb for row in machine.rows}


def test_own_handling_is_confirmed_by_the_lead_who_did_not_handle_it() -> None:
    machine = MACHINES[Kind.TRANSFER]
    situation = Situation(
        status=Status.FED_BACK,
        parties=frozenset({Party.SENDER, Party.RECEIVER}),
        facts=frozenset({Fact.OWN}),
        handler=7,
    )

    for actor, expected in (
        (_actor(Role.LIAISON, person=8), False),
        (_actor(Role.LEAD, person=7), False),
        (_actor(Role.LEAD, person=8), True),
    ):
        assert _decides(machine, machine.row(Verb.CONFIRM), situation, actor) is expected


@pytest.mark.parametrize(
    ("verb", "roles", "facts", "needed"),
    [
        (Verb.DESIGNATE, {Role.LEAD}, set(), {"receiver", "reason"}),
        (Verb.DESIGNATE, {Role.HEAD, Role.COORDINATOR}, set(), {"receiver", "reason"}),
        (Verb.DESIGNATE, {Role.COORDINATOR}, set(), {"receiver", "reason", "delegation"}),
        (Verb.FILE, {Role.LEAD}, set(), {"filed_on", "case_number"}),
        (Verb.FILE, {Role.LEAD}, {Fact.FILED_BEFORE}, set()),
        (Verb.SIGN, {Role.LIAISON}, {Fact.EXTERNAL}, {"manifest", "paper"}),
        (Verb.TAKE_BACK, {Role.LEAD}, {Fact.EXTERNAL}, set()),
    ],
)
def test_what_it_needs_depends_on_who_acts_and_on_what_is_true(
    verb: Verb, roles: set[Role], facts: set[Fact], needed: set[str]
) -> None:
    row = MACHINES[Kind.TRANSFER].row(verb)

    situation = Situation(
        status=Status.REFERRED, parties=frozenset({Party.SUPERIOR}), facts=frozenset(facts)
    )

    assert set(row.needed(situation=situation, actor=_actor(*roles))) == needed


@pytest.mark.parametrize("roles", [{Role.COORDINATOR, Role.LEAD}, {Role.COORDINATOR, Role.HEAD}])
def test_a_coordinator_who_leads_another_house_needs_the_delegation(roles: set[Role]) -> None:
    row = MACHINES[Kind.TRANSFER].row(Verb.DESIGNATE)
    situation = Situation(status=Status.REFERRED, parties=frozenset({Party.COORDINATOR}))

    needed = row.needed(situation=situation, actor=_actor(*roles))

    assert set(needed) == {"receiver", "reason", "delegation"}


def test_an_unknown_verb_is_not_found() -> None:
    with pytest.raises(NotFound):
        MACHINES[Kind.CLUE].row(Verb.SIGN)


def test_wrong_role_is_told_before_wrong_status_and_missing_fields() -> None:
    machine = MACHINES[Kind.TRANSFER]
    situation = Situation(status=Status.CONFIRMED, parties=frozenset({Party.RECEIVER}))

    with pytest.raises(NotYourStep) as refused:
        machine.decide(Verb.SIGN, situation=situation, actor=_actor(Role.HANDLER), given=())

    assert str(refused.value) == "此步骤应由接收单位值班员、联络员、负责人办理"


def test_a_refused_hop_says_ping_pong() -> None:
    machine = MACHINES[Kind.TRANSFER]
    situation = Situation(status=Status.SIGNED, parties=frozenset({Party.RECEIVER}))

    with pytest.raises(WrongStatus) as refused:
        machine.decide(
            Verb.CONTEST, situation=situation, actor=_actor(Role.LEAD), given=("reason",)
        )

    assert not isinstance(refused.value, PingPong)
    assert refused.value.code == "wrong-status"


def _decides(machine: Machine, row: Transition, situation: Situation, actor: Actor) -> bool:
    given = {*row.needs, "paper", "delegation"}
    try:
        found = machine.decide(row.verb, situation=situation, actor=actor, given=given)
    except Refused:
        return False
    assert found is row
    return True
