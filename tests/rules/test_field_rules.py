"""Rules of what is given: receivers, dates, delegations, parts, mergers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from clue_transfer.dates import date_errors
from clue_transfer.vocabulary import ReceiverRole, Secrecy, Status, System
from clue_transfer.workflows.drafts import edit_refusal
from clue_transfer.workflows.mergers import Merging, merge_refusal
from clue_transfer.workflows.receivers import is_below, receiver_error
from clue_transfer.workflows.transfer import delegation_errors, filing_errors, part_errors

TODAY = date(2026, 11, 20)
DAYS = {
    "before": date(2026, 11, 1),
    "today": TODAY,
    "after": date(2026, 11, 21),
}


@dataclass(frozen=True)
class Place:
    """A department as the rules look at it."""

    id: int = 5
    system: System = System.ECOLOGY
    active: bool = True


@pytest.mark.parametrize(
    ("place", "role", "code"),
    [
        (None, None, "unknown-department"),
        (Place(active=False), None, "inactive-department"),
        (Place(id=1), None, "receiver-is-sender"),
        (Place(system=System.POLICE), ReceiverRole.MAIN, "assistance-only"),
        (Place(system=System.PROCURATORATE), ReceiverRole.MAIN, "assistance-only"),
        (Place(system=System.POLICE), ReceiverRole.CO, None),
        (Place(system=System.COURT), ReceiverRole.MAIN, None),
        (Place(), ReceiverRole.MAIN, None),
    ],
)
def test_who_may_receive(place: Place | None, role: str | None, code: str | None) -> None:
    error = receiver_error(place, pointer="/x", sender=1, role=role)

    assert (error and (error.pointer, error.code)) == (code and ("/x", code))


@pytest.mark.parametrize(
    ("receiver_system", "above", "below"),
    [("ecology", (1, 9), True), ("water", (1,), False), ("ecology", (9,), False)],
)
def test_below_is_the_same_system_and_a_superior(
    receiver_system: str, above: tuple[int, ...], below: bool
) -> None:
    found = is_below(
        system="ecology", receiver_system=receiver_system, department=1, above_receiver=above
    )

    assert found is below


@pytest.mark.parametrize(
    ("given", "known", "found"),
    [
        ({"filed_on": DAYS["after"]}, {}, [("/filed_on", "in-the-future")]),
        ({"decided_on": DAYS["before"]}, {"filed_on": TODAY}, [("/decided_on", "before-filing")]),
        ({"served_on": DAYS["before"]}, {"decided_on": TODAY}, [("/served_on", "before-decision")]),
        (
            {"occurred_on": TODAY, "discovered_on": DAYS["before"]},
            {},
            [("/occurred_on", "after-discovery")],
        ),
        ({"occurred_on": None, "discovered_on": TODAY}, {}, []),
        ({"decided_on": TODAY}, {"filed_on": TODAY}, []),
    ],
)
def test_dates_lie_in_the_past_and_in_order(given: Any, known: Any, found: Any) -> None:
    errors = date_errors(given, today=TODAY, known=known)

    assert [(error.pointer, error.code) for error in errors] == found


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        ("before", "after", None),
        ("today", "today", None),
        ("before", "before", "not-in-force"),
        ("after", "after", "not-in-force"),
        ("after", "before", "before-start"),
    ],
)
def test_a_delegation_covers_the_day(since: str, until: str, code: str | None) -> None:
    given = {"document_number": "甘政函〔2026〕8号", "since": DAYS[since], "until": DAYS[until]}

    errors = delegation_errors(given, today=TODAY)

    assert [error.code for error in errors] == ([code] if code else [])
    missing = delegation_errors({**given, "document_number": ""}, today=TODAY)
    assert [error.pointer for error in missing] == ["/delegation/document_number"]


def test_what_is_kept_is_a_part() -> None:
    both, items = frozenset({"a", "b"}), frozenset({"1", "2"})

    def codes(subjects: set[str], kept: set[str] | None) -> list[str]:
        errors = part_errors(
            kept_subjects=frozenset(subjects),
            subjects=both,
            kept_items=None if kept is None else frozenset(kept),
            items=items,
        )
        return [error.code for error in errors]

    assert codes({"a"}, None) == codes({"a"}, {"1", "2"}) == codes({"a", "b"}, {"1"}) == []
    assert codes({"a", "b"}, None) == codes({"a", "b"}, {"1", "2"}) == ["not-a-part"]
    assert codes({"c"}, None) == ["unknown-subject"]
    assert codes({"a"}, {"3"}) == ["unknown-item"]


def test_the_first_filing_stands() -> None:
    first = {"first_filed_on": TODAY, "first_number": "1号"}

    assert filing_errors(filed_on=None, case_number="", **first) == []
    assert filing_errors(filed_on=TODAY, case_number="1号", **first) == []
    wrong = filing_errors(filed_on=DAYS["before"], case_number="2号", **first)
    assert [error.pointer for error in wrong] == ["/filed_on", "/case_number"]
    new = filing_errors(filed_on=TODAY, case_number="1号", first_filed_on=None, first_number="")
    assert new == []


CLUE = Merging(
    sender=1,
    secrecy=Secrecy.INTERNAL,
    status=Status.TRANSFERRED,
    final=False,
    holds_others=False,
)


@pytest.mark.parametrize(
    ("clue", "into", "refused"),
    [
        ({}, {}, False),
        ({"status": Status.DRAFT}, {"status": Status.DRAFT}, False),
        ({}, {"sender": 2}, True),
        ({}, {"secrecy": Secrecy.SEALED}, True),
        ({"secrecy": Secrecy.SEALED}, {"secrecy": Secrecy.SEALED}, True),
        ({}, {"status": Status.SUBMITTED}, True),
        ({}, {"status": Status.CONCLUDED, "final": True}, True),
        ({"holds_others": True}, {}, True),
        ({}, {"holds_others": True}, False),
    ],
)
def test_what_may_be_merged(clue: Any, into: Any, refused: bool) -> None:
    found = merge_refusal(replace(CLUE, **clue), into=replace(CLUE, **into))

    assert (found is not None) is refused


def test_only_a_draft_is_edited() -> None:
    assert [status for status in Status if edit_refusal(status) is None] == [Status.DRAFT]
