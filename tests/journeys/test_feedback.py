"""What became of it: declined, fed back, disputed, done again, and ruled on at last."""

from __future__ import annotations

import pytest
import time_machine

from tests.client import ok
from tests.stories import (
    DECISION,
    FEEDBACK,
    FILING,
    LANZHOU,
    PENALTY,
    REASON,
    WATER,
    Desk,
    Story,
    acts,
    assert_record_is_sound,
    clocks,
    end_of,
    holder,
    on,
    refused,
    told,
)

GOVERNMENT = "620000-government"


def test_a_declined_case_is_fed_back_and_confirmed() -> None:
    story = Story().accepted()
    sender, receiver = story.sender, story.receiver
    told(sender.liaison)

    body = {"reason_code": "no_violation", "reason": "经核查无违法事实"}
    leg = story.on_leg(receiver.lead, "decline_filing", body)

    assert (leg["status"], holder(leg)) == ("declined", LANZHOU)
    assert clocks(leg) == {
        "result": ("T11", "running", end_of("2026-11-27")),
        "progress": ("T10", "running", end_of("2026-12-11")),
        "feedback": ("T09", "running", end_of("2027-01-19")),
    }
    assert receiver.waits() == {"feed_back": end_of("2026-11-27")}
    assert told(sender.liaison) == ["transfer.filing_declined"]

    leg = story.feed_back()

    assert (leg["status"], holder(leg)) == ("fed_back", WATER)
    assert clocks(leg) == {"confirmation": ("T12", "running", end_of("2026-11-27"))}
    assert told(sender.liaison) == ["transfer.fed_back"]
    story.on_leg(sender.liaison, "confirm")
    assert story.clue()["status"] == "concluded"
    assert_record_is_sound()


def test_a_case_is_filed_decided_served_and_fed_back(clock: time_machine.Traveller) -> None:
    story = Story().filed()
    receiver = story.receiver
    assert clocks(story.leg()) == {
        "progress": ("T10", "running", end_of("2026-12-11")),
        "penalty": ("A03", "running", end_of("2027-02-18")),
    }
    assert receiver.waits() == {
        "report_progress": end_of("2026-12-11"),
        "decide": end_of("2027-02-18"),
    }

    clock.move_to(on("2026-11-27"))
    leg = story.on_leg(receiver.handler, "report_progress", {"progress": "已取样送检"})
    assert (leg["status"], leg["progress"]) == ("filed", "已取样送检")
    assert clocks(leg)["progress"] == ("T10", "running", end_of("2026-12-18"))

    leg = story.on_leg(receiver.lead, "decide", {**DECISION, "decided_on": "2026-11-27"})
    assert clocks(leg) == {
        "result": ("T11", "running", end_of("2026-12-04")),
        "service": ("A14", "running", end_of("2026-12-08")),
        "progress": ("T10", "running", end_of("2026-12-18")),
    }
    served = {"served_on": "2026-11-27", "service_way": "in_person"}
    leg = story.on_leg(receiver.handler, "serve_decision", served)
    assert (leg["served_on"], leg["service_way"]) == ("2026-11-27", "in_person")
    assert "service" not in clocks(leg)
    refused(
        receiver.lead.step("transfers", story.leg_id, "serve_decision", served),
        409,
        "wrong-status",
    )
    leg = story.on_leg(receiver.lead, "feed_back", PENALTY)
    assert [row["outcome"] for row in leg["outcomes"]] == ["general_penalty"]


def test_a_penalty_is_not_fed_back_without_a_decision() -> None:
    story = Story().accepted()
    before = story.leg()

    response = story.receiver.lead.step("transfers", story.leg_id, "feed_back", PENALTY)

    problem = refused(response, 422, "invalid")
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [
        ("/outcomes/0/outcome", "decision-missing")
    ]
    assert story.leg() == before


def test_the_lead_sends_the_proposal_back_and_it_stays_in_the_house() -> None:
    story = Story().accepted()
    sender, receiver = story.sender, story.receiver
    story.on_leg(receiver.handler, "propose_feedback", FEEDBACK)
    assert story.leg(sender.lead)["proposal"] == {}
    assert story.leg(receiver.lead)["proposal"]["summary"] == FEEDBACK["summary"]

    story.on_leg(receiver.lead, "revise_feedback", {"reason": "请附现场照片"})
    told(receiver.handler)

    problem = refused(receiver.lead.step("transfers", story.leg_id, "feed_back"), 422, "incomplete")
    assert [error["pointer"] for error in problem["errors"]] == ["/outcomes", "/summary"]
    leg = story.feed_back()
    assert (leg["status"], leg["summary"]) == ("fed_back", FEEDBACK["summary"])
    rows = ok(sender.lead.get(f"transfers/{story.leg_id}/timeline/"))["results"]
    proposals = [row for row in rows if row["verb"] in ("propose_feedback", "revise_feedback")]
    assert len(proposals) == 3
    assert [row["changed"].get("payload") for row in proposals] == [None, None, None]


def test_nobody_feeds_back_what_they_proposed_themselves() -> None:
    story = Story().accepted()
    lead = story.receiver.lead
    membership = lead.user.memberships.get()
    membership.pk, membership.role, membership.primary = None, "handler", False
    membership.save()
    story.on_leg(lead, "propose_feedback", FEEDBACK)
    before = story.leg()

    refused(lead.step("transfers", story.leg_id, "feed_back"), 403, "not-your-step")

    assert story.leg() == before


