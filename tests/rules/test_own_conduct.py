"""Who may deal with a clue about a department's own conduct, and who reads it."""

from __future__ import annotations

import pytest

from clue_transfer.own_conduct import Conduct, receiver_error, sender_error
from clue_transfer.visibility import Relation, Why, reasons_to_read
from clue_transfer.vocabulary import Party, System

ABOUT, DIRECT, HIGHEST, OTHER = 1, 2, 3, 4
CONDUCT = Conduct(
    department=ABOUT, superiors=(DIRECT, HIGHEST), divisions=("620102", "620100", "620000")
)


@pytest.mark.parametrize(
    ("receiver", "system", "division", "allowed"),
    [
        (DIRECT, System.ECOLOGY, "620100", True),
        (HIGHEST, System.ECOLOGY, "620000", True),
        (ABOUT, System.ECOLOGY, "620102", False),
        (OTHER, System.ECOLOGY, "620100", False),
        (OTHER, System.SUPERVISION, "620102", True),
        (OTHER, System.SUPERVISION, "620000", True),
        (OTHER, System.SUPERVISION, "620400", False),
        (ABOUT, System.SUPERVISION, "620102", False),
    ],
)
def test_superiors_and_supervision_of_its_division_or_above(
    receiver: int, system: System, division: str, allowed: bool
) -> None:
    error = receiver_error(
        CONDUCT, receiver=receiver, system=system, division=division, pointer="/receiver"
    )

    assert (error is None) is allowed
    assert error is None or (error.pointer, error.code) == ("/receiver", "own-conduct")


def test_nobody_opens_a_clue_about_themselves() -> None:
    error = sender_error(CONDUCT, sender=ABOUT)

    assert error is not None
    assert (error.pointer, error.code) == ("/about_department", "about-oneself")
    assert sender_error(CONDUCT, sender=OTHER) is None


@pytest.mark.parametrize("level", [0, 2])
def test_who_is_excluded_reads_for_no_reason(level: int) -> None:
    superiors = {OTHER: (ABOUT, HIGHEST)}

    reasons = reasons_to_read(
        [Relation(OTHER, Party.SENDER), Relation(ABOUT, Party.RECEIVER, current=False)],
        superiors_of=lambda department: superiors.get(department, ()),
        escalation_level=level,
        excluded=(ABOUT,),
    )

    further = {HIGHEST: (Why.SUPERIOR,)} if level else {}
    assert reasons == {OTHER: (Why.SENDER,), **further}
