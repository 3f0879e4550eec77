"""How likely two clues are one: distance, days, words, and the points that they give."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clue_transfer.duplicates import (
    NEAR_METRES,
    Finding,
    Likeness,
    Looks,
    Reason,
    compare,
    degrees_around,
    grams,
    likeness,
    metres_between,
)

LANZHOU = (103.8343, 36.0611)
OIL = grams("黄河左岸滩涂倾倒废机油", "巡河发现滩涂上堆放废机油桶约三十个。")


def looks(**changes: Any) -> Looks:
    """A clue as it is compared, with some of it changed."""
    given = {"subjects": frozenset(), "place": None, "on": None, "grams": frozenset()}
    return Looks(**{**given, **changes})


@pytest.mark.parametrize(
    ("one", "other", "finding"),
    [
        (
            {"subjects": {1}, "on": date(2026, 11, 1)},
            {"subjects": {1, 2}, "on": date(2026, 11, 20)},
            Finding(55, (Reason(Likeness.SUBJECT), Reason(Likeness.TIME, 19))),
        ),
        ({"subjects": {1}}, {"subjects": {1}}, None),
        ({"place": LANZHOU}, {"place": LANZHOU}, None),
        (
            {"place": LANZHOU, "on": date(2026, 11, 1)},
            {"place": LANZHOU, "on": date(2026, 12, 1)},
            Finding(45, (Reason(Likeness.PLACE, 0), Reason(Likeness.TIME, 30))),
        ),
        (
            {"place": LANZHOU, "on": date(2026, 11, 1)},
            {"place": LANZHOU, "on": date(2026, 12, 2)},
            None,
        ),
        (
            {"grams": OIL, "on": date(2026, 11, 1)},
            {"grams": OIL, "on": date(2026, 11, 1)},
            Finding(45, (Reason(Likeness.TIME, 0), Reason(Likeness.WORDS, 100))),
        ),
        ({"grams": OIL}, {"grams": OIL}, None),
        ({}, {}, None),
    ],
)
def test_points_add_up(one: Any, other: Any, finding: Finding | None) -> None:
    wrapped = [
        looks(
            **{name: frozenset(value) if name == "subjects" else value for name, value in x.items()}
        )
        for x in (one, other)
    ]

    assert compare(*wrapped) == finding


def test_distance_is_the_great_circle() -> None:
    assert round(metres_between((0, 0), (0, 1))) == 111_195
    assert round(metres_between((103, 60), (104, 60))) == 55_597
    assert metres_between(LANZHOU, LANZHOU) == 0


@given(st.floats(-179, 179), st.floats(-80, 80), st.floats(-1, 1), st.floats(-1, 1))
def test_whatever_is_near_lies_in_the_box(x: float, y: float, east: float, north: float) -> None:
    wide, high = degrees_around(y)
    place = (x + 2 * east * wide, y + 2 * north * high)

    if metres_between((x, y), place) <= NEAR_METRES:
        assert abs(place[0] - x) <= wide * 1.000001
        assert abs(place[1] - y) <= high * 1.000001


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    first, second = grams(one, ""), grams(other, "")

    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, first) == (1.0 if first else 0.0)


def test_width_case_and_punctuation_do_not_matter() -> None:
    assert grams("ＡＢ-废机油！", "") == grams("ab废机油", "")
