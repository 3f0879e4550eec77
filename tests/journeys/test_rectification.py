"""What was ordered to be put right: done, checked, looked back at; relapsed; refused, enforced."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from apps.clues.models import Rectification
from tests.client import Caller, ok
from tests.stories import (
    BAIYIN,
    DECISION,
    FEEDBACK,
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
    paper,
    refused,
    told,
    upload,
    verbs,
)

BY_DATE = {
    "outcomes": [
        {
            "outcome": "correction_by_date",
            "requirement": "清运全部废机油桶，修复渗漏地面",
            "due_on": "2026-12-01",
        }
    ],
    "summary": "已责令限期改正。",
}


class Order:
    """The one rectification of a story, as its people see and move it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        [row] = ok(story.sender.lead.get(f"rectifications/?clue={story.clue_id}"))["results"]
        self.id: str = row["id"]
        self._proof = ""

    def read(self, caller: Caller | None = None) -> Any:
        """Read it, as the receiver's lead unless somebody else is named."""
        return ok((caller or self.story.receiver.lead).get(f"rectifications/{self.id}/"))

    def take(self, caller: Caller, verb: str, body: Any = None) -> Any:
        """Take a step that must succeed."""
        return ok(caller.step("rectifications", self.id, verb, body))

    def shown(self, note: str) -> dict[str, Any]:
        """Write a note with evidence on the rectification."""
        file = paper(note, f"{note}.txt")
        item = ok(upload(self.story.receiver.handler, self.id, file), 201)
        return {"note": note, "evidence": [item["id"]]}

    def verified(self) -> Order:
        """Let the handler report it done and the lead verify it."""
        receiver = self.story.receiver
        self.take(receiver.handler, "report_done", self.shown("已清运"))
        self.take(receiver.lead, "verify", {"note": "现场核实无误"})
        return self


def ordered(feedback: Any = BY_DATE, **changes: Any) -> Order:
    """Bring a clue to a feedback that orders something to be put right."""
    story = Story(**changes).accepted()
    story.on_leg(story.receiver.lead, "feed_back", feedback)
    return Order(story)


def test_an_order_by_a_date_is_done_verified_looked_back_at_twice_and_kept(
    clock: time_machine.Traveller,
) -> None:
    story = Story().accepted()
    sender, receiver = story.sender, story.receiver
    told(sender.lead)

    story.on_leg(receiver.lead, "feed_back", BY_DATE)

    order = Order(story)
    detail = order.read()
    assert told(sender.lead) == ["rectification.ordered", "transfer.fed_back"]
    assert (detail["status"], holder(detail), detail["number"]) == ("ordered", LANZHOU, None)
    assert (detail["due_on"], detail["requirement"]) == (
        "2026-12-01",
        "清运全部废机油桶，修复渗漏地面",
    )
    assert detail["title"] == "责令限期改正：黄河左岸滩涂倾倒疑似危险废物"
    assert clocks(detail) == {"set_date": ("T20", "running", end_of("2026-12-01"))}
    assert receiver.waits() == {"report_done": end_of("2026-12-01")}

    clock.move_to(on("2026-11-30"))
    detail = order.take(receiver.handler, "report_done", order.shown("已清运"))
    assert (detail["status"], detail["done_note"]) == ("reported", "已清运")
    assert clocks(detail) == {"rectification_check": ("T14", "running", end_of("2026-12-07"))}
    detail = order.take(receiver.lead, "verify", {"note": "现场核实无误"})
    assert clocks(detail) == {"look_back": ("T15", "running", end_of("2026-12-30"))}
    assert receiver.waits() == {"look_back": end_of("2026-12-30")}

    clock.move_to(on("2026-12-29"))
    refused(receiver.handler.step("rectifications", order.id, "find_kept", {}), 409, "wrong-status")
    detail = order.take(receiver.handler, "look_back", order.shown("三十日回头看"))
    assert clocks(detail) == {"look_back": ("T15.second", "running", end_of("2027-03-01"))}
    assert receiver.waits() == {"look_back": end_of("2027-03-01")}

    again = order.shown("同日再看")
    problem = refused(
        sender.lead.step("rectifications", order.id, "look_back", again), 409, "wrong-status"
    )
    assert problem["detail"] == "不能“回头看”：当日已回头看，下一次不得在同一日"
    assert "look_back" not in verbs(order.read(sender.lead))

    clock.move_to(on("2027-02-25"))
    detail = order.take(sender.lead, "look_back", order.shown("九十日回头看"))
    assert clocks(detail) == {"look_back": ("T15.second", "running", end_of("2027-03-01"))}
    assert [(row["on"], row["department"]) for row in detail["look_backs"]] == [
        ("2026-12-29", LANZHOU),
        ("2027-02-25", WATER),
    ]
    assert receiver.waits() == {"find_kept": end_of("2027-03-01")}
    refused(
        receiver.handler.step("rectifications", order.id, "look_back", order.shown("再看")),
        409,
        "wrong-status",
    )

    detail = order.take(receiver.lead, "find_kept", {"note": "未反弹"})

    assert (detail["status"], detail["holder"], detail["deadlines"]) == ("kept", None, [])
    assert detail["finding"] == "未反弹"
    assert verbs(detail) == []
    assert acts(sender.lead, "matters", order.id) == [
        "open",
        "add_evidence",
        "report_done",
        "verify",
        "add_evidence",
        "look_back",
        "add_evidence",
        "add_evidence",
        "look_back",
        "add_evidence",
        "find_kept",
    ]
    assert_record_is_sound()


