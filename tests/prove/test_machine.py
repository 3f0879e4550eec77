"""The random game of several departments on one clue, played for long."""

from __future__ import annotations

from tests.journeys.conftest import clock, stores
from tests.journeys.test_state_machine import REFUSED, Dossier, play
from tests.prove.serving import say

__all__ = ["clock", "stores"]


def test_every_rule_holds_through_long_games() -> None:
    play(games=60, steps=60, same=False)

    say(f"taken: {dict(Dossier.moved)}, answered: {dict(Dossier.answered)}")
    assert Dossier.moved["rectifications"] > 20
    assert sum(Dossier.answered[code] for code in REFUSED) > 100
