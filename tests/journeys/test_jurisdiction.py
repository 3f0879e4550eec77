"""Whose it is: objections, disputes, settlements, designation, forwarding, splitting."""

from __future__ import annotations

from tests.client import ok
from tests.stories import (
    BAIYIN,
    CHENGGUAN,
    FEEDBACK,
    FILING,
    LANZHOU,
    REASON,
    WATER,
    Desk,
    Story,
    acts,
    assert_record_is_sound,
    clocks,
    end_of,
    holder,
    refused,
    told,
    verbs,
)

GOVERNMENT = "620000-government"
OBJECTION = {
    "reason_code": "not_our_division",
    "reason": "点位在白银市境内",
    "proposed_department": BAIYIN,
}


def test_an_objection_is_granted_and_the_clue_redirected() -> None:
    story = Story().signed()
    sender, receiver = story.sender, story.receiver
    told(sender.lead)

    leg = story.on_leg(receiver.lead, "object", OBJECTION)

    assert (leg["status"], holder(leg)) == ("objected", WATER)
    assert holder(story.clue()) == WATER
    assert leg["objection"]["proposed_department"] == BAIYIN
    assert clocks(leg) == {
        "objection_ruling": ("T05", "running", end_of("2026-11-27")),
        "filing": ("A01", "running", end_of("2026-12-07")),
        "acceptance": ("T03", "suspended", end_of("2026-11-27")),
    }
    assert sender.waits() == {"take_back": end_of("2026-11-27")}
    assert receiver.waits() == {}
    assert told(sender.lead) == ["transfer.objected"]
    told(receiver.lead)

    leg = story.on_leg(sender.lead, "take_back")

    assert (leg["status"], leg["holder"], leg["deadlines"]) == ("returned", None, [])
    clue = story.clue()
    assert clocks(clue) == {"redirect": ("T08", "running", end_of("2026-11-24"))}
    assert sender.waits() == {"propose_redirect": end_of("2026-11-24")}
    assert told(receiver.lead) == ["transfer.taken_back"]

    response = sender.liaison.step(
        "clues", story.clue_id, "propose_redirect", {"receiver": LANZHOU}
    )
    problem = refused(response, 409, "ping-pong")
    assert problem["current_status"] == "transferred"
    assert story.clue() == clue
    story.on_clue(sender.liaison, "propose_redirect", {"receiver": BAIYIN})
    assert sender.waits() == {"redirect": end_of("2026-11-24")}
    clue = story.on_clue(sender.lead, "redirect")

    assert (clue["deadlines"], holder(clue)) == ([], BAIYIN)
    assert Desk(BAIYIN).waits() == {"sign": end_of("2026-11-24")}
    assert_record_is_sound()


def test_a_dispute_is_settled_where_it_lies() -> None:
    story = Story().disputed()
    sender, receiver, above = story.sender, story.receiver, Desk(GOVERNMENT)
    leg = story.leg()
    assert (leg["status"], holder(leg)) == ("disputed", LANZHOU)
    assert clocks(leg)["negotiation"] == ("T06", "running", end_of("2026-12-01"))
    assert receiver.waits() == {"propose_settlement": end_of("2026-12-01")}
    assert sender.waits() == {"propose_settlement": end_of("2026-12-01")}
    assert told(above.lead) == ["transfer.insisted"]
    refused(receiver.lead.step("transfers", story.leg_id, "agree_here"), 409, "wrong-status")

    story.on_leg(sender.lead, "propose_settlement", {"settlement": "here"})
    assert receiver.waits() == {"agree_here": end_of("2026-12-01")}
    leg = story.on_leg(receiver.lead, "agree_here")

    assert (leg["status"], holder(leg)) == ("signed", LANZHOU)
    assert clocks(leg) == {
        "acceptance": ("T03", "running", end_of("2026-11-27")),
        "filing": ("A01", "running", end_of("2026-12-07")),
    }
    assert sender.waits() == {}
    again = receiver.lead.step("transfers", story.leg_id, "object", OBJECTION)
    problem = refused(again, 409, "wrong-status")
    assert problem["detail"] == "不能“提出异议”：已提出过异议"
    story.accept()
    assert_record_is_sound()


