"""Whatever people do to the same dossiers at the same time, every rule still holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.concurrency.invariants import assert_all_holds
from tests.concurrency.walking import Walker, hire
from tests.stories import BAIYIN, LANZHOU, Story

EXPECTED = {200, 403, 404, 409, 412, 422}


def _dossiers() -> list[str]:
    """Three clues on their way: one with two legs, one with two subjects, one with one leg."""
    receivers = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
    subjects = [{"name": "甲厂", "role": "suspect"}, {"name": "乙厂", "role": "suspect"}]
    stories = [
        Story(receivers=receivers).sent(),
        Story(subjects=subjects).signed(),
        Story(receiver=BAIYIN).objected(),
    ]
    return [story.clue_id for story in stories]


@pytest.mark.parametrize("seed", [1, 2])
def test_people_at_once_neither_lock_each_other_out_nor_break_a_rule(
    seed: int, at_once: Callable[..., list[Any]]
) -> None:
    hire()
    clues = _dossiers()
    walkers = [Walker(clues, seed=100 * seed + n) for n in range(6)]

    results = at_once(*(lambda walker=walker: walker.walk(12) for walker in walkers))

    assert [result for result in results if isinstance(result, Exception)] == []
    answers = sum((walker.answers for walker in walkers), Counter())
    assert set(answers) <= EXPECTED
    assert sum((walker.taken for walker in walkers), Counter()).total() > 10
    assert_all_holds()


@pytest.mark.parametrize("seed", [11, 12])
def test_after_any_journey_a_rebuild_finds_what_is_stored(seed: int) -> None:
    hire()
    walker = Walker(_dossiers(), seed=seed).walk(40)

    assert set(walker.answers) <= EXPECTED
    assert walker.taken.total() > 12
    assert_all_holds()
