"""Several people decide about the same leg at the same moment: one of them does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from apps.audit.models import Entry
from apps.clues.models import Clue, Transfer
from tests.client import Caller
from tests.concurrency.invariants import assert_all_holds
from tests.stories import BAIYIN, CHENGGUAN, LANZHOU, REASON, WATER, Desk, Story

AtOnce = Callable[..., list[Any]]
_OBJECTION = {"reason_code": "not_our_duty", **REASON}


def test_a_leg_is_signed_or_recalled(at_once: AtOnce) -> None:
    story = Story().sent()
    signers = [Caller("liaison", LANZHOU, suffix=f".{n}") for n in range(4)]
    recallers = [Caller("lead", WATER, suffix=f".{n}") for n in range(4)]

    responses = at_once(
        *(_take(who, story.leg_id, "sign", {"manifest": []}) for who in signers),
        *(_take(who, story.leg_id, "recall", REASON) for who in recallers),
    )

    verb = _one_won(responses)
    leg = Transfer.objects.get()
    assert leg.status == {"sign": "signed", "recall": "recalled"}[verb]
    assert (leg.version, _verbs(leg)) == (2, ["open", verb])
    assert_all_holds()


def test_a_signed_leg_is_accepted_objected_to_or_forwarded(at_once: AtOnce) -> None:
    story = Story().signed()
    handler = {"handler": Desk(LANZHOU).handler.user.username}
    leads = [Caller("lead", LANZHOU, suffix=f".{n}") for n in range(6)]
    bodies = (("accept", handler), ("object", _OBJECTION), ("forward", {"receiver": CHENGGUAN}))

    responses = at_once(
        *(_take(who, story.leg_id, *bodies[n % 3], version=2) for n, who in enumerate(leads))
    )

    verb = _one_won(responses)
    leg = Transfer.objects.get(pk=story.leg_id)
    assert leg.status == {"accept": "accepted", "object": "objected", "forward": "forwarded"}[verb]
    assert (leg.version, _verbs(leg)) == (3, ["open", "sign", verb])
    assert Transfer.objects.count() == (2 if verb == "forward" else 1)
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2, 3])
def test_two_legs_that_are_confirmed_at_once_conclude_their_clue_once(
    again: int, at_once: AtOnce
) -> None:
    receivers = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
    story = Story(receivers=receivers).fed_back()
    first, second = story.leg_id, story.follow(1)
    story.receiver = Desk(BAIYIN)
    story.on_leg(story.receiver.liaison, "sign", {"manifest": []})
    story.accept()
    story.feed_back()
    versions = dict(Transfer.objects.values_list("pk", "version"))
    before = {str(pk): version for pk, version in versions.items()}
    one, other = Caller("liaison", WATER, suffix=".1"), Caller("lead", WATER, suffix=".2")

    responses = at_once(
        _take(one, first, "confirm", {}, version=before[first]),
        _take(other, second, "confirm", {}, version=before[second]),
    )

    assert [response.status_code for response in responses] == [200, 200]
    assert set(Transfer.objects.values_list("status", flat=True)) == {"confirmed"}
    clue = Clue.objects.get()
    assert (clue.status, clue.holder_id) == ("concluded", None)
    assert Entry.objects.filter(matter=clue, event="clue.concluded").count() == 1
    assert_all_holds()


def test_a_clue_is_withdrawn_or_its_leg_is_signed(at_once: AtOnce) -> None:
    story = Story().sent()
    version = story.clue()["version"]
    lead, liaison = story.sender.lead, story.receiver.liaison

    withdrawn, signed = at_once(
        lambda: lead.step("clues", story.clue_id, "withdraw", REASON, version=version),
        _take(liaison, story.leg_id, "sign", {"manifest": []}),
    )

    statuses = (Clue.objects.get().status, Transfer.objects.get().status)
    codes = (withdrawn.status_code, signed.status_code)
    assert (codes, statuses) in (
        ((200, 412), ("withdrawn", "recalled")),
        ((409, 200), ("transferred", "signed")),
    )
    assert_all_holds()


def _take(who: Caller, leg: str, verb: str, body: Any, *, version: int = 1) -> Callable[[], Any]:
    return lambda: who.step("transfers", leg, verb, body, version=version)


def _one_won(responses: list[Any]) -> str:
    """Answer the verb of the one request that was carried out."""
    codes = Counter(response.status_code for response in responses)
    assert codes[200] == 1, codes
    assert codes[200] + codes[409] + codes[412] == len(responses), codes
    [won] = [response for response in responses if response.status_code == 200]
    return str(won.request["PATH_INFO"].rstrip("/").rsplit("/", 1)[-1])


def _verbs(leg: Transfer) -> list[str]:
    return list(
        Entry.objects.filter(matter=leg).order_by("sequence").values_list("verb", flat=True)
    )