def test_a_dispute_is_settled_by_taking_it_back() -> None:
    story = Story().disputed()
    sender, receiver = story.sender, story.receiver

    story.on_leg(receiver.lead, "propose_settlement", {"settlement": "back"})
    assert sender.waits() == {"agree_back": end_of("2026-12-01")}
    leg = story.on_leg(sender.lead, "agree_back")

    assert (leg["status"], leg["holder"]) == ("returned", None)
    assert sender.waits() == {"propose_redirect": end_of("2026-11-24")}
    assert receiver.waits() == {}


def test_the_common_superior_designates_and_there_is_no_objection_to_that() -> None:
    story = Story().disputed()
    sender, above, baiyin = story.sender, Desk(GOVERNMENT), Desk(BAIYIN)

    leg = story.on_leg(story.receiver.lead, "refer_up", REASON)

    assert (leg["status"], holder(leg)) == ("referred", GOVERNMENT)
    assert clocks(leg)["designation"] == ("T07", "running", end_of("2026-12-01"))
    assert above.waits() == {"designate": end_of("2026-12-01")}
    body = {"receiver": BAIYIN, "reason": "点位在白银市境内"}
    leg = story.on_leg(above.lead, "designate", body)

    assert (leg["status"], leg["holder"], leg["deadlines"]) == ("designated", None, [])
    assert above.waits() == story.receiver.waits() == sender.waits() == {}
    story.follow()
    assert (story.leg()["leg_kind"], holder(story.clue())) == ("designated", BAIYIN)
    assert told(baiyin.liaison) == ["transfer.sent"]
    story.on_leg(baiyin.liaison, "sign", {"manifest": []})
    before = story.leg()
    for verb, given in (
        ("object", OBJECTION),
        ("forward", {"receiver": "620402-ecology"}),
        ("split", {"subjects": [before["subjects"][0]["id"]], "reason": "x"}),
    ):
        problem = refused(
            baiyin.lead.step("transfers", story.leg_id, verb, given), 409, "wrong-status"
        )
        assert problem["detail"].endswith("：指定管辖的移送")
    assert story.leg() == before
    assert_record_is_sound()


def test_the_superior_of_both_reads_the_dossier_that_it_rules_on() -> None:
    water, farms = "620102-water", "620102-agriculture"
    story = Story(sender=water, receiver=farms, division="620102").disputed()
    above = Desk("620102-government")

    story.on_leg(story.sender.lead, "refer_up", REASON)

    assert above.waits() == {"designate": end_of("2026-12-01")}
    assert story.leg(above.lead)["available_actions"] != []
    assert story.clue(above.lead)["description"].startswith("巡河发现")
    assert ok(above.lead.get(f"matters/{story.clue_id}/evidence/"))["results"] == []
    leg = story.on_leg(above.lead, "designate", {"receiver": water, "reason": "由水务部门承办"})
    assert leg["status"] == "designated"
    assert [(row["kind"], row["status"]) for row in story.clue()["legs"]] == [
        ("transfer", "designated"),
        ("own", "accepted"),
    ]