def test_a_feedback_disputed_twice_is_ruled_on_by_the_superior(
    clock: time_machine.Traveller,
) -> None:
    story = Story().fed_back()
    sender, receiver, above = story.sender, story.receiver, Desk(GOVERNMENT)
    problem = refused(
        sender.lead.step("transfers", story.leg_id, "refer_feedback", REASON), 409, "wrong-status"
    )
    assert problem["detail"] == "不能“上报反馈争议”，须先：不认可反馈"
    told(receiver.lead)

    for _round in (1, 2):
        leg = story.on_leg(sender.lead, "dispute_feedback", {"reason": "未到现场核查"})
        assert (leg["status"], holder(leg)) == ("rework", LANZHOU)
        assert clocks(leg) == {
            "rework": ("T13", "running", end_of("2026-12-11")),
            "progress": ("T10", "running", end_of("2026-12-11")),
        }
        assert receiver.waits() == {
            "feed_back": end_of("2026-12-11"),
            "report_progress": end_of("2026-12-11"),
        }
        assert told(receiver.lead) == ["transfer.feedback_disputed"]
        leg = story.on_leg(receiver.lead, "feed_back", FEEDBACK)
        assert clocks(leg) == {"confirmation": ("T12", "running", end_of("2026-11-27"))}
    assert [row["round"] for row in leg["outcomes"]] == [1, 2, 3]

    problem = refused(
        sender.lead.step("transfers", story.leg_id, "dispute_feedback", REASON),
        409,
        "wrong-status",
    )
    assert problem["detail"] == "“不认可反馈”至多2次，已用完"
    assert "refer_feedback" in [action["verb"] for action in problem["available_actions"]]

    leg = story.on_leg(sender.lead, "refer_feedback", REASON)
    assert (leg["status"], holder(leg)) == ("feedback_referred", GOVERNMENT)
    assert holder(story.clue()) == GOVERNMENT
    assert clocks(leg) == {"designation": ("T07", "running", end_of("2026-12-01"))}
    assert above.waits() == {"rule_final": end_of("2026-12-01")}
    assert told(above.lead) == ["transfer.feedback_referred"]
    refused(sender.lead.step("transfers", story.leg_id, "rule_final", REASON), 403, "not-your-step")

    leg = story.on_leg(above["coordinator"], "rule_final", {"reason": "反馈属实"})

    assert (leg["status"], leg["holder"], leg["deadlines"]) == ("confirmed", None, [])
    assert story.clue()["status"] == "concluded"
    assert sender.waits() == receiver.waits() == above.waits() == {}
    assert acts(sender.lead, "transfers", story.leg_id)[-2:] == ["refer_feedback", "rule_final"]
    assert_record_is_sound()


def test_the_superior_orders_the_work_to_be_done_again() -> None:
    story = Story().fed_back()
    sender, receiver = story.sender, story.receiver
    for _round in (1, 2):
        story.on_leg(sender.lead, "dispute_feedback", REASON)
        story.on_leg(receiver.lead, "feed_back", FEEDBACK)
    story.on_leg(sender.lead, "refer_feedback", REASON)

    leg = story.on_leg(Desk(GOVERNMENT).lead, "rule_rework", {"reason": "请重新取样"})

    assert (leg["status"], holder(leg)) == ("rework", LANZHOU)
    assert clocks(leg)["rework"] == ("T13", "running", end_of("2026-12-11"))
    assert receiver.waits() == {
        "feed_back": end_of("2026-12-11"),
        "report_progress": end_of("2026-12-11"),
    }
    assert_record_is_sound()


@pytest.mark.parametrize("role", ["liaison", "handler", "head"])
def test_only_the_lead_disputes(role: str) -> None:
    story = Story().fed_back()
    before = story.leg()

    response = story.sender[role].step("transfers", story.leg_id, "dispute_feedback", REASON)

    refused(response, 403, "not-your-step")
    assert story.leg() == before


# ---- the records of a decision


@pytest.mark.parametrize("own", [False, True])
def test_a_decision_keeps_its_legal_review_and_discussion_where_there_were_any(own: bool) -> None:
    records = {
        "legal_review": {"reviewer": "法规处", "reviewed_on": "2026-11-20", "opinion": "同意"},
        "discussion": {"held_on": "2026-11-20", "minutes": "集体讨论决定处罚"},
    }
    story = _own_case() if own else Story().filed()
    lead = story.receiver.lead
    for name, part in (("legal_review", "opinion"), ("discussion", "minutes")):
        short = {key: value for key, value in records[name].items() if key != part}
        problem = refused(
            lead.step("transfers", story.leg_id, "decide", {**DECISION, name: short}),
            422,
            "incomplete",
        )
        assert [error["pointer"] for error in problem["errors"]] == [f"/{name}/{part}"]
    assert story.leg()["status"] == "filed"

    leg = story.on_leg(lead, "decide", {**DECISION, **records})

    assert leg["status"] == "decided"
    assert leg["decision"] == records


def test_a_simple_case_is_decided_without_review_and_discussion() -> None:
    """Nobody but who decides can say whether a case is heavy or complex (行政处罚法 57, 58)."""
    story = Story().filed()

    leg = story.on_leg(story.receiver.lead, "decide", DECISION)

    assert (leg["status"], leg["decision"]) == ("decided", {})


def _own_case() -> Story:
    story = Story(kind="own", receivers=[]).sent()
    story.receiver = story.sender
    lead = story.sender.lead
    story.on_leg(lead, "reassign", {"handler": story.sender.handler.user.username})
    story.on_leg(lead, "file", FILING)
    return story
