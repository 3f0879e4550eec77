"""What powers open and what not, walked through the whole table; who asks, who approves."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from clue_transfer.actors import Actor
from clue_transfer.errors import NotYourStep, PowersOnlyRead
from clue_transfer.machine import Machine
from clue_transfer.powers import (
    Asked,
    Powers,
    check_approver,
    check_asker,
    request_errors,
)
from clue_transfer.situations import Situation
from clue_transfer.visibility import (
    Facts,
    Why,
    is_watched,
    may_contribute,
    may_correct_reporter,
    may_read_reporter,
    may_see,
)
from clue_transfer.visibility import Relation as At
from clue_transfer.vocabulary import Party, Role, Secrecy
from clue_transfer.workflows import MACHINES

NAMED, OTHER = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
ADMIN, DEPARTMENT = 7, 1
POWERS: dict[str, Powers | None] = {
    "none": None,
    "named": Powers(grant=1, dossiers=frozenset({NAMED})),
    "everything": Powers(grant=1, everything=True),
}
# Which matters the powers open: by grant, secrecy and whether it is of the named dossier.
OPENED = {
    ("named", Secrecy.INTERNAL, NAMED),
    ("named", Secrecy.CONFIDENTIAL, NAMED),
    ("everything", Secrecy.INTERNAL, NAMED),
    ("everything", Secrecy.INTERNAL, OTHER),
    ("everything", Secrecy.INTERNAL, None),
}


@pytest.mark.parametrize(
    ("grant", "secrecy", "dossier", "related", "listed"),
    list(product(POWERS, Secrecy, (NAMED, OTHER, None), (False, True), (False, True))),
)
def test_powers_add_what_the_table_says_to_what_the_department_gives(
    grant: str, secrecy: Secrecy, dossier: UUID | None, related: bool, listed: bool
) -> None:
    actor = Actor(person=ADMIN, department=DEPARTMENT if related else None, powers=POWERS[grant])
    facts = Facts(
        secrecy=secrecy,
        reasons={DEPARTMENT: (Why.SENDER,)},
        named=frozenset({ADMIN}) if listed else frozenset(),
        dossier=dossier,
    )

    by_relation = related and (secrecy is Secrecy.INTERNAL or listed)
    assert may_see(actor.without_powers, facts) == by_relation
    assert may_see(actor, facts) == (by_relation or (grant, secrecy, dossier) in OPENED)


@pytest.mark.parametrize(("grant", "secrecy"), list(product(("named", "everything"), Secrecy)))
def test_every_read_under_powers_is_watched(grant: str, secrecy: Secrecy) -> None:
    assert is_watched(Actor(person=ADMIN, powers=POWERS[grant]), secrecy)


def test_powers_never_open_who_complained_nor_let_add_evidence() -> None:
    officer = Actor(
        person=ADMIN,
        department=DEPARTMENT,
        roles=frozenset(Role),
        powers=POWERS["everything"],
    )
    mine = [At(DEPARTMENT, Party.SENDER)]

    assert not may_read_reporter(officer, intake=DEPARTMENT)
    assert not may_correct_reporter(officer, intake=DEPARTMENT)
    assert not may_contribute(officer, relations=mine)
    assert may_read_reporter(officer.without_powers, intake=DEPARTMENT)
    assert may_contribute(officer.without_powers, relations=mine)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: str(machine.kind))
def test_no_step_of_any_workflow_is_taken_under_powers(machine: Machine) -> None:
    omnipotent = Actor(
        person=ADMIN,
        department=DEPARTMENT,
        roles=frozenset(Role),
        powers=Powers(grant=1, dossiers=frozenset({NAMED})),
    )
    for row in machine.rows:
        for status in row.sources:
            situation = Situation(
                status=status,
                parties=frozenset(Party),
                facts=frozenset(row.requires),
                acts={},
                handler=None,
            )

            assert machine.available(situation=situation, actor=omnipotent) == []
            with pytest.raises(PowersOnlyRead):
                machine.decide(row.verb, situation=situation, actor=omnipotent, given=row.needs)


@pytest.mark.parametrize(
    ("given", "pointers"),
    [
        ({}, []),
        ({"reason": " "}, ["/reason"]),
        ({"hours": 0}, ["/hours"]),
        ({"hours": -1}, ["/hours"]),
        ({"hours": 4}, []),
        ({"hours": 5}, ["/hours"]),
        ({"dossiers": []}, ["/dossiers"]),
        ({"everything": True}, ["/dossiers"]),
        ({"everything": True, "dossiers": []}, []),
        ({"reason": "", "hours": 9, "dossiers": []}, ["/reason", "/hours", "/dossiers"]),
    ],
)
def test_a_request_names_its_reason_its_hours_and_what_it_is_for(
    given: dict[str, object], pointers: list[str]
) -> None:
    asked = {"reason": "核对数据", "hours": 1, "everything": False, "dossiers": ["1"], **given}

    assert [each.pointer for each in request_errors(**asked)] == pointers  # type: ignore[arg-type]  # a table of changes


@pytest.mark.parametrize(("superuser", "pending"), list(product((False, True), (False, True))))
def test_a_superuser_asks_for_one_thing_at_a_time(superuser: bool, pending: bool) -> None:
    if superuser and not pending:
        check_asker(superuser=True, open_already=False)
        return
    with pytest.raises(NotYourStep):
        check_asker(superuser=superuser, open_already=pending)


@pytest.mark.parametrize(
    ("person", "office", "entrusted", "decided", "hours"),
    list(product((ADMIN, 8), (False, True), (False, True), ("", "approved", "ended"), (0, 23, 24))),
)
def test_another_person_of_office_approves_in_time(
    person: int, office: bool, entrusted: bool, decided: str, hours: int
) -> None:
    asked = Asked(
        user=ADMIN, asked_at=NOW, approved=decided == "approved", ended=decided == "ended"
    )
    when = NOW + timedelta(hours=hours)

    def approve() -> None:
        check_approver(person, asked=asked, office=office, entrusted=entrusted, now=when)

    if person != ADMIN and office and not entrusted and not decided and hours < 24:
        approve()
        return
    with pytest.raises(NotYourStep):
        approve()
