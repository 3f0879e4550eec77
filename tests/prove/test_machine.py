"""The random games of several departments on one clue, and of a case, played for long."""

from __future__ import annotations

from tests.journeys.conftest import clock, stores
from tests.journeys.test_state_machine import REFUSED, Dossier, play
from tests.journeys.test_two_laws_machine import Cases
from tests.prove.serving import say

__all__ = ["clock", "stores"]


def test_every_rule_holds_through_long_games() -> None:
    play(games=60, steps=60, same=False)

    say(f"taken: {dict(Dossier.moved)}, answered: {dict(Dossier.answered)}")
    assert Dossier.moved["rectifications"] > 20
    assert sum(Dossier.answered[code] for code in REFUSED) > 100


def test_every_rule_of_cases_holds_through_long_games() -> None:
    play(Cases, games=40, steps=50, same=False)

    say(f"taken: {dict(Cases.moved)}, answered: {dict(Cases.answered)}")
    assert Cases.moved["crime-referrals"] > 30
    assert Cases.moved["detention-referrals"] > 5
    assert sum(Cases.answered[code] for code in REFUSED) > 100
