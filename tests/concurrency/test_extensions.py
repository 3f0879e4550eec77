"""Several people decide about more time, or end its clock, at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from apps.audit.models import Entry
from apps.deadlines.models import Deadline
from apps.desk.models import ExtensionRequest
from tests.client import Caller, ok
from tests.concurrency.invariants import assert_all_holds
from tests.stories import FEEDBACK, LANZHOU, REASON, WATER, Story

AtOnce = Callable[..., list[Any]]


def asked(story: Story) -> str:
    """Let the receiver's lead ask for more time for the feedback."""
    clock = Deadline.objects.get(matter=story.leg_id, kind="feedback")
    body = {"deadline": str(clock.pk), "days": 20, "reason": "案情复杂"}
    return str(ok(story.receiver.lead.post("extension-requests/", body), 201)["id"])


def decide(who: Caller, request: str, verb: str, body: Any = None) -> Callable[[], Any]:
    """Take a step on the request as it was opened."""
    return lambda: who.step("extension-requests", request, verb, body, version=1)


def test_more_time_is_granted_once_or_refused_or_taken_back(at_once: AtOnce) -> None:
    story = Story().accepted()
    request = asked(story)
    leads = [Caller("lead", WATER, suffix=f".{n}") for n in range(4)]
    asker = Caller("lead", LANZHOU, suffix=".other")

    responses = at_once(
        *(decide(who, request, "grant", {"days": 12}) for who in leads[:2]),
        *(decide(who, request, "refuse", REASON) for who in leads[2:]),
        decide(asker, request, "take_back"),
    )

    codes = Counter(response.status_code for response in responses)
    assert codes[200] == 1, codes
    assert codes[409] + codes[412] == 4, codes
    row = ExtensionRequest.objects.get()
    clock = Deadline.objects.get(kind="feedback")
    granted = row.status == "granted"
    assert (clock.extension, clock.extension_count) == ((12, 1) if granted else (0, 0))
    assert clock.held_until is None
    assert Entry.objects.filter(matter=row).count() == 2
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2, 3])
def test_more_time_is_granted_or_the_clock_ends_first(again: int, at_once: AtOnce) -> None:
    story = Story().accepted()
    request = asked(story)
    lead, sender = Caller("lead", LANZHOU, suffix=f".{again}"), Caller("lead", WATER)
    version = story.leg()["version"]

    granted, fed_back = at_once(
        decide(sender, request, "grant"),
        lambda: lead.step("transfers", story.leg_id, "feed_back", FEEDBACK, version=version),
    )

    assert fed_back.status_code == 200
    row = ExtensionRequest.objects.get()
    clock = Deadline.objects.get(kind="feedback")
    assert (granted.status_code, row.status, clock.extension) in (
        (200, "granted", 20),
        (412, "taken_back", 0),
        (409, "taken_back", 0),
    )
    assert (clock.state, clock.held_until) == ("stopped", None)
    assert_all_holds()


def test_a_clock_has_one_open_request(at_once: AtOnce) -> None:
    story = Story().accepted()
    clock = Deadline.objects.get(matter=story.leg_id, kind="feedback")
    body = {"deadline": str(clock.pk), "days": 20, "reason": "案情复杂"}
    leads = [Caller("lead", LANZHOU, suffix=f".{n}") for n in range(4)]

    responses = at_once(*(lambda who=who: who.post("extension-requests/", body) for who in leads))

    assert Counter(response.status_code for response in responses) == {201: 1, 409: 3}
    assert ExtensionRequest.objects.count() == 1
    assert_all_holds()


def test_a_clock_is_suspended_once(at_once: AtOnce) -> None:
    story = Story().filed()
    body = {
        "clock": "penalty",
        "cause": "hearing",
        "since": "2026-11-20T10:00:00+08:00",
        "paper": "听证通知书",
    }
    story.on_leg(story.receiver.handler, "propose_suspension", body)
    version = story.leg()["version"]
    leads = [Caller("lead", LANZHOU, suffix=f".{n}") for n in range(4)]

    responses = at_once(
        *(
            lambda who=who: who.step(
                "transfers", story.leg_id, "suspend", {"clock": "penalty"}, version=version
            )
            for who in leads
        )
    )

    assert Counter(response.status_code for response in responses) == {200: 1, 412: 3}
    assert Deadline.objects.get(kind="penalty").suspensions.count() == 1
    assert_all_holds()