def test_without_a_date_ten_working_days_run() -> None:
    order = ordered({"outcomes": [{"outcome": "correction_at_once"}], "summary": "已责令改正。"})

    detail = order.read()

    assert detail["due_on"] is None
    assert clocks(detail) == {"set_date": ("T20", "running", end_of("2026-12-04"))}


def test_the_clue_waits_for_its_rectification_and_then_concludes_by_itself() -> None:
    order = ordered()
    story, sender, receiver = order.story, order.story.sender, order.story.receiver
    order.take(receiver.handler, "report_done", order.shown("已清运"))
    story.on_leg(sender.liaison, "confirm")
    clue = story.clue()
    assert (clue["status"], holder(clue)) == ("transferred", WATER)
    assert sender.waits() == {}
    problem = refused(sender.lead.step("clues", story.clue_id, "conclude"), 409, "wrong-status")
    assert problem["detail"] == "不能“办结”，须先：卷宗内没有其他未结事项"

    order.take(receiver.lead, "verify", {"note": "现场核实无误"})

    assert story.clue()["status"] == "concluded"
    assert order.read()["status"] == "verified"
    assert acts(sender.lead, "clues", story.clue_id)[-2:] == ["verify", "conclude"]
    assert receiver.waits() == {"look_back": end_of("2026-12-21")}
    assert_record_is_sound()


def test_a_verified_rectification_does_not_keep_the_clue_open() -> None:
    order = ordered().verified()
    assert order.story.clue()["status"] == "transferred"

    order.story.on_leg(order.story.sender.liaison, "confirm")

    assert order.story.clue()["status"] == "concluded"


def test_a_relapse_after_the_conclusion_reopens_the_clue_at_the_receiver_where_it_was_found() -> (
    None
):
    both = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
    story = Story(receivers=both).accepted()
    sender, receiver, co = story.sender, story.receiver, Desk(BAIYIN)
    second = story.clue()["legs"][1]["id"]
    ok(co.liaison.step("transfers", second, "sign", {"manifest": []}))
    ok(co.liaison.step("transfers", second, "accept", {"handler": co.handler.user.username}))
    ok(co.lead.step("transfers", second, "feed_back", FEEDBACK))
    ok(sender.liaison.step("transfers", second, "confirm"))
    story.on_leg(receiver.lead, "feed_back", BY_DATE)
    order = Order(story).verified()
    story.on_leg(sender.liaison, "confirm")
    assert story.clue()["status"] == "concluded"
    told(receiver.liaison)

    detail = order.take(receiver.handler, "find_relapsed", {"reason": "再次倾倒"})

    assert (detail["status"], detail["finding"]) == ("relapsed", "再次倾倒")
    clue = story.clue()
    assert (clue["status"], holder(clue)) == ("transferred", LANZHOU)
    assert [(leg["receiver"]["code"], leg["kind"], leg["status"]) for leg in clue["legs"]] == [
        (LANZHOU, "transfer", "confirmed"),
        (BAIYIN, "transfer", "confirmed"),
        (LANZHOU, "reopened", "sent"),
    ]
    assert receiver.waits() == {"sign": end_of("2026-11-24")}
    assert acts(sender.lead, "clues", story.clue_id)[-3:] == ["find_relapsed", "reopen", "open"]
    assert_record_is_sound()


