"""A draft is approved, sent back to be changed, or approved at night by the duty officer."""

from __future__ import annotations

import pytest
import time_machine

from tests.client import ok
from tests.stories import (
    LANZHOU,
    WATER,
    Story,
    acts,
    assert_record_is_sound,
    clocks,
    end_of,
    holder,
    on,
    refused,
    told,
    verbs,
)


def test_a_disapproved_draft_is_changed_and_handed_in_again() -> None:
    story = Story()
    sender = story.sender
    assert sender.waits() == {"submit": end_of("2026-11-27")}
    story.submitted()
    assert clocks(story.clue()) == {"approval": ("T01", "running", end_of("2026-11-23"))}
    assert sender.waits() == {"approve": end_of("2026-11-23")}
    assert told(sender.lead) == ["clue.hit_found", "clue.submitted"]

    clue = story.on_clue(sender.lead, "disapprove", {"reason": "请补充点位说明"})

    assert (clue["status"], holder(clue), clue["number"]) == ("draft", WATER, None)
    assert clocks(clue) == {"stale_draft": ("T25", "running", end_of("2026-11-27"))}
    assert told(sender.liaison) == ["clue.disapproved", "clue.submitted"]

    changes = {
        "title": "黄河左岸滩涂倾倒危险废物（补充）",
        "location": {"address": "西固区36号点"},
        "no_state_secrets": True,
    }
    response = sender.liaison.patch(
        f"clues/{story.clue_id}/", changes, **{"If-Match": f'"{clue["version"]}"'}
    )

    edited = ok(response)
    assert response["ETag"] == f'"{clue["version"] + 1}"'
    assert (edited["title"], edited["version"]) == (changes["title"], clue["version"] + 1)
    assert edited["location"] == {
        "address": "西固区36号点",
        "longitude": None,
        "latitude": None,
    }
    assert [row["name"] for row in edited["subjects"]] == ["兰州某化工有限公司"]
    found = ok(sender.lead.get("clues/?search=36号点"))["results"]
    assert [row["id"] for row in found] == [story.clue_id]

    assert story.clue()["title"] == changes["title"]
    story.sent()
    assert acts(sender.lead, "clues", story.clue_id) == [
        "open",
        "submit",
        "disapprove",
        "edit",
        "submit",
        "approve",
        "open",
    ]
    assert_record_is_sound()


def test_what_has_been_sent_cannot_be_edited() -> None:
    story = Story().sent()
    before = story.clue()

    response = story.sender.liaison.patch(
        f"clues/{story.clue_id}/", {"title": "改"}, **{"If-Match": f'"{before["version"]}"'}
    )

    problem = refused(response, 409, "wrong-status")
    assert problem["current_status"] == "transferred"
    assert problem["available_actions"] == story.clue(story.sender.liaison)["available_actions"]
    assert story.clue() == before


def test_nobody_approves_what_they_handed_in_themselves() -> None:
    story = Story()
    clerk = story.sender["lead"]
    clerk.user.memberships.create(
        department=clerk.user.memberships.get().department,
        role="liaison",
        primary=False,
        since=clerk.user.memberships.get().since,
    )
    story.on_clue(clerk, "submit")

    refused(clerk.step("clues", story.clue_id, "approve"), 403, "not-your-step")

    assert story.clue()["status"] == "submitted"
    assert story.clue()["number"] is None


@pytest.mark.parametrize(
    ("urgency", "sign_by"),
    [("urgent", "2026-11-20T12:00:00+08:00"), ("emergency", "2026-11-20T12:00:00+08:00")],
)
def test_the_duty_officer_approves_what_is_urgent_and_the_lead_confirms(
    urgency: str, sign_by: str
) -> None:
    story = Story(urgency=urgency).submitted()
    sender, receiver = story.sender, story.receiver
    assert clocks(story.clue()) == {
        "approval": ("T01", "running", "2026-11-20T11:00:00+08:00"),
    }

    clue = story.on_clue(sender["duty_officer"], "approve_urgent")

    assert (clue["status"], clue["number"]) == ("transferred", "甘水线〔2026〕1号")
    assert holder(clue) == LANZHOU
    assert clocks(clue) == {
        "approval": ("T01.confirm_urgent", "running", "2026-11-21T10:00:00+08:00")
    }
    assert sender.waits() == {"confirm_urgent": "2026-11-21T10:00:00+08:00"}
    assert receiver.waits() == {"sign": sign_by}
    assert "confirm_urgent" in verbs(story.clue())

    clue = story.on_clue(sender.lead, "confirm_urgent")

    assert (clue["status"], clue["deadlines"]) == ("transferred", [])
    assert sender.waits() == {}
    problem = refused(
        sender.lead.step("clues", story.clue_id, "confirm_urgent"), 409, "wrong-status"
    )
    assert problem["detail"] == "“确认值班批准”至多1次，已用完"
    assert_record_is_sound()


def test_the_hours_of_an_urgent_matter_stand_still_at_night(
    clock: time_machine.Traveller,
) -> None:
    clock.move_to(on("2026-11-20", 21))
    urgent = Story(urgency="urgent").submitted().clue()
    emergency = Story(urgency="emergency").submitted().clue()

    story = Story(urgency="urgent").submitted()
    clue = story.on_clue(story.sender["duty_officer"], "approve_urgent")

    assert clocks(urgent)["approval"] == ("T01", "running", "2026-11-20T22:00:00+08:00")
    assert clocks(emergency)["approval"] == ("T01", "running", "2026-11-20T22:00:00+08:00")
    assert clocks(story.leg())["signing"] == ("T02", "running", "2026-11-21T08:00:00+08:00")
    assert clue["status"] == "transferred"


def test_the_duty_officer_does_not_approve_what_can_wait() -> None:
    story = Story().submitted()

    problem = refused(
        story.sender["duty_officer"].step("clues", story.clue_id, "approve_urgent"),
        409,
        "wrong-status",
    )

    assert problem["detail"] == "不能“值班批准”，须先：事项为加急或特急"
    assert problem["current_status"] == "submitted"
    assert story.clue()["legs"] == []
