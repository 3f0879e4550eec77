"""A main and a co-handler: each has its leg, and the clue ends when both are confirmed."""

from __future__ import annotations

from tests.client import ok
from tests.stories import (
    BAIYIN,
    FEEDBACK,
    LANZHOU,
    REASON,
    WATER,
    Desk,
    Story,
    acts,
    assert_record_is_sound,
    end_of,
    holder,
    refused,
    told,
)

BOTH = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]


def test_the_clue_follows_its_main_leg_and_ends_with_both() -> None:
    story = Story(receivers=BOTH).sent()
    sender, main, co = story.sender, story.receiver, Desk(BAIYIN)
    first, second = (leg["id"] for leg in story.clue()["legs"])
    assert [leg["number"] for leg in story.clue()["legs"]] == [
        "甘水线〔2026〕1号-1",
        "甘水线〔2026〕1号-2",
    ]
    assert main.waits() == co.waits() == {"sign": end_of("2026-11-24")}

    for desk, leg in ((co, second), (main, first)):
        ok(desk.liaison.step("transfers", leg, "sign", {"manifest": []}))
        body = {"handler": desk.handler.user.username}
        ok(desk.liaison.step("transfers", leg, "accept", body))
    assert holder(story.clue()) == LANZHOU

    ok(co.lead.step("transfers", second, "feed_back", FEEDBACK))
    assert holder(story.clue()) == LANZHOU
    ok(sender.liaison.step("transfers", second, "confirm"))
    assert (story.clue()["status"], holder(story.clue())) == ("transferred", LANZHOU)
    refused(sender.lead.step("clues", story.clue_id, "conclude"), 409, "wrong-status")

    ok(main.lead.step("transfers", first, "feed_back", FEEDBACK))
    assert holder(story.clue()) == WATER
    assert sender.waits() == {"confirm": end_of("2026-11-27")}
    told(co.lead)
    ok(sender.liaison.step("transfers", first, "confirm"))

    clue = story.clue()
    assert (clue["status"], clue["holder"]) == ("concluded", None)
    assert told(co.lead) == ["clue.concluded"]
    assert acts(sender.lead, "clues", story.clue_id).count("conclude") == 1
    assert_record_is_sound()


def test_the_co_handler_carries_on_when_the_main_leg_has_ended() -> None:
    story = Story(receivers=BOTH).sent()
    first, second = (leg["id"] for leg in story.clue()["legs"])
    co = Desk(BAIYIN)
    assert holder(story.clue()) == LANZHOU

    ok(story.sender.lead.step("transfers", first, "recall", REASON))

    assert holder(story.clue()) == BAIYIN
    ok(co.liaison.step("transfers", second, "sign", {"manifest": []}))
    assert story.sender.waits() == {}


def test_a_co_handler_sees_of_the_other_leg_only_who_and_how_far() -> None:
    story = Story(receivers=BOTH).signed()
    first, second = (leg["id"] for leg in story.clue()["legs"])
    co = Desk(BAIYIN).liaison

    refused(co.get(f"transfers/{first}/"), 404, "not-found")
    refused(co.get(f"matters/{first}/timeline/"), 404, "not-found")
    refused(co.step("transfers", first, "accept", {"handler": "x"}), 404, "not-found")

    legs = story.clue(co)["legs"]
    assert [(leg["id"], leg["status"]) for leg in legs] == [(first, "signed"), (second, "sent")]
    assert "sign" not in acts(co, "clues", story.clue_id)
    assert [row["id"] for row in ok(co.get("transfers/"))["results"]] == [second]
