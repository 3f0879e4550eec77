"""Complaints: from the hotline to the answer, refused, moved, anonymous, repeated."""

from __future__ import annotations

from typing import Any

import time_machine

from apps.clues.models import Complaint, Reporter
from apps.matters.models import Matter
from tests.client import Caller, ok
from tests.complaints import BODY, TOLD, complain, step
from tests.stories import (
    CHENGGUAN,
    LANZHOU,
    PROVINCE,
    WATER,
    Desk,
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
    verbs,
)


def test_from_the_hotline_to_the_answer_with_a_clue_sent_to_ecology() -> None:
    water, ecology = Desk(WATER), Desk(LANZHOU)
    complaint = complain(water)
    assert (complaint["status"], holder(complaint)) == ("received", WATER)
    assert clocks(complaint) == {"intake_reply": ("H01", "running", end_of("2026-12-07"))}
    assert water.waits() == {"accept": end_of("2026-12-07")}
    assert verbs(complaint) == ["accept", "refuse", "move", "recuse"]

    handler = {"handler": water.handler.user.username}
    complaint = step(water["intake"], complaint, "accept", {**handler, **TOLD})
    assert (complaint["status"], complaint["handler"]) == ("accepted", water.handler.user.pk)
    assert complaint["reply"] == {"refusal_code": "", "text": "", **TOLD}
    assert clocks(complaint) == {
        "assignment": ("H03", "running", end_of("2026-11-25")),
        "answer": ("H04", "running", end_of("2027-01-19")),
    }
    assert water.waits() == {"open_clue": end_of("2026-11-25")}

    receivers = [{"department": LANZHOU, "role": "main"}]
    complaint = step(water.handler, complaint, "open_clue", {"receivers": receivers})
    assert complaint["status"] == "handling"
    assert clocks(complaint) == {"answer": ("H04", "running", end_of("2027-01-19"))}
    clue = ok(water.liaison.get(f"clues/{complaint['clue']['id']}/"))
    assert (clue["status"], clue["source"], clue["leg_kind"]) == ("draft", "complaint", "transfer")
    assert (clue["title"], clue["description"]) == ("西固区某洗煤厂 水", BODY["content"])
    assert (clue["violation_type"], clue["division"]) == ("wastewater_discharge", "620100")
    assert (clue["discovered_on"], clue["root"]) == ("2026-11-20", clue["id"])
    assert [row["name"] for row in clue["subjects"]] == ["西固区某洗煤厂"]

    pk = clue["id"]
    ok(water.liaison.step("clues", pk, "submit", {"no_state_secrets": True}))
    leg = ok(water.lead.step("clues", pk, "approve"))["legs"][0]["id"]
    ok(ecology.liaison.step("transfers", leg, "sign", {"manifest": []}))
    handler = {"handler": ecology.handler.user.username}
    ok(ecology.liaison.step("transfers", leg, "accept", handler))
    ok(
        ecology.lead.step(
            "transfers",
            leg,
            "feed_back",
            {"outcomes": [{"outcome": "no_violation"}], "summary": "已核查"},
        )
    )
    assert (
        ok(water["intake"].get(f"complaints/{complaint['id']}/"))["clue"]["status"] == "transferred"
    )
    ok(water.liaison.step("transfers", leg, "confirm"))
    complaint = ok(water["intake"].get(f"complaints/{complaint['id']}/"))
    assert complaint["clue"]["status"] == "concluded"
    assert complaint["clue"]["concluded_at"] == "2026-11-20T10:00:00+08:00"
    assert water.waits() == {"answer": end_of("2027-01-19")}
    assert "clue.concluded" in told(water.handler)

    text = {"answer": "经核查未发现违法行为"}
    complaint = step(water.handler, complaint, "propose_answer", text)
    assert complaint["proposal"] == text["answer"]
    problem = refused(water.lead.step("complaints", complaint["id"], "answer"), 422, "incomplete")
    assert [row["pointer"] for row in problem["errors"]] == ["/told_on", "/told_way"]
    complaint = step(water.lead, complaint, "answer", TOLD)
    assert (complaint["status"], holder(complaint)) == ("answered", None)
    assert complaint["answer"] == {"text": text["answer"], **TOLD}
    assert (complaint["deadlines"], water.waits()) == ([], {})
    assert acts(water.lead, "matters", complaint["id"]) == [
        "open",
        "accept",
        "open_clue",
        "propose_answer",
        "answer",
    ]
    assert_record_is_sound()


