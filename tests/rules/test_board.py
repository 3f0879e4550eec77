"""The board's words: where a case is counted, at which stage, and that no duty is left out."""

from __future__ import annotations

import tomllib

import pytest

from clue_transfer import board
from clue_transfer.vocabulary import DeadlineKind, Nature, Party
from clue_transfer.workflows import crime_referral, detention_referral
from clue_transfer.workflows.opinion import OpinionKind
from tests.rules import brute_force

FILES = ("deadline_rules.toml", "deadline_rules_of_law.toml")


@pytest.mark.parametrize(
    ("code", "top", "place"),
    [
        ("620102", "620000", "620100"),
        ("620100", "620000", "620100"),
        ("620000", "620000", "620000"),
        ("620102", "620100", "620102"),
        ("620103", "620102", "620103"),
        ("620100", "620102", "620100"),
        ("620402", "620102", "620400"),
        ("620000", "620102", "620000"),
        ("620402", "620100", "620400"),
    ],
)
def test_a_case_is_counted_at_one_place(code: str, top: str, place: str) -> None:
    assert board.place_below(code, top=top) == place


def test_a_place_that_holds_the_top_is_counted_alone() -> None:
    alone = {
        place: board.is_alone(place, top="620102")
        for place in ("620102", "620100", "620000", "620103", "620400")
    }

    assert alone == {
        "620102": True,
        "620100": True,
        "620000": True,
        "620103": False,
        "620400": False,
    }


def test_every_duty_of_the_department_and_of_the_police_is_counted_when_late() -> None:
    duties = {
        DeadlineKind(rule["kind"])
        for name in FILES
        for rule in tomllib.loads(
            (brute_force.ROOT / "seeds/reference" / name).read_text(encoding="utf-8")
        )["rule"]
        if rule["nature"] == Nature.DUTY
    }
    started = {
        (start.kind, start.on)
        for machine in (crime_referral.MACHINE, detention_referral.MACHINE)
        for row in machine.rows
        for start in (*row.starts, *row.restarts)
        if start.kind in duties and start.on in (Party.SENDER, Party.POLICE)
    }

    assert {kind for kind, party in started if party is Party.SENDER} == (
        board.LATE_BEFORE_POLICE - {DeadlineKind.STALE_DRAFT}
    )
    assert {kind for kind, party in started if party is Party.POLICE} == board.LATE_AT_POLICE


def test_every_opinion_is_counted_as_something() -> None:
    assert board.PAPERS.keys() == set(OpinionKind)
