"""What a feedback may report, what it orders, how it is enforced, and how a clue is checked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clue_transfer.machine import Transition
from clue_transfer.situations import Act, Fact
from clue_transfer.vocabulary import Kind, Status, Verb
from clue_transfer.workflows import MACHINES
from clue_transfer.workflows.conclusion import hinders_conclusion
from clue_transfer.workflows.rectification import due_errors, enforcement_errors
from clue_transfer.workflows.transfer import CatalogueEntry, inspection_errors, outcome_errors

TODAY = date(2026, 11, 20)
CATALOGUE = {
    "fine": CatalogueEntry(penalty=True, opens_rectification=True),
    "correct": CatalogueEntry(opens_rectification=True),
    "crime": CatalogueEntry(requires_kind="crime_referral"),
    "nothing": CatalogueEntry(),
}
SUBJECTS = {"a": "甲厂", "b": "乙厂", "owner": "出租方"}


def faults(*outcomes: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
    """Name what is wrong with some outcomes."""
    given: dict[str, Any] = {
        "catalogue": CATALOGUE,
        "subjects": SUBJECTS,
        "suspects": frozenset("ab"),
        "decided": True,
        "today": TODAY,
        **changes,
    }
    return [(error.pointer, error.code) for error in outcome_errors(outcomes, **given)]


def test_every_suspect_is_named_or_one_outcome_covers_all() -> None:
    assert faults({"outcome": "nothing"}) == []
    assert faults({"outcome": "fine", "subject": "a"}, {"outcome": "nothing", "subject": "b"}) == []
    assert faults({"outcome": "fine", "subject": "a"}, {"outcome": "nothing"}) == []
    assert faults({"outcome": "fine", "subject": "a"}) == [("/outcomes", "subject-missing")]
    assert faults({"outcome": "nothing", "subject": "owner"}) == [
        ("/outcomes", "subject-missing"),
        ("/outcomes", "subject-missing"),
    ]
    assert faults() == [("/outcomes", "required")]


def test_a_wrong_subject_or_outcome_is_named_where_it_stands() -> None:
    assert faults({"outcome": "gold", "subject": "z"}) == [
        ("/outcomes/0/subject", "unknown-subject"),
        ("/outcomes/0/outcome", "unknown-outcome"),
    ]
    assert faults({"outcome": "nothing"}, {"outcome": "nothing", "subject": None}) == [
        ("/outcomes/1", "repeated")
    ]


def test_a_penalty_rests_on_a_decision_and_a_crime_on_its_referral() -> None:
    assert faults({"outcome": "fine"}, decided=False) == [
        ("/outcomes/0/outcome", "decision-missing")
    ]
    assert faults({"outcome": "crime"}) == [("/outcomes/0/outcome", "referral-missing")]
    assert faults({"outcome": "crime"}, referrals=frozenset({"crime_referral"})) == []


def test_only_what_is_to_be_put_right_has_a_date_and_it_lies_ahead() -> None:
    assert faults({"outcome": "correct", "due_on": TODAY, "requirement": "清运"}) == []
    assert faults({"outcome": "correct", "due_on": date(2026, 11, 19)}) == [
        ("/outcomes/0/due_on", "in-the-past")
    ]
    assert faults({"outcome": "nothing", "due_on": TODAY, "requirement": "清运"}) == [
        ("/outcomes/0/requirement", "no-rectification"),
        ("/outcomes/0/due_on", "no-rectification"),
    ]
    assert due_errors(None, today=TODAY) == []


@pytest.mark.parametrize(
    ("given", "pointers"),
    [
        ({"way": "daily_fine"}, []),
        ({"way": "court", "ruling_number": "1号", "ruled_on": TODAY}, []),
        ({"way": "court"}, ["/ruling_number", "/ruled_on"]),
        ({"way": "court", "ruling_number": "1号", "ruled_on": date(2026, 11, 21)}, ["/ruled_on"]),
    ],
)
def test_the_court_enforces_what_it_has_ruled(given: dict[str, Any], pointers: list[str]) -> None:
    assert [error.pointer for error in enforcement_errors(given, today=TODAY)] == pointers


@pytest.mark.parametrize(
    ("changes", "listed", "pointers"),
    [
        ({}, False, []),
        ({"approval": {}}, False, ["/approval/number", "/approval/approver"]),
        ({}, True, ["/reason"]),
        ({"reason": "多次举报"}, True, []),
        ({"way": "off_site", "approval": {}}, True, []),
        ({"checked_on": date(2026, 11, 21)}, False, ["/checked_on"]),
    ],
)
def test_an_on_site_check_names_its_approval_and_heeds_the_positive_list(
    changes: dict[str, Any], *, listed: bool, pointers: list[str]
) -> None:
    approval = {"number": "1号", "approver": "李局长"}
    given = {"way": "on_site", "checked_on": TODAY, "approval": approval, **changes}

    found = inspection_errors(given, on_positive_list=listed, today=TODAY)

    assert [error.pointer for error in found] == pointers


def test_only_a_verified_rectification_lets_the_clue_be_concluded_while_it_is_open() -> None:
    open_ones = {
        (kind, status)
        for kind, machine in MACHINES.items()
        for status in machine.statuses - machine.final
        if not hinders_conclusion(kind, status, final=False)
    }

    assert open_ones == {(Kind.RECTIFICATION, Status.VERIFIED)}
    assert not hinders_conclusion(Kind.TRANSFER, Status.CONFIRMED, final=True)


def test_after_two_look_backs_it_is_the_turn_to_find_it_kept() -> None:
    machine = MACHINES[Kind.RECTIFICATION]

    def asked(*facts: Fact) -> list[Verb]:
        acts: dict[Verb, Act] = {}
        turns = machine.whose_turn(Status.VERIFIED, facts=frozenset(facts), acts=acts)
        return [turn.verb for turn in turns]

    assert asked() == [Verb.LOOK_BACK]
    assert asked(Fact.LOOKED_BACK) == [Verb.FIND_KEPT]
    row: Transition = machine.row(Verb.LOOK_BACK)
    assert [(start.rule, start.unless, start.since) for start in row.restarts] == [
        ("T15.second", Fact.LOOKED_BACK, Verb.VERIFY)
    ]