def test_an_own_item_goes_to_an_inner_unit_and_is_handled_at_home() -> None:
    desk = Desk(LANZHOU)
    complaint = complain(desk)

    complaint = step(desk["intake"], complaint, "accept")
    assert clocks(complaint)["assignment"] == ("H02", "running", end_of("2026-11-25"))
    complaint = step(desk["intake"], complaint, "open_clue", {"kind": "own"})

    clue = ok(desk.liaison.get(f"clues/{complaint['clue']['id']}/"))
    assert (clue["leg_kind"], clue["receivers"]) == ("own", [])
    ok(desk.liaison.step("clues", clue["id"], "submit", {"no_state_secrets": True}))
    clue = ok(desk.lead.step("clues", clue["id"], "approve"))
    assert [(leg["kind"], leg["status"]) for leg in clue["legs"]] == [("own", "accepted")]


def test_a_complaint_that_is_answered_at_once_needs_no_clue() -> None:
    desk = Desk(LANZHOU)
    complaint = step(desk["intake"], complain(desk), "accept")

    complaint = step(desk.lead, complaint, "answer", {"answer": "已现场制止", **TOLD})

    assert (complaint["status"], complaint["clue"], complaint["deadlines"]) == (
        "answered",
        None,
        [],
    )


def test_the_proposer_of_an_answer_does_not_give_it() -> None:
    desk = Desk(LANZHOU)
    both = desk.handler
    other = Caller("lead", LANZHOU, suffix=".2")
    from apps.accounts.models import Membership
    from apps.organizations.models import Department
    from seeds.demo.accounts import SINCE

    Membership.objects.create(
        user=both.user,
        department=Department.objects.get(code=LANZHOU),
        role="lead",
        since=SINCE,
    )
    complaint = step(desk["intake"], complain(desk), "accept")
    complaint = step(both, complaint, "propose_answer", {"answer": "已处理"})

    refused(both.step("complaints", complaint["id"], "answer", TOLD), 403, "not-your-step")

    assert ok(both.get(f"complaints/{complaint['id']}/"))["status"] == "accepted"
    assert step(other, complaint, "answer", TOLD)["answer"]["text"] == "已处理"


def test_an_answer_needs_a_text_and_a_possible_day() -> None:
    desk = Desk(LANZHOU)
    complaint = step(desk["intake"], complain(desk), "accept")

    def answer(**body: Any) -> list[tuple[str, str]]:
        problem = desk.lead.step("complaints", complaint["id"], "answer", body)
        assert problem.status_code == 422
        return [(row["pointer"], row["code"]) for row in problem.json()["errors"]]

    assert answer(**TOLD) == [("/answer", "required")]
    late = {"answer": "已处理", "told_on": "2026-11-21", "told_way": "phone"}
    assert answer(**late) == [("/told_on", "in-the-future")]
    assert answer(**{**late, "told_on": "2026-11-19"}) == [("/told_on", "before-receipt")]
    assert ok(desk.lead.get(f"complaints/{complaint['id']}/"))["status"] == "accepted"


def test_an_anonymous_complaint_has_no_answer_clock_and_needs_no_telling() -> None:
    desk = Desk(LANZHOU)
    complaint = complain(desk, anonymous=True, reporter=None)

    complaint = step(desk["intake"], complaint, "accept")

    assert clocks(complaint) == {"assignment": ("H02", "running", end_of("2026-11-25"))}
    complaint = step(desk["intake"], complaint, "open_clue", {"kind": "own"})
    assert (complaint["deadlines"], desk.waits()["answer"]) == ([], None)
    complaint = step(desk.lead, complaint, "answer", {"answer": "已处理"})
    assert complaint["answer"] == {"text": "已处理", "told_on": None, "told_way": ""}
    assert Reporter.objects.count() == 0


