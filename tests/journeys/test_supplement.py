"""The receiver asks once for what is missing; acceptance waits meanwhile, filing does not."""

from __future__ import annotations

import pytest
import time_machine

from tests.client import ok
from tests.stories import (
    LANZHOU,
    REASON,
    WATER,
    Story,
    acts,
    assert_record_is_sound,
    clocks,
    end_of,
    holder,
    on,
    paper,
    refused,
    told,
    upload,
)


def test_material_is_asked_for_once_and_supplied(clock: time_machine.Traveller) -> None:
    story = Story().signed()
    sender, receiver = story.sender, story.receiver
    assert clocks(story.leg()) == {
        "acceptance": ("T03", "running", end_of("2026-11-27")),
        "filing": ("A01", "running", end_of("2026-12-07")),
    }
    assert receiver.waits() == {"accept": end_of("2026-11-27")}
    told(sender.liaison)

    clock.move_to(on("2026-11-23"))
    leg = story.on_leg(receiver.liaison, "request_supplement", {"items": ["现场照片", "检测报告"]})

    assert (leg["status"], holder(leg)) == ("supplement_requested", WATER)
    assert holder(story.clue()) == WATER
    assert clocks(leg) == {
        "supplement": ("T04", "running", end_of("2026-11-26")),
        "filing": ("A01", "running", end_of("2026-12-07")),
        "acceptance": ("T03", "suspended", end_of("2026-11-27")),
    }
    assert leg["supplement"]["items"] == ["现场照片", "检测报告"]
    assert sender.waits() == {"supplement": end_of("2026-11-26")}
    assert receiver.waits() == {}
    assert told(sender.liaison) == ["transfer.supplement_requested"]

    clock.move_to(on("2026-11-25"))
    added = ok(upload(sender.liaison, story.clue_id, paper("检测报告")), 201)
    body = {"note": "已补充", "evidence": [added["id"]]}
    leg = story.on_leg(sender.liaison, "supplement", body)

    assert (leg["status"], holder(leg)) == ("signed", LANZHOU)
    assert clocks(leg) == {
        "acceptance": ("T03", "running", end_of("2026-12-01")),
        "filing": ("A01", "running", end_of("2026-12-07")),
    }
    assert receiver.waits() == {"accept": end_of("2026-12-01")}
    assert sender.waits() == {}
    acceptance = next(row for row in leg["deadlines"] if row["kind"] == "acceptance")
    explained = ok(receiver.lead.get(f"deadlines/{acceptance['id']}/explanation/"))
    assert explained["suspensions"] == [
        {
            "since": "2026-11-23T10:00:00+08:00",
            "until": "2026-11-25T10:00:00+08:00",
            "cause": "request_supplement",
        }
    ]

    version = leg["version"]
    problem = refused(
        receiver.lead.step("transfers", story.leg_id, "request_supplement", {"items": ["再补"]}),
        409,
        "wrong-status",
    )
    assert problem["detail"] == "“要求补正”至多1次，已用完"
    assert story.leg()["version"] == version
    assert acts(sender.lead, "transfers", story.leg_id) == [
        "open",
        "sign",
        "request_supplement",
        "supplement",
    ]
    assert_record_is_sound()


def test_the_lead_explains_what_cannot_be_supplied(clock: time_machine.Traveller) -> None:
    story = Story().signed()
    sender, receiver = story.sender, story.receiver
    story.on_leg(receiver.liaison, "request_supplement", {"items": ["监控录像"]})
    told(receiver.liaison)

    leg = story.on_leg(sender.lead, "explain_supplement", {"reason": "录像已被覆盖"})

    assert (leg["status"], leg["supplement"]["explanation"]) == ("signed", "录像已被覆盖")
    assert clocks(leg)["acceptance"] == ("T03", "running", end_of("2026-11-27"))
    assert told(receiver.liaison) == ["transfer.supplement_explained"]
    story.accept()
    assert story.leg()["status"] == "accepted"


@pytest.mark.parametrize("verb", ["supplement", "explain_supplement"])
def test_the_receiver_does_not_supply_for_the_sender(verb: str) -> None:
    story = Story().signed()
    leg = story.on_leg(story.receiver.liaison, "request_supplement", {"items": ["现场照片"]})

    body = {"note": "x"} if verb == "supplement" else REASON
    refused(story.receiver.lead.step("transfers", story.leg_id, verb, body), 403, "not-your-step")

    assert story.leg()["version"] == leg["version"]


def test_evidence_of_another_clue_is_no_supplement() -> None:
    story, other = Story().signed(), Story()
    leg = story.on_leg(story.receiver.liaison, "request_supplement", {"items": ["现场照片"]})
    foreign = ok(upload(other.sender.liaison, other.clue_id, paper("别处")), 201)

    body = {"note": "已补充", "evidence": [foreign["id"]]}
    response = story.sender.liaison.step("transfers", story.leg_id, "supplement", body)

    problem = refused(response, 422, "invalid")
    assert [error["pointer"] for error in problem["errors"]] == ["/evidence/0"]
    assert story.leg()["version"] == leg["version"]
