"""Disputes that go all the way: filed cases, no superior, coordinators, parts, several legs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from apps.organizations.models import Department
from tests.client import Caller, ok
from tests.stories import (
    BAIYIN,
    CHENGGUAN,
    DECISION,
    FEEDBACK,
    FILING,
    LANZHOU,
    MORNING,
    PROVINCE,
    REASON,
    WATER,
    Desk,
    Story,
    assert_record_is_sound,
    clocks,
    end_of,
    holder,
    paper,
    refused,
    told,
    upload,
    verbs,
)

GOVERNMENT = "620000-government"
OFFICE = "620000-joint-office"
OBJECTION = {"reason_code": "not_our_duty", "reason": "不属于本部门职责"}
BOTH = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]


def test_a_filed_case_goes_on_under_its_first_filing_when_the_dispute_ends_here(
    clock: Any,
) -> None:
    story = Story().filed()
    sender, receiver = story.sender, story.receiver
    assert clocks(story.leg())["penalty"] == ("A03", "running", end_of("2027-02-18"))
    story.on_leg(receiver.lead, "object_late", OBJECTION)
    story.on_leg(sender.lead, "insist", REASON)
    story.on_leg(sender.lead, "propose_settlement", {"settlement": "here"})
    clock.move_to(MORNING + timedelta(days=7))
    leg = story.on_leg(receiver.lead, "agree_here")
    resumed = clocks(leg)["penalty"]
    assert resumed == ("A03", "running", end_of("2027-02-24"))

    story.accept()

    leg = story.leg(receiver.lead)
    assert (leg["status"], leg["filed_on"]) == ("accepted", "2026-11-20")
    assert clocks(leg) == {
        "penalty": resumed,
        "progress": ("T10", "running", end_of("2026-12-17")),
    }
    assert receiver.waits() == {"file": resumed[2], "report_progress": end_of("2026-12-17")}
    for verb, body in (
        ("decline_filing", {"reason_code": "no_violation", **REASON}),
        ("feed_back", FEEDBACK),
    ):
        problem = refused(
            receiver.lead.step("transfers", story.leg_id, verb, body), 409, "wrong-status"
        )
        assert problem["detail"].endswith("：已经立案")
    other = {"filed_on": "2026-11-26", "case_number": "别号"}
    problem = refused(receiver.lead.step("transfers", story.leg_id, "file", other), 422, "invalid")
    assert [error["pointer"] for error in problem["errors"]] == ["/filed_on", "/case_number"]

    leg = story.on_leg(receiver.lead, "file")

    assert (leg["status"], leg["filed_on"], leg["case_number"]) == (
        "filed",
        FILING["filed_on"],
        FILING["case_number"],
    )
    assert clocks(leg)["penalty"] == resumed
    leg = story.on_leg(receiver.lead, "decide", DECISION)
    assert leg["status"] == "decided"
    assert_record_is_sound()


@pytest.mark.parametrize("verb", ["insist", "take_back"])
def test_where_nobody_stands_above_both_it_can_only_be_taken_back(verb: str) -> None:
    story = Story(receiver=GOVERNMENT).objected()

    response = story.sender.lead.step("transfers", story.leg_id, verb, REASON)

    if verb == "take_back":
        assert ok(response)["status"] == "returned"
        return
    problem = refused(response, 409, "wrong-status")
    assert problem["detail"].startswith("不能“坚持移送”：双方没有共同的上一级，请与对方协商")
    assert story.leg()["status"] == "objected"


def test_the_third_feedback_is_not_referred_where_nobody_stands_above_both() -> None:
    story = Story(receiver=GOVERNMENT).fed_back()
    sender = story.sender
    for _ in range(2):
        story.on_leg(sender.lead, "dispute_feedback", REASON)
        story.on_leg(story.receiver.lead, "feed_back", FEEDBACK)

    problem = refused(
        sender.lead.step("transfers", story.leg_id, "refer_feedback", REASON), 409, "wrong-status"
    )

    assert "没有共同的上一级" in problem["detail"]
    offered = verbs(story.leg(sender.lead))
    assert "confirm" in offered
    assert not {"dispute_feedback", "refer_feedback"} & set(offered)


def test_a_first_receiver_objects_and_does_not_contest_beside_a_co_handler() -> None:
    story = Story(receivers=BOTH).signed()
    problem = refused(
        story.receiver.lead.step("transfers", story.leg_id, "contest", REASON), 409, "wrong-status"
    )
    assert problem["detail"] == "不能“直接提出争议”：该部分线索未曾退回过，请先提出异议"

    leg = story.on_leg(story.receiver.lead, "object", OBJECTION)

    assert leg["status"] == "objected"


def test_a_second_receiver_contests_and_cannot_object() -> None:
    story = Story().objected()
    story.on_leg(story.sender.lead, "take_back")
    story.on_clue(story.sender.liaison, "propose_redirect", {"receiver": BAIYIN})
    story.on_clue(story.sender.lead, "redirect")
    first = story.leg_id
    story.follow()
    baiyin = Desk(BAIYIN)
    story.on_leg(baiyin.liaison, "sign", {"manifest": []})
    assert story.leg()["follows"] == first

    refused(baiyin.lead.step("transfers", story.leg_id, "object", OBJECTION), 409, "ping-pong")
    body = {**REASON, "proposed_department": LANZHOU}
    leg = story.on_leg(baiyin.lead, "contest", body)

    assert (leg["status"], leg["objection"]["proposed_department"]) == ("disputed", LANZHOU)


@pytest.mark.parametrize(
    ("verb", "field"),
    [("propose_redirect", "receiver"), ("forward", "receiver"), ("object", "proposed_department")],
)
def test_a_dissolved_department_is_named_nowhere(verb: str, field: str) -> None:
    Department.objects.filter(code=CHENGGUAN).update(active=False)
    if verb == "propose_redirect":
        story = Story().objected()
        story.on_leg(story.sender.lead, "take_back")
        caller, collection, pk = story.sender.liaison, "clues", story.clue_id
    else:
        story = Story().signed()
        caller, collection, pk = story.receiver.lead, "transfers", story.leg_id
    before = story.leg()

    problem = refused(
        caller.step(collection, pk, verb, {**OBJECTION, field: CHENGGUAN})
        if verb == "object"
        else caller.step(collection, pk, verb, {field: CHENGGUAN}),
        422,
        "invalid",
    )

    [error] = problem["errors"]
    assert (error["pointer"], error["code"]) == (f"/{field}", "inactive-department")
    assert story.leg() == before


def test_a_receiver_that_ceased_between_draft_and_submission_is_named() -> None:
    story = Story()
    Department.objects.filter(code=LANZHOU).update(active=False)

    problem = refused(
        story.sender.liaison.step("clues", story.clue_id, "submit"), 422, "incomplete"
    )

    assert [error["pointer"] for error in problem["errors"]] == ["/receivers/0/department"]


def test_the_police_are_asked_for_assistance_only() -> None:
    main = [{"department": "620100-police", "role": "main"}]
    caller = Caller("liaison", WATER)
    problem = refused(caller.post("clues/", {"title": "x", "receivers": main}), 422, "invalid")
    assert [error["code"] for error in problem["errors"]] == ["assistance-only"]

    receivers = [BOTH[0], {"department": "620100-police", "role": "co"}]
    story = Story(receivers=receivers).sent()

    assert [leg["receiver"]["code"] for leg in story.clue()["legs"]] == [LANZHOU, "620100-police"]


# ---- who rules


def test_the_office_coordinates_where_the_superior_has_no_coordinator_under_a_delegation() -> None:
    office = Desk(OFFICE)
    coordinator = office["coordinator"]
    story = Story().objected()
    refused(coordinator.get(f"transfers/{story.leg_id}/"), 404, "not-found")

    story.on_leg(story.sender.lead, "insist", REASON)

    assert told(coordinator) == ["transfer.insisted"]
    assert story.leg(coordinator)["status"] == "disputed"
    assert story.clue(coordinator)["description"].startswith("巡河发现")
    assert "designate" in verbs(story.leg(coordinator))
    refused(
        office.lead.step("transfers", story.leg_id, "designate", {"receiver": BAIYIN, **REASON}),
        403,
        "not-your-step",
    )
    body = {"receiver": BAIYIN, **REASON}
    problem = refused(
        coordinator.step("transfers", story.leg_id, "designate", body), 422, "incomplete"
    )
    assert [error["pointer"] for error in problem["errors"]] == ["/delegation"]
    expired = {"document_number": "甘政函〔2026〕3号", "since": "2026-01-01", "until": "2026-06-30"}
    problem = refused(
        coordinator.step("transfers", story.leg_id, "designate", {**body, "delegation": expired}),
        422,
        "invalid",
    )
    assert [error["code"] for error in problem["errors"]] == ["not-in-force"]

    in_force = {**expired, "until": "2026-12-31"}
    leg = story.on_leg(coordinator, "designate", {**body, "delegation": in_force})

    assert leg["status"] == "designated"
    assert story.clue(coordinator)["status"] == "transferred"
    new = story.follow()
    refused(coordinator.get(f"transfers/{new}/"), 404, "not-found")
    assert_record_is_sound()


def test_the_office_is_told_that_the_sender_took_it_back() -> None:
    coordinator = Desk(OFFICE)["coordinator"]
    story = Story().disputed()
    told(coordinator)

    story.on_leg(story.receiver.lead, "propose_settlement", {"settlement": "back"})
    story.on_leg(story.sender.lead, "agree_back")

    assert told(coordinator) == ["transfer.settled_back"]
    assert ok(coordinator.get(f"transfers/{story.leg_id}/"))["status"] == "returned"


def test_the_superiors_own_coordinator_goes_before_the_office() -> None:
    office, own = Desk(OFFICE)["coordinator"], Desk(GOVERNMENT)["coordinator"]

    story = Story().disputed()

    refused(office.get(f"transfers/{story.leg_id}/"), 404, "not-found")
    assert "designate" in verbs(story.leg(own))


def test_two_offices_of_one_system_are_judged_by_their_own_superior() -> None:
    story = Story(sender=BAIYIN, receiver=LANZHOU).disputed()
    above = Desk(PROVINCE)

    story.on_leg(story.receiver.lead, "refer_up")
    body = {"receiver": BAIYIN, **REASON}
    story.on_leg(above["head"], "designate", body)

    legs = story.clue()["legs"]
    assert [(leg["kind"], leg["status"]) for leg in legs] == [
        ("transfer", "designated"),
        ("own", "accepted"),
    ]


def test_the_handler_of_a_disputed_leg_does_not_come_along_to_the_senders_own() -> None:
    story = Story().accepted()
    story.on_leg(story.receiver.lead, "object_late", OBJECTION)
    story.on_leg(story.sender.lead, "insist", REASON)
    assert story.leg()["handler"] == story.receiver.handler.user.pk

    story.on_leg(Desk(GOVERNMENT).lead, "designate", {"receiver": WATER, **REASON})

    story.follow()
    assert (story.leg()["leg_kind"], story.leg()["handler"]) == ("own", None)


def test_the_direct_superiors_coordinator_reopens_without_a_dispute_before() -> None:
    story = Story().concluded()
    coordinator = Desk(PROVINCE)["coordinator"]

    clue = story.on_clue(coordinator, "reopen", {"reason": "群众再次反映"})

    assert [(leg["kind"], leg["status"]) for leg in clue["legs"]] == [
        ("transfer", "confirmed"),
        ("reopened", "sent"),
    ]


def test_the_coordinator_is_told_of_a_clue_that_nobody_receives() -> None:
    coordinator = Desk(OFFICE)["coordinator"]
    story = Story().sent()
    story.on_leg(story.sender.lead, "recall", REASON)
    told(coordinator)

    story.on_clue(story.sender.lead, "close_no_receiver", REASON)

    assert told(coordinator) == ["clue.closed_no_receiver"]
    assert story.clue(coordinator)["status"] == "closed_no_receiver"


# ---- several legs that came back


def test_of_two_legs_that_came_back_the_redirected_one_is_named_and_keeps_its_role() -> None:
    story = Story(receivers=BOTH).signed()
    sender, baiyin = story.sender, Desk(BAIYIN)
    first, second = (leg["id"] for leg in story.clue()["legs"])
    ok(baiyin.liaison.step("transfers", second, "sign", {"manifest": []}))
    for desk, leg in ((story.receiver, first), (baiyin, second)):
        ok(desk.lead.step("transfers", leg, "object", OBJECTION))
        ok(sender.lead.step("transfers", leg, "take_back"))
    target = {"receiver": "620300-ecology"}
    problem = refused(
        sender.liaison.step("clues", story.clue_id, "propose_redirect", target), 422, "incomplete"
    )
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [
        ("/leg", "ambiguous")
    ]

    story.clue()
    story.on_clue(sender.liaison, "propose_redirect", {**target, "leg": second})
    again = {"receiver": "620200-ecology", "leg": second}
    story.on_clue(sender.liaison, "propose_redirect", again)
    clue = story.on_clue(sender.lead, "redirect")

    new = clue["legs"][2]
    assert (new["receiver"]["code"], new["role"], new["kind"]) == (
        "620200-ecology",
        "co",
        "transfer",
    )
    assert clocks(clue) == {"redirect": ("T08", "running", end_of("2026-11-24"))}
    assert sender.waits() == {"propose_redirect": end_of("2026-11-24")}
    problem = refused(
        sender.liaison.step("clues", story.clue_id, "propose_redirect", again), 422, "invalid"
    )
    assert [error["code"] for error in problem["errors"]] == ["not-waiting"]
    story.on_clue(sender.liaison, "propose_redirect", {"receiver": "own"})
    clue = story.on_clue(sender.lead, "redirect")
    assert [(leg["kind"], leg["role"]) for leg in clue["legs"]][3] == ("own", "main")
    assert clue["deadlines"] == []
    assert_record_is_sound()


def test_a_leg_that_was_recalled_by_mistake_goes_to_the_same_department_again() -> None:
    story = Story().sent()
    story.on_leg(story.sender.lead, "recall", REASON)

    story.on_clue(story.sender.liaison, "propose_redirect", {"receiver": LANZHOU})
    clue = story.on_clue(story.sender.lead, "redirect")

    assert [leg["status"] for leg in clue["legs"]] == ["recalled", "sent"]


def test_evidence_and_subjects_are_divided_and_each_part_goes_its_own_way() -> None:
    subjects = [{"name": "甲厂", "role": "suspect"}, {"name": "乙厂", "role": "suspect"}]
    story = Story(subjects=subjects)
    items = [
        ok(upload(story.sender.liaison, story.clue_id, paper(name, f"{name}.txt")), 201)["id"]
        for name in ("甲", "乙")
    ]
    story.signed()
    receiver = story.receiver
    ours, theirs = (row["id"] for row in story.leg()["subjects"])
    body = {"subjects": [ours], "items": [items[0]], "reason": "乙厂在白银"}
    unknown = {**body, "items": ["00000000-0000-7000-8000-000000000000"]}
    refused(receiver.lead.step("transfers", story.leg_id, "split", unknown), 422, "invalid")

    leg = story.on_leg(receiver.lead, "split", {**body, "proposed_department": BAIYIN})

    assert [row["id"] for row in leg["subjects"]] == [ours]
    assert [row["id"] for row in leg["manifest"]] == [items[0]]
    story.accept()
    wrong = {"outcomes": [{"outcome": "no_violation", "subject": theirs}], "summary": "x"}
    refused(receiver.lead.step("transfers", story.leg_id, "feed_back", wrong), 422, "invalid")
    kept = story.leg_id
    story.follow()
    sibling = story.leg()
    assert [row["id"] for row in sibling["subjects"]] == [theirs]
    assert [row["id"] for row in sibling["manifest"]] == [items[1]]
    assert sibling["objection"]["proposed_department"] == BAIYIN
    story.on_leg(story.sender.lead, "take_back")
    story.on_clue(story.sender.liaison, "propose_redirect", {"receiver": BAIYIN})
    story.on_clue(story.sender.lead, "redirect")
    story.follow()
    assert [row["id"] for row in story.leg()["subjects"]] == [theirs]
    assert holder(ok(receiver.lead.get(f"transfers/{kept}/"))) == LANZHOU


# ---- outside the province


def test_an_organ_outside_the_province_acts_through_the_senders_papers() -> None:
    there = {
        "name": "内蒙古自治区生态环境厅",
        "province": "内蒙古自治区",
        "contact": "0471-1234567",
    }
    story = Story(receivers=[{"external": there, "role": "main"}])
    sender = story.sender
    assert story.clue()["receivers"] == [{"external": there, "role": "main"}]
    story.sent()
    leg = story.leg()
    assert (leg["leg_kind"], leg["external"], holder(leg)) == ("external", there, WATER)
    assert sender.waits() == {"sign": end_of("2026-11-24")}
    problem = refused(
        sender.liaison.step("transfers", story.leg_id, "sign", {"manifest": []}), 422, "incomplete"
    )
    assert [error["pointer"] for error in problem["errors"]] == ["/paper"]
    source = {"paper": {"number": "内环函〔2026〕5号", "dated": "2026-11-20"}}

    story.on_leg(sender.liaison, "sign", {"manifest": [], **source})
    leg = story.on_leg(sender.lead, "object", {**OBJECTION, **source})

    assert (leg["status"], holder(leg)) == ("objected", WATER)
    refused(sender.lead.step("transfers", story.leg_id, "insist", REASON), 409, "wrong-status")
    rows = ok(sender.lead.get(f"transfers/{story.leg_id}/timeline/"))["results"]
    assert rows[0]["changed"]["external"] == there["name"]
    assert rows[-1]["sentence"].startswith(
        "甘肃省水利厅lead.620000-water（据来文内环函〔2026〕5号代录）：提出异议"
    )
    assert rows[-1]["changed"]["payload"]["paper"] == source["paper"]
    story.on_leg(sender.lead, "take_back")
    assert sender.waits() == {"propose_redirect": end_of("2026-11-24")}
    assert_record_is_sound()