def test_a_leg_is_forwarded_to_the_county_and_the_forwarder_reads_on() -> None:
    story = Story().signed()
    sender, receiver, county = story.sender, story.receiver, Desk(CHENGGUAN)
    told(sender.liaison)
    for wrong in (BAIYIN, "620102-water", WATER):
        response = receiver.lead.step("transfers", story.leg_id, "forward", {"receiver": wrong})
        problem = refused(response, 422, "invalid")
        assert [error["code"] for error in problem["errors"]] == ["not-below"]

    leg = story.on_leg(receiver.lead, "forward", {"receiver": CHENGGUAN})

    assert (leg["status"], leg["holder"], leg["deadlines"]) == ("forwarded", None, [])
    assert told(sender.liaison) == ["transfer.forwarded"]
    old = story.leg_id
    story.follow()
    leg = story.leg()
    assert (leg["number"], leg["status"]) == ("甘水线〔2026〕1号-2", "sent")
    assert (leg["sender"]["code"], leg["via"]["code"]) == (WATER, LANZHOU)
    assert holder(story.clue()) == CHENGGUAN
    assert county.waits() == {"sign": end_of("2026-11-24")}
    assert receiver.waits() == {}
    assert story.leg(receiver.liaison)["available_actions"] == []
    refused(
        receiver.lead.step("transfers", story.leg_id, "sign", {"manifest": []}),
        403,
        "not-your-step",
    )
    refused(county.lead.get(f"transfers/{old}/"), 404, "not-found")

    story.on_leg(county.liaison, "sign", {"manifest": []})
    assert acts(receiver.liaison, "transfers", story.leg_id) == ["open", "sign"]
    story.on_leg(county.liaison, "accept", {"handler": county.handler.user.username})
    story.on_leg(county.lead, "feed_back", FEEDBACK)
    story.on_leg(sender.liaison, "confirm")
    assert story.clue()["status"] == "concluded"
    assert story.clue(receiver.liaison)["status"] == "concluded"
    assert_record_is_sound()


def test_a_receiver_keeps_its_part_and_gives_back_the_rest() -> None:
    subjects = [{"name": "甲厂", "role": "suspect"}, {"name": "乙厂", "role": "suspect"}]
    story = Story(subjects=subjects).signed()
    sender, receiver = story.sender, story.receiver
    ours, theirs = (row["id"] for row in story.leg()["subjects"])
    everything = {"subjects": [ours, theirs], "reason": "x"}
    refused(receiver.lead.step("transfers", story.leg_id, "split", everything), 422, "invalid")
    for desk in (sender, receiver):
        told(desk.lead), told(desk.liaison)

    leg = story.on_leg(receiver.lead, "split", {"subjects": [ours], "reason": "乙厂在白银"})

    assert (leg["status"], holder(leg)) == ("signed", LANZHOU)
    clue = story.clue()
    assert [(row["number"], row["status"]) for row in clue["legs"]] == [
        ("甘水线〔2026〕1号-1", "signed"),
        ("甘水线〔2026〕1号-2", "objected"),
    ]
    assert holder(clue) == LANZHOU
    assert sender.waits() == {"take_back": end_of("2026-11-27")}
    assert told(receiver.liaison) == ["transfer.split"]
    story.follow()
    sibling = story.leg()
    assert sibling["objection"]["subjects"] == [theirs]
    [letter] = ok(sender.lead.get(f"matters/{story.leg_id}/documents/"))["results"]
    assert (letter["kind"], letter["number"]) == ("objection_letter", "兰环函〔2026〕1号")
    filing = clocks(leg)["filing"]
    assert clocks(sibling) == {
        "objection_ruling": ("T05", "running", end_of("2026-11-27")),
        "acceptance": ("T03", "suspended", end_of("2026-11-27")),
        "filing": filing,
    }

    story.on_leg(sender.lead, "take_back")
    story.on_clue(sender.liaison, "propose_redirect", {"receiver": BAIYIN})
    clue = story.on_clue(sender.lead, "redirect")

    assert [row["status"] for row in clue["legs"]] == ["signed", "returned", "sent"]
    assert receiver.waits() == {"accept": end_of("2026-11-27")}
    assert story.clue(receiver.lead)["id"] == story.clue_id
    assert_record_is_sound()