def test_a_relapse_before_the_conclusion_opens_one_more_leg() -> None:
    order = ordered().verified()
    story, receiver = order.story, order.story.receiver
    version = story.clue()["version"]

    order.take(story.sender.lead, "find_relapsed", {"reason": "再次倾倒"})

    clue = story.clue()
    assert clue["status"] == "transferred"
    assert clue["version"] == version + 1
    assert [(leg["kind"], leg["status"]) for leg in clue["legs"]] == [
        ("transfer", "fed_back"),
        ("reopened", "sent"),
    ]
    assert "reopen" not in acts(story.sender.lead, "clues", story.clue_id)
    story.on_leg(story.sender.liaison, "confirm")
    assert (story.clue()["status"], holder(story.clue())) == ("transferred", LANZHOU)
    assert receiver.waits() == {"sign": end_of("2026-11-24")}


def test_the_leg_of_a_relapse_has_its_letter_and_is_read_by_the_main_handler() -> None:
    both = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
    story = Story(receivers=both).signed()
    main, co = story.receiver, Desk(BAIYIN)
    second = story.clue()["legs"][1]["id"]
    ok(co.liaison.step("transfers", second, "sign", {"manifest": []}))
    ok(co.liaison.step("transfers", second, "accept", {"handler": co.handler.user.username}))
    ok(co.lead.step("transfers", second, "feed_back", BY_DATE))
    story.receiver = co
    order = Order(story).verified()

    order.take(co.lead, "find_relapsed", {"reason": "再次倾倒"})

    again = story.clue()["legs"][2]
    assert (again["kind"], again["role"], again["status"]) == ("reopened", "co", "sent")
    for reader in (co.lead, main.lead):
        [letter] = ok(reader.get(f"matters/{again['id']}/documents/"))["results"]
        assert (letter["kind"], letter["number"]) == ("transfer_letter", "甘水函〔2026〕3号")
    assert ok(main.lead.get(f"transfers/{again['id']}/"))["status"] == "sent"


def test_the_leg_of_a_reopened_clue_has_one_letter() -> None:
    order = ordered().verified()
    story = order.story
    story.on_leg(story.sender.liaison, "confirm")

    order.take(story.receiver.handler, "find_relapsed", {"reason": "再次倾倒"})

    again = story.clue()["legs"][1]["id"]
    letters = ok(story.receiver.lead.get(f"matters/{again}/documents/"))["results"]
    assert [row["kind"] for row in letters] == ["transfer_letter"]


def test_what_was_handled_at_home_is_taken_up_again_at_home() -> None:
    story = Story(kind="own", receivers=[])
    story.sent()
    sender = story.sender
    story.on_leg(sender.lead, "reassign", {"handler": sender.handler.user.username})
    story.on_leg(sender.lead, "feed_back", BY_DATE)
    story.receiver = sender
    order = Order(story).verified()
    story.on_leg(sender.lead, "confirm")
    assert story.clue()["status"] == "concluded"

    order.take(sender.handler, "find_relapsed", {"reason": "再次倾倒"})

    legs = story.clue()["legs"]
    assert [(leg["kind"], leg["status"]) for leg in legs] == [
        ("own", "confirmed"),
        ("own", "accepted"),
    ]


def test_a_refusal_is_enforced_by_the_court_and_closes_the_clue() -> None:
    order = ordered()
    story, sender, receiver = order.story, order.story.sender, order.story.receiver
    story.on_leg(sender.liaison, "confirm")
    told(sender.lead)

    detail = order.take(receiver.lead, "declare_refused", {"reason": "逾期拒不清运"})
    assert (detail["status"], detail["deadlines"]) == ("refused", [])
    assert receiver.waits() == {"enforce": None}
    assert told(sender.lead) == ["rectification.refused"]

    body = {"way": "court", "note": "已向西固区人民法院申请"}
    problem = refused(
        receiver.lead.step("rectifications", order.id, "enforce", body), 422, "invalid"
    )
    assert [error["pointer"] for error in problem["errors"]] == ["/ruling_number", "/ruled_on"]
    assert order.read()["version"] == detail["version"]
    ruling = {"ruling_number": "（2026）甘0104行审1号", "ruled_on": "2026-11-20"}
    detail = order.take(receiver.lead, "enforce", {**body, **ruling})
    assert (detail["status"], detail["enforcement"]) == ("enforcing", "court")
    assert (detail["ruling_number"], detail["ruled_on"]) == tuple(ruling.values())
    assert story.clue()["status"] == "transferred"

    detail = order.take(receiver.lead, "close_enforced", {"note": "法院已强制清运"})

    assert (detail["status"], detail["finding"]) == ("closed_enforced", "法院已强制清运")
    assert story.clue()["status"] == "concluded"
    assert_record_is_sound()


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (
            {"way": "court", "note": "x", "ruling_number": "1号", "ruled_on": "2026-11-21"},
            ["/ruled_on"],
        ),
        ({"way": "fire", "note": "x"}, ["/way"]),
    ],
)
def test_an_enforcement_that_is_none_changes_nothing(body: Any, pointers: list[str]) -> None:
    order = ordered()
    lead = order.story.receiver.lead
    before = order.take(lead, "declare_refused", REASON)

    problem = refused(lead.step("rectifications", order.id, "enforce", body), 422, "invalid")

    assert [error["pointer"] for error in problem["errors"]] == pointers
    assert order.read() == before


