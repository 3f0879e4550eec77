"""A covering array: every pair of values of two dimensions stands in one case at least."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations
from typing import Any


def all_pairs(dimensions: Sequence[Sequence[Any]], *, seed: int = 1) -> list[tuple[Any, ...]]:
    """Choose cases greedily: each begins with a pair not yet met and takes the best of the rest."""
    chance = random.Random(seed)
    places = list(combinations(range(len(dimensions)), 2))
    missing = {
        (one, two, a, b)
        for one, two in places
        for a in range(len(dimensions[one]))
        for b in range(len(dimensions[two]))
    }
    cases = []
    for pair in sorted(missing):
        if pair not in missing:
            continue
        one, two, a, b = pair
        case: dict[int, int] = {one: a, two: b}
        for place in sorted(set(range(len(dimensions))) - {one, two}):
            values = list(range(len(dimensions[place])))
            chance.shuffle(values)
            case[place] = max(
                values, key=lambda value: _gain({**case, place: value}, place, missing)
            )
        missing -= {(i, j, case[i], case[j]) for i, j in places}
        cases.append(tuple(dimensions[i][case[i]] for i in range(len(dimensions))))
    return cases


def _gain(case: dict[int, int], place: int, missing: set[tuple[int, int, int, int]]) -> int:
    return sum(
        (min(place, other), max(place, other), case[min(place, other)], case[max(place, other)])
        in missing
        for other in case
        if other != place
    )