def test_a_refusal_is_told_to_a_named_reporter() -> None:
    desk = Desk(LANZHOU)
    complaint, quiet = (
        complain(desk),
        complain(desk, anonymous=True, reporter=None, external_number="12369-2"),
    )
    reason = {"reason_code": "in_court", "reason": "已诉至法院"}

    problem = refused(
        desk["intake"].step("complaints", complaint["id"], "refuse", reason), 422, "incomplete"
    )
    assert [row["pointer"] for row in problem["errors"]] == ["/told_on", "/told_way"]
    assert Complaint.objects.filter(status="received").count() == 2

    complaint = step(desk["intake"], complaint, "refuse", {**reason, **TOLD})
    assert (complaint["status"], complaint["deadlines"]) == ("not_accepted", [])
    assert complaint["reply"] == {"refusal_code": "in_court", "text": "已诉至法院", **TOLD}
    assert step(desk["intake"], quiet, "refuse", reason)["status"] == "not_accepted"


def test_what_is_not_ours_is_moved() -> None:
    desk = Desk(LANZHOU)

    body = {"moved_to": "兰州市信访局", "reason": "属于信访事项"}
    complaint = step(desk["intake"], complain(desk), "move", body)

    assert (complaint["status"], complaint["moved_to"]) == ("moved", "兰州市信访局")
    refused(desk["intake"].step("complaints", complaint["id"], "accept"), 409, "wrong-status")


def test_a_repeated_complaint_is_found_and_its_refusal_names_the_earlier_one() -> None:
    desk, elsewhere = Desk(LANZHOU), Desk(CHENGGUAN)
    complain(desk, external_number="A-0", received_at="2025-11-18T09:00:00+08:00")
    with time_machine.travel(on("2026-03-02"), tick=False):
        first = complain(desk, external_number="A-1", received_at="2026-03-02T09:00:00+08:00")
        place = complain(
            desk,
            external_number="A-2",
            subject_name="无名作坊",
            address="西固区　黄河左岸滩涂。",
            received_at="2026-03-02T09:10:00+08:00",
        )
        complain(elsewhere, external_number="A-3", received_at="2026-03-02T09:00:00+08:00")
    again = complain(
        desk, subject_name="西固区某洗煤厂（二期）", external_number="A-4", address="别处"
    )
    again = complain(desk, subject_name="西固区 某洗煤厂", external_number="A-5")

    rows = ok(desk["intake"].get(f"complaints/{again['id']}/duplicates/"))["results"]
    assert [(row["id"], [each["code"] for each in row["reasons"]]) for row in rows] == [
        (place["id"], ["same_place"]),
        (first["id"], ["same_subject", "same_place"]),
    ]

    body = {"reason_code": "repeated", "reason": "同一事项已在办理", **TOLD}
    problem = refused(
        desk["intake"].step("complaints", again["id"], "refuse", body), 422, "incomplete"
    )
    assert [row["pointer"] for row in problem["errors"]] == ["/repeat_of"]
    stranger = Complaint.objects.get(external_number="A-3").pk
    refused(
        desk["intake"].step(
            "complaints", again["id"], "refuse", {**body, "repeat_of": str(stranger)}
        ),
        422,
        "invalid",
    )
    again = step(desk["intake"], again, "refuse", {**body, "repeat_of": first["id"]})
    assert (again["status"], again["repeat_of"]) == ("not_accepted", first["id"])
    rows = ok(desk["intake"].get(f"complaints/{again['id']}/duplicates/"))["results"]
    assert [each["code"] for each in rows[1]["reasons"]] == [
        "named_at_intake",
        "same_subject",
        "same_place",
    ]


def test_it_may_be_named_as_a_repetition_at_intake() -> None:
    desk = Desk(LANZHOU)
    first = complain(desk)

    again = complain(desk, external_number="A-5", repeat_of=first["id"])

    assert again["repeat_of"] == first["id"]
    complaint = step(
        desk["intake"], again, "refuse", {"reason_code": "repeated", "reason": "重复", **TOLD}
    )
    assert complaint["repeat_of"] == first["id"]


