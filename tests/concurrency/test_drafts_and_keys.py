"""Two editors of one draft, and one request that arrives twice at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from apps.audit.models import Entry
from apps.clues.api import views
from apps.clues.models import Clue, Transfer
from tests.client import Caller, draft, ok
from tests.stories import LANZHOU, WATER, Story, refused

AtOnce = Callable[..., list[Any]]


def test_of_two_editors_of_a_draft_the_second_is_told_that_it_has_changed(at_once: AtOnce) -> None:
    story = Story()
    editors = [Caller("liaison", WATER, suffix=".1"), Caller("handler", WATER, suffix=".2")]
    path = f"clues/{story.clue_id}/"

    responses = at_once(
        *(
            lambda who=who, n=n: who.patch(path, {"title": f"标题{n}"}, **{"If-Match": '"1"'})
            for n, who in enumerate(editors)
        )
    )

    assert sorted(response.status_code for response in responses) == [200, 412]
    [won] = [response.json() for response in responses if response.status_code == 200]
    clue = Clue.objects.get()
    assert (clue.version, clue.title) == (2, won["title"])
    assert Entry.objects.filter(matter=clue, verb="edit").count() == 1


def test_the_twin_of_a_request_in_progress_waits_and_gets_the_same_result(
    at_once: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, begun, twin_refused = views.create_clues, threading.Event(), threading.Event()

    def slowly(*args: Any, **options: Any) -> Any:
        begun.set()
        assert twin_refused.wait(20)
        return create(*args, **options)

    monkeypatch.setattr(views, "create_clues", slowly)
    first, twin = (Caller("liaison", WATER) for _ in range(2))

    def send_twin() -> Any:
        assert begun.wait(20)
        response = _create(twin)
        twin_refused.set()
        return response

    done, early = at_once(lambda: _create(first), send_twin)
    again = _create(twin)

    clue = ok(done, 201)
    refused(early, 409, "idempotency-in-progress")
    assert early["Retry-After"] == "1"
    assert ok(again, 201)["id"] == clue["id"]
    assert (again["Idempotency-Replayed"], again["ETag"]) == ("true", done["ETag"])
    assert Clue.objects.count() == 1


def test_many_twins_make_one_row_and_one_step(at_once: AtOnce) -> None:
    senders = [Caller("liaison", WATER) for _ in range(6)]

    created = at_once(*(lambda who=who: _create(who) for who in senders))

    assert Clue.objects.count() == 1
    assert _answers(created, done=201) == {str(Clue.objects.get().pk)}

    story = Story().sent()
    signers = [Caller("liaison", LANZHOU) for _ in range(6)]
    signed = at_once(
        *(
            lambda who=who: who.step(
                "transfers", story.leg_id, "sign", {"manifest": []}, version=1, key="sign-once"
            )
            for who in signers
        )
    )

    leg = Transfer.objects.get()
    assert _answers(signed, done=200) == {str(leg.pk)}
    assert (leg.version, leg.acts["sign"]["count"]) == (2, 1)
    assert Entry.objects.filter(matter=leg, verb="sign").count() == 1


def _create(who: Caller) -> Any:
    return who.post("clues/", draft(), **{"Idempotency-Key": "create-once"})


def _answers(responses: list[Any], *, done: int) -> set[str]:
    """Which results the successful ones carry; the others were refused as twins."""
    for response in responses:
        if response.status_code != done:
            refused(response, 409, "idempotency-in-progress")
    originals = [
        response
        for response in responses
        if response.status_code == done and "Idempotency-Replayed" not in response
    ]
    assert len(originals) == 1
    return {response.json()["id"] for response in responses if response.status_code == done}