def test_a_daily_fine_needs_no_ruling_and_what_is_done_at_last_is_verified() -> None:
    order = ordered()
    receiver = order.story.receiver
    order.take(receiver.lead, "declare_refused", REASON)
    order.take(receiver.lead, "enforce", {"way": "daily_fine", "note": "按日连续处罚"})

    assert receiver.waits()["report_done"] is None
    assert order.verified().read()["status"] == "verified"


def test_what_does_not_do_gets_a_new_date() -> None:
    order = ordered()
    receiver = order.story.receiver
    detail = order.take(receiver.handler, "report_done", order.shown("已清运"))
    early = {"reason": "地面未修复", "due_on": "2026-11-19"}
    problem = refused(
        receiver.lead.step("rectifications", order.id, "reject", early), 422, "invalid"
    )
    assert [error["pointer"] for error in problem["errors"]] == ["/due_on"]
    assert order.read()["version"] == detail["version"]

    detail = order.take(receiver.lead, "reject", {"reason": "地面未修复", "due_on": "2026-12-10"})

    assert (detail["status"], detail["due_on"]) == ("ordered", "2026-12-10")
    assert clocks(detail) == {"set_date": ("T20", "running", end_of("2026-12-10"))}
    assert receiver.waits()["report_done"] == end_of("2026-12-10")


def test_work_done_again_does_not_order_the_same_thing_twice() -> None:
    order = ordered()
    story = order.story
    story.on_leg(story.sender.lead, "dispute_feedback", REASON)
    more = [*BY_DATE["outcomes"], {"outcome": "production_halted"}]

    story.on_leg(story.receiver.lead, "feed_back", {**BY_DATE, "outcomes": more})

    rows = Rectification.objects.filter(root_id=story.clue_id).order_by("pk")
    assert [(str(row.pk) == order.id, row.outcome_id, row.version) for row in rows] == [
        (True, "correction_by_date", 1),
        (False, "production_halted", 1),
    ]


def test_nobody_verifies_what_they_reported_themselves() -> None:
    order = ordered()
    lead = order.story.receiver.lead
    membership = lead.user.memberships.get()
    membership.pk, membership.role, membership.primary = None, "handler", False
    membership.save()
    order.take(lead, "report_done", order.shown("已清运"))
    before = order.read()

    refused(lead.step("rectifications", order.id, "verify", {"note": "x"}), 403, "not-your-step")

    assert order.read() == before


def test_evidence_of_another_dossier_shows_nothing() -> None:
    order, other = ordered(), ordered()
    body = other.shown("别处")
    before = order.read()

    problem = refused(
        order.story.receiver.handler.step("rectifications", order.id, "report_done", body),
        422,
        "invalid",
    )

    assert [(row["pointer"], row["code"]) for row in problem["errors"]] == [
        ("/evidence/0", "unknown-item")
    ]
    assert order.read() == before


