"""Two sides of a dispute act at the same moment: one of them is heard, and every rule holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from apps.clues.models import Clue, Transfer
from tests.client import Caller
from tests.concurrency.invariants import assert_all_holds
from tests.stories import BAIYIN, LANZHOU, REASON, WATER, Desk, Story

AtOnce = Callable[..., list[Any]]
GOVERNMENT = "620000-government"
_OBJECTION = {"reason_code": "not_our_duty", **REASON}


def _take(who: Caller, collection: str, pk: str, verb: str, body: Any, version: int) -> Any:
    return lambda: who.step(collection, pk, verb, body, version=version)


def _codes(responses: list[Any]) -> list[int]:
    return sorted(response.status_code for response in responses)


def test_a_dispute_is_settled_one_way_only(at_once: AtOnce) -> None:
    story = Story().disputed()
    story.on_leg(story.sender.lead, "propose_settlement", {"settlement": "here"})
    story.on_leg(story.receiver.lead, "propose_settlement", {"settlement": "back"})
    version = story.leg()["version"]
    leg = story.leg_id

    responses = at_once(
        _take(Caller("lead", LANZHOU, suffix=".1"), "transfers", leg, "agree_here", {}, version),
        _take(Caller("lead", WATER, suffix=".1"), "transfers", leg, "agree_back", {}, version),
    )

    assert _codes(responses) == [200, 412]
    assert Transfer.objects.get().status in ("signed", "returned")
    assert_all_holds()


def test_it_is_designated_or_agreed(at_once: AtOnce) -> None:
    story = Story().disputed()
    story.on_leg(story.receiver.lead, "propose_settlement", {"settlement": "back"})
    version, leg = story.leg()["version"], story.leg_id
    body = {"receiver": BAIYIN, **REASON}

    responses = at_once(
        _take(Desk(GOVERNMENT).lead, "transfers", leg, "designate", body, version),
        _take(Caller("lead", WATER, suffix=".1"), "transfers", leg, "agree_back", {}, version),
    )

    assert _codes(responses) == [200, 412]
    statuses = sorted(Transfer.objects.values_list("status", flat=True))
    assert statuses in (["designated", "sent"], ["returned"])
    assert_all_holds()


def test_a_clue_is_merged_while_its_leg_is_signed_for(at_once: AtOnce) -> None:
    survivor, story = Story().sent(), Story(receiver=BAIYIN).sent()
    version = story.clue()["version"]
    body = {"survivor": survivor.clue_id}

    merged, signed = at_once(
        _take(story.sender.lead, "clues", story.clue_id, "merge", body, version),
        _take(story.receiver.liaison, "transfers", story.leg_id, "sign", {"manifest": []}, 1),
    )

    assert merged.status_code in (200, 412)
    assert signed.status_code in (200, 412)
    assert 200 in (merged.status_code, signed.status_code)
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2])
def test_a_proposal_is_redirected_once(again: int, at_once: AtOnce) -> None:
    story = Story().objected()
    story.on_leg(story.sender.lead, "take_back")
    story.on_clue(story.sender.liaison, "propose_redirect", {"receiver": BAIYIN})
    version = story.clue()["version"]
    leads = [Caller("lead", WATER, suffix=f".{n}") for n in range(3)]

    responses = at_once(
        *(_take(lead, "clues", story.clue_id, "redirect", {}, version) for lead in leads)
    )

    assert _codes(responses) == [200, 412, 412]
    assert Transfer.objects.count() == 2
    assert Clue.objects.get().redirect_receiver is None
    assert_all_holds()


def test_a_leg_is_split_or_objected_to(at_once: AtOnce) -> None:
    subjects = [{"name": "甲厂", "role": "suspect"}, {"name": "乙厂", "role": "suspect"}]
    story = Story(subjects=subjects).signed()
    leg = story.leg()
    part = {"subjects": [leg["subjects"][0]["id"]], **REASON}
    one, other = (Caller("lead", LANZHOU, suffix=f".{n}") for n in range(2))

    responses = at_once(
        _take(one, "transfers", story.leg_id, "split", part, leg["version"]),
        _take(other, "transfers", story.leg_id, "object", _OBJECTION, leg["version"]),
    )

    assert _codes(responses) == [200, 412]
    assert sorted(Transfer.objects.values_list("status", flat=True)) in (
        ["objected", "signed"],
        ["objected"],
    )
    assert_all_holds()