def test_the_part_that_stays_after_all_counts_since_it_was_signed_for() -> None:
    subjects = [{"name": "甲厂", "role": "suspect"}, {"name": "乙厂", "role": "suspect"}]
    story = Story(subjects=subjects).signed()
    sender, receiver = story.sender, story.receiver
    ours = story.leg()["subjects"][0]["id"]
    filing = clocks(story.leg())["filing"]
    story.on_leg(receiver.lead, "split", {"subjects": [ours], "reason": "乙厂在白银"})
    story.follow()
    story.leg()
    story.on_leg(sender.lead, "insist", REASON)
    for lead in (sender.lead, receiver.lead):
        story.on_leg(lead, "propose_settlement", {"settlement": "here"})

    leg = story.on_leg(receiver.lead, "agree_here")

    assert clocks(leg) == {
        "acceptance": ("T03", "running", end_of("2026-11-27")),
        "filing": filing,
    }
    story.accept()
    leg = story.on_leg(receiver.lead, "file", FILING)
    assert leg["status"] == "filed"
    assert "filing" not in clocks(leg)


def test_where_the_next_hop_would_be_the_last_one_nothing_is_split_off() -> None:
    subjects = [{"name": "甲厂", "role": "suspect"}, {"name": "乙厂", "role": "suspect"}]
    story = Story(subjects=subjects).objected()
    story.on_leg(story.sender.lead, "take_back")
    story.on_clue(story.sender.liaison, "propose_redirect", {"receiver": BAIYIN})
    story.on_clue(story.sender.lead, "redirect")
    story.follow()
    baiyin = Desk(BAIYIN)
    story.on_leg(baiyin.liaison, "sign", {"manifest": []})
    body = {"subjects": [story.leg()["subjects"][0]["id"]], "reason": "乙厂在兰州"}

    refused(baiyin.lead.step("transfers", story.leg_id, "split", body), 409, "ping-pong")

    assert len(story.clue()["legs"]) == 2


def test_only_the_receiver_that_has_the_leg_names_another_handler() -> None:
    story = Story().accepted()
    handler = story.receiver.handler.user.pk
    story.on_leg(story.receiver.lead, "object_late", OBJECTION)
    theirs = {"handler": story.sender.handler.user.username}

    refused(
        story.sender.lead.step("transfers", story.leg_id, "reassign", theirs), 409, "wrong-status"
    )

    assert story.leg(story.receiver.lead)["handler"] == handler


def test_a_case_is_contested_when_the_next_hop_would_be_the_last_one() -> None:
    story = Story().objected()
    sender = story.sender
    story.on_leg(sender.lead, "take_back")
    story.on_clue(sender.liaison, "propose_redirect", {"receiver": BAIYIN})
    story.on_clue(sender.lead, "redirect")
    story.follow()
    baiyin = Desk(BAIYIN)
    story.on_leg(baiyin.liaison, "sign", {"manifest": []})

    leg = story.on_leg(baiyin.lead, "contest", {"reason": "确属兰州管辖"})

    assert (leg["status"], holder(leg)) == ("disputed", BAIYIN)
    assert clocks(leg)["negotiation"] == ("T06", "running", end_of("2026-12-01"))
    assert "designate" in verbs(story.leg(Desk(GOVERNMENT).lead))


def test_a_late_objection_suspends_every_clock_of_the_leg() -> None:
    story = Story().accepted()

    leg = story.on_leg(story.receiver.lead, "object_late", OBJECTION)

    assert (leg["status"], holder(leg)) == ("objected", WATER)
    assert {kind: state for kind, (_, state, _) in clocks(leg).items()} == {
        "objection_ruling": "running",
        "filing": "suspended",
        "feedback": "suspended",
        "progress": "suspended",
    }
    story.on_leg(story.sender.lead, "insist", REASON)
    story.on_leg(story.sender.lead, "propose_settlement", {"settlement": "here"})
    leg = story.on_leg(story.receiver.lead, "agree_here")
    assert {state for _, state, _ in clocks(leg).values()} == {"running"}
    assert "negotiation" not in clocks(leg)
    assert_record_is_sound()
