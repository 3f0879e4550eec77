"""The finder handles a clue itself (自办), and somebody else than the handler confirms."""

from __future__ import annotations

from tests.client import Caller, ok
from tests.stories import (
    DECISION,
    FEEDBACK,
    FILING,
    LANZHOU,
    REASON,
    Story,
    assert_record_is_sound,
    clocks,
    end_of,
    holder,
    refused,
    told,
    verbs,
)


def test_an_own_clue_goes_from_approval_to_its_end_in_one_department() -> None:
    story = Story(sender=LANZHOU, kind="own", receivers=[]).sent()
    desk = story.sender
    clue = story.clue()
    assert (clue["status"], holder(clue), clue["number"]) == (
        "transferred",
        LANZHOU,
        "兰环线〔2026〕1号",
    )
    assert [(leg["kind"], leg["status"]) for leg in clue["legs"]] == [("own", "accepted")]
    assert clocks(story.leg()) == {
        "filing": ("A01", "running", end_of("2026-12-07")),
        "progress": ("T10", "running", end_of("2026-12-11")),
        "feedback": ("T09", "running", end_of("2027-01-19")),
    }
    refused(
        desk.liaison.step("transfers", story.leg_id, "sign", {"manifest": []}), 409, "wrong-status"
    )

    body = {"handler": desk.lead.user.username}
    story.on_leg(desk.lead, "reassign", body)
    story.on_leg(desk.lead, "file", FILING)
    refused(desk.lead.step("transfers", story.leg_id, "decide", DECISION), 403, "not-your-step")
    second = Caller("lead", LANZHOU, suffix=".second")
    leg = story.on_leg(second, "decide", DECISION)
    assert (leg["status"], leg["handler"]) == ("decided", desk.lead.user.pk)
    story.on_leg(second, "feed_back", FEEDBACK)
    told(desk.lead)

    assert desk.waits() == {"confirm": end_of("2026-11-27")}
    refused(desk.lead.step("transfers", story.leg_id, "confirm"), 403, "not-your-step")
    refused(desk.liaison.step("transfers", story.leg_id, "confirm"), 403, "not-your-step")
    assert "confirm" not in verbs(story.leg(desk.lead))
    assert "confirm" in verbs(story.leg(second))
    leg = story.on_leg(second, "confirm")

    assert leg["status"] == "confirmed"
    assert (story.clue()["status"], story.clue()["holder"]) == ("concluded", None)
    assert desk.waits() == {}
    assert_record_is_sound()


def test_an_own_clue_names_no_receivers() -> None:
    story = Story(sender=LANZHOU, kind="own", receivers=[])

    response = story.sender.liaison.patch(
        f"clues/{story.clue_id}/",
        {"receivers": [{"department": "620400-ecology"}]},
        **{"If-Match": '"1"'},
    )

    problem = refused(response, 422, "invalid")
    assert [error["code"] for error in problem["errors"]] == ["own-has-no-receivers"]
    assert story.clue()["receivers"] == []


def test_an_own_clue_that_comes_up_again_is_reopened_at_home() -> None:
    story = Story(sender=LANZHOU, kind="own", receivers=[]).sent()
    desk = story.sender
    story.feed_back()
    story.on_leg(desk.lead, "confirm")

    clue = story.on_clue(desk.lead, "reopen", REASON)

    assert (clue["status"], holder(clue)) == ("transferred", LANZHOU)
    assert [(leg["kind"], leg["status"]) for leg in clue["legs"]] == [
        ("own", "confirmed"),
        ("own", "accepted"),
    ]
    assert ok(desk.lead.get("queue/"))["results"] != []
