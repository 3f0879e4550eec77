"""Clues are merged, linked and restricted at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from apps.clues.models import Clue
from apps.matters.models import Link
from tests.client import Caller
from tests.concurrency.invariants import assert_all_holds
from tests.stories import LANZHOU, REASON, WATER, Story, assert_record_is_sound, staff

AtOnce = Callable[..., list[Any]]


@pytest.mark.parametrize("again", [1, 2, 3, 4])
def test_what_is_merged_into_a_restricted_clue_is_restricted_with_it(
    again: int, at_once: AtOnce
) -> None:
    staff(WATER, LANZHOU)
    survivor, story = Story().sent(), Story(title=f"另一处{again}").sent()
    leads = Caller("lead", LANZHOU, suffix=".other"), Caller("lead", WATER, suffix=".other")
    versions = survivor.clue()["version"], story.clue()["version"]
    sealed = {"secrecy": "sealed", **REASON}

    restricted, merged = at_once(
        lambda: leads[0].step(
            "clues", survivor.clue_id, "raise_secrecy", sealed, version=versions[0]
        ),
        lambda: leads[1].step(
            "clues", story.clue_id, "merge", {"survivor": survivor.clue_id}, version=versions[1]
        ),
    )

    clues = {str(row.pk): row for row in Clue.objects.all()}
    one, other = clues[survivor.clue_id], clues[story.clue_id]
    assert 200 in (restricted.status_code, merged.status_code)
    assert {restricted.status_code, merged.status_code} <= {200, 404, 409, 412, 422}
    if other.merged_into_id is not None:
        assert other.secrecy == one.secrecy
    assert (restricted.status_code == 200) == (one.secrecy == "sealed")
    assert_record_is_sound()


@pytest.mark.parametrize("again", [1, 2, 3])
def test_two_matters_are_linked_once_from_whichever_side(again: int, at_once: AtOnce) -> None:
    first, second = Story().submitted(), Story(title=f"另一处{again}").submitted()
    leads = [Caller("lead", WATER, suffix=f".{n}") for n in range(2)]
    pairs = [(first.clue_id, second.clue_id), (second.clue_id, first.clue_id)]
    versions = {story.clue_id: story.clue()["version"] for story in (first, second)}

    def link(who: Caller, pair: tuple[str, str]) -> Callable[[], Any]:
        return lambda: who.step(
            "clues", pair[0], "link", {"other": pair[1]}, version=versions[pair[0]]
        )

    responses = at_once(*(link(*each) for each in zip(leads, pairs, strict=True)))

    assert sorted(response.status_code for response in responses) == [200, 422]
    [refused] = [each.json() for each in responses if each.status_code == 422]
    assert [error["code"] for error in refused["errors"]] == ["linked-already"]
    assert Link.objects.count() == 1
    assert_all_holds()