def test_each_subject_has_its_own_order_and_penalties_carry_the_decision() -> None:
    subjects = [
        {"name": "甲厂", "role": "suspect", "facts": {"hazardous_waste_tonnes": 3.4}},
        {"name": "乙厂", "role": "suspect"},
        {"name": "出租方", "role": "owner"},
    ]
    story = Story(subjects=subjects).decided()
    receiver = story.receiver
    shown = story.clue()["subjects"]
    assert [row["facts"] for row in shown] == [{"hazardous_waste_tonnes": 3.4}, {}, {}]
    first, second = shown[0]["id"], shown[1]["id"]
    penalty = {"subject": first, "outcome": "general_penalty", "amount_yuan": "93200.00"}
    problem = refused(
        receiver.lead.step(
            "transfers", story.leg_id, "feed_back", {"outcomes": [penalty], "summary": "x"}
        ),
        422,
        "invalid",
    )
    assert [(row["pointer"], row["code"], row["detail"]) for row in problem["errors"]] == [
        ("/outcomes", "subject-missing", "主体“乙厂”没有处理结果")
    ]

    exempt = {"subject": second, "outcome": "exemption"}
    leg = story.on_leg(
        receiver.lead, "feed_back", {"outcomes": [penalty, exempt], "summary": "分别处理。"}
    )

    assert [
        (row["subject"], row["amount_yuan"], row["decision_number"], row["decided_on"])
        for row in leg["outcomes"]
    ] == [
        (first, "93200.00", DECISION["decision_number"], DECISION["decided_on"]),
        (second, None, None, None),
    ]
    order = Order(story).read()
    assert (order["subject"], order["subject_name"]) == (first, "甲厂")
    assert order["title"] == "一般行政处罚：甲厂"


@pytest.mark.parametrize(
    ("item", "pointer", "code"),
    [
        ({"outcome": "correction_by_date", "due_on": "2026-11-19"}, "due_on", "in-the-past"),
        ({"outcome": "no_violation", "due_on": "2026-12-19"}, "due_on", "no-rectification"),
        ({"outcome": "no_violation", "requirement": "x"}, "requirement", "no-rectification"),
    ],
)
def test_an_order_that_cannot_be_is_not_fed_back(item: Any, pointer: str, code: str) -> None:
    story = Story().accepted()
    before = story.leg()

    response = story.receiver.lead.step(
        "transfers", story.leg_id, "feed_back", {"outcomes": [item], "summary": "x"}
    )

    problem = refused(response, 422, "invalid")
    assert [(row["pointer"], row["code"]) for row in problem["errors"]] == [
        (f"/outcomes/0/{pointer}", code)
    ]
    assert story.leg() == before
    assert Rectification.objects.count() == 0


def test_an_order_proposed_by_the_handler_is_sent_with_its_date() -> None:
    story = Story().accepted()
    story.on_leg(story.receiver.handler, "propose_feedback", BY_DATE)

    story.on_leg(story.receiver.lead, "feed_back")

    assert clocks(Order(story).read())["set_date"] == ("T20", "running", end_of("2026-12-01"))


def test_a_penalty_orders_what_was_done_to_be_put_right() -> None:
    story = Story().decided()

    story.on_leg(story.receiver.lead, "feed_back", PENALTY)

    assert Order(story).read()["outcome"] == "general_penalty"


def test_an_outsider_finds_no_rectification_and_only_named_people_a_confidential_one() -> None:
    order = ordered()
    outsider = Desk(BAIYIN).lead
    assert ok(outsider.get("rectifications/"))["results"] == []
    refused(outsider.get(f"rectifications/{order.id}/"), 404, "not-found")
    refused(outsider.step("rectifications", order.id, "verify", {"note": "x"}), 404, "not-found")

    leads = [Desk(code)["lead"] for code in (WATER, LANZHOU)]
    story = Story(secrecy="confidential").sent()
    story.on_leg(story.receiver.lead, "sign", {"manifest": []})
    story.on_leg(story.receiver.lead, "accept", {"handler": story.receiver.lead.user.username})
    story.on_leg(story.receiver.lead, "feed_back", BY_DATE)
    pk = Rectification.objects.get(root_id=story.clue_id).pk

    assert [lead.get(f"rectifications/{pk}/").status_code for lead in leads] == [200, 200]
    assert story.receiver.handler.get(f"rectifications/{pk}/").status_code == 404


def test_the_list_is_narrowed_by_clue_subject_status_and_standing(
    clock: time_machine.Traveller,
) -> None:
    order, other = ordered().verified(), ordered()
    reader = order.story.receiver.lead

    def found(query: str) -> list[str]:
        return [row["id"] for row in ok(reader.get(f"rectifications/?{query}"))["results"]]

    assert found("") == [other.id, order.id]
    assert found(f"clue={order.story.clue_id}") == [order.id]
    assert found(f"transfer={other.story.leg_id}") == [other.id]
    assert found("status=verified") == [order.id]
    assert found("outcome=production_halted") == []
    clock.move_to(on("2026-12-03"))
    assert found("standing=overdue") == [other.id]