def test_a_number_of_the_hotline_is_registered_once_a_department() -> None:
    desk = Desk(LANZHOU)
    complain(desk)

    problem = refused(desk["intake"].post("complaints/", BODY), 422, "invalid")

    assert [(row["pointer"], row["code"]) for row in problem["errors"]] == [
        ("/external_number", "repeated-number")
    ]
    assert Matter.objects.count() == Reporter.objects.count() == 1
    complain(Desk(PROVINCE))
    assert Complaint.objects.count() == 2


def test_only_intake_takes_complaints_in() -> None:
    desk = Desk(LANZHOU)

    for role in ("liaison", "handler", "lead", "reward_officer"):
        refused(desk[role].post("complaints/", BODY), 403, "not-your-step")

    assert Matter.objects.count() == Reporter.objects.count() == 0


def test_what_was_taken_down_is_corrected_until_it_is_decided() -> None:
    desk = Desk(LANZHOU)
    complaint = complain(desk)
    path = f"complaints/{complaint['id']}/"

    changed = ok(desk["intake"].patch(path, {"content": "清晨排放"}, **{"If-Match": '"1"'}))
    assert (changed["content"], changed["version"]) == ("清晨排放", 2)
    refused(desk["intake"].patch(path, {"content": "午后"}), 428, "version-missing")
    refused(desk["intake"].patch(path, {"content": "午后"}, **{"If-Match": '"1"'}), 412, "stale")
    refused(desk.lead.patch(path, {"content": "午后"}, **{"If-Match": '"2"'}), 403, "not-your-step")
    step(desk["intake"], complaint, "accept")

    refused(
        desk["intake"].patch(path, {"content": "午后"}, **{"If-Match": '"3"'}), 409, "wrong-status"
    )

    assert Complaint.objects.get().content == "清晨排放"


def test_lists_are_narrowed_by_what_a_complaint_is() -> None:
    desk = Desk(LANZHOU)
    first = complain(desk)
    second = complain(
        desk,
        external_number="B-1",
        channel="web",
        pollution_type="noise",
        anonymous=True,
        reporter=None,
        subject_name="七里河区某歌厅",
        repeat_of=first["id"],
    )

    def found(query: str) -> list[str]:
        return [row["id"] for row in ok(desk["intake"].get(f"complaints/?{query}"))["results"]]

    assert found("") == [second["id"], first["id"]]
    assert found("channel=web") == found("anonymous=true") == [second["id"]]
    assert (
        found("pollution_type=water") == found("external_number=12369-2026110101") == [first["id"]]
    )
    assert found(f"repeat_of={first['id']}") == found("search=歌厅") == [second["id"]]
    assert [row["id"] for row in ok(Desk(WATER)["intake"].get("complaints/"))["results"]] == []


def test_the_superior_reads_a_complaint_and_its_papers_but_not_the_proposal() -> None:
    desk, above = Desk(LANZHOU), Desk(PROVINCE)
    complaint = step(desk["intake"], complain(desk), "accept")
    ok(upload(desk["intake"], complaint["id"], paper("来信")), 201)
    step(desk.handler, complaint, "propose_answer", {"answer": "草拟"})

    seen = ok(above.lead.get(f"complaints/{complaint['id']}/"))

    assert (seen["proposal"], seen["available_actions"]) == ("", [])
    assert len(ok(above.lead.get(f"matters/{complaint['id']}/evidence/"))["results"]) == 1


def test_another_handler_is_named() -> None:
    desk = Desk(LANZHOU)
    complaint = step(desk["intake"], complain(desk), "accept")

    body = {"handler": desk.liaison.user.username}
    complaint = step(desk.lead, complaint, "reassign", body)

    assert complaint["handler"] == desk.liaison.user.pk
    assert "complaint.reassigned" in told(desk["intake"])


def test_a_complaint_is_sealed_only_where_the_head_and_another_can_be_named() -> None:
    desk = Desk(LANZHOU)
    body = {**BODY, "secrecy": "sealed"}

    problem = refused(desk["intake"].post("complaints/", body), 422, "incomplete")

    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [
        ("/secrecy", "too-few-persons")
    ]
    assert not Complaint.objects.exists()
    assert not Reporter.objects.exists()
    assert desk["head"].user.is_active
    assert complain(desk, secrecy="sealed")["secrecy"] == "sealed"
