"""Every verb of every track, taken at least once as people take it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import time_machine

from apps.deadlines.models import Deadline
from tests.architecture.every_case import every_case
from tests.architecture.every_opinion import every_opinion
from tests.client import Caller, draft, ok
from tests.complaints import BODY as COMPLAINT
from tests.complaints import complain
from tests.complaints import step as complaint_step
from tests.stories import (
    BAIYIN,
    CHENGGUAN,
    DECISION,
    FEEDBACK,
    FILING,
    LANZHOU,
    MORNING,
    REASON,
    WATER,
    Desk,
    Story,
    paper,
    staff,
    upload,
)


def every_verb() -> None:
    """Take every verb of every table, each at its fullest."""
    _to_the_end_with_two_legs()
    _withdrawn_and_recalled()
    _argued_about()
    _returned_and_split()
    _merged_reopened_and_urgent()
    _sealed()
    _suspended_and_extended()
    _complained()
    _put_right()
    every_case()
    every_opinion()


def _complained() -> None:
    desk = Desk(WATER)
    intake, told = desk["intake"], {"told_on": "2026-11-20", "told_way": "phone"}
    key = {"Idempotency-Key": str(uuid4())}
    first = ok(intake.post("complaints/", {**COMPLAINT, "repeat_of": None}, **key), 201)
    again = complain(desk, external_number="S-2", repeat_of=first["id"])
    away = complain(desk, external_number="S-3")
    body = {"reason_code": "repeated", "repeat_of": first["id"], **REASON, **told}
    complaint_step(intake, again, "refuse", body)
    complaint_step(intake, away, "move", {"moved_to": "信访局", **REASON, **told})
    body = {"handler": desk.handler.user.username, **told}
    complaint_step(intake, first, "accept", body)
    complaint_step(desk.lead, first, "reassign", {"handler": desk.liaison.user.username})
    complaint_step(desk.lead, first, "link", {"other": again["id"]})
    body = {"receivers": [{"department": LANZHOU, "role": "main"}]}
    complaint_step(desk.handler, first, "open_clue", body)
    complaint_step(desk.handler, first, "propose_answer", {"answer": "已处理"})
    complaint_step(desk.lead, first, "answer", told)
    closed = complain(desk, external_number="S-4", secrecy="confidential")
    for verb in ("admit", "dismiss"):
        body = {"person": desk["reward_officer"].user.username, **REASON}
        complaint_step(desk.lead, closed, verb, body)
    seal, low = {"secrecy": "sealed", **REASON}, {"secrecy": "internal", **REASON}
    complaint_step(desk.lead, closed, "raise_secrecy", seal)
    complaint_step(desk.lead, closed, "propose_lowering", low)
    complaint_step(desk["head"], closed, "lower_secrecy")
    complaint_step(desk.lead, closed, "recuse", REASON)


def _suspended_and_extended() -> None:
    story = Story().filed()
    handler, lead = story.receiver.handler, story.receiver.lead
    clock = str(Deadline.objects.get(matter=story.leg_id, kind="penalty").pk)
    now = MORNING.isoformat()
    body = {"clock": "penalty", "cause": "hearing", "since": now, "paper": "听证通知书"}
    story.on_leg(handler, "propose_suspension", body)
    story.on_leg(lead, "suspend", {"clock": "penalty"})
    story.on_leg(lead, "resume", {"clock": "penalty"})
    asked = {"deadline": clock, "days": 5, "reason": "案情复杂"}
    for verb in ("take_back", "refuse", "grant"):
        request = ok(handler.post("extension-requests/", asked, **_key()), 201)["id"]
        if verb == "grant":
            second = Caller("lead", LANZHOU, suffix=".second")
            other = {"handler": second.user.username}
            ok(second.step("extension-requests", request, "reassign", other))
            another = {"other": Story().sent().clue_id, **REASON}
            ok(second.step("extension-requests", request, "link", another))
            third = Caller("lead", LANZHOU, suffix=".third")
            ok(third.step("extension-requests", request, "recuse", REASON))
        who = handler if verb == "take_back" else lead
        ok(who.step("extension-requests", request, verb, REASON))


def _key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


def _two_receivers(**changes: Any) -> Story:
    rows = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
    return Story(receivers=rows, **changes)


def _to_the_end_with_two_legs() -> None:
    story = _two_receivers()
    sender, receiver, baiyin = story.sender, story.receiver, Desk(BAIYIN)
    item = ok(upload(sender.liaison, story.clue_id, paper("现场")), 201)
    story.on_clue(sender.liaison, "submit")
    story.on_clue(sender.lead, "disapprove", REASON)
    story.on_clue(sender.liaison, "submit")
    legs = [leg["id"] for leg in story.on_clue(sender.lead, "approve")["legs"]]
    story.on_leg(receiver.liaison, "sign", {"manifest": story.manifest()})
    story.on_leg(receiver.liaison, "request_supplement", {"items": ["照片"]})
    story.on_leg(sender.liaison, "supplement", {"note": "已补", "evidence": [item["id"]]})
    story.accept()
    story.on_leg(receiver.lead, "reassign", {"handler": receiver.liaison.user.username})
    [hit] = ok(receiver.lead.get(f"clues/{story.clue_id}/screening/"))["results"]
    at = f"clues/{story.clue_id}/screening/{hit['id']}/actions"
    answer = {"kind": "reason", "reason": "经复核为2.8吨"}
    for caller, verb, body in (
        (receiver.handler, "answer", answer),
        (receiver.lead, "send_back", REASON),
        (receiver.handler, "answer", answer),
        (receiver.lead, "approve", None),
    ):
        ok(caller.post(f"{at}/{verb}/", body, **_key()))
    story.on_leg(receiver.liaison, "report_progress", {"progress": "已现场核查"})
    check = {"way": "on_site", "checked_on": "2026-11-20", "findings": "属实"}
    check |= {"approval": {"number": "兰环查〔2026〕1号", "approver": "李局长"}}
    story.on_leg(receiver.handler, "inspect", {**check, "evidence": [item["id"]]})
    story.on_leg(receiver.lead, "file", FILING)
    story.on_leg(receiver.lead, "decide", DECISION)
    story.on_leg(
        receiver.lead, "serve_decision", {"served_on": "2026-11-20", "service_way": "in_person"}
    )
    story.on_leg(receiver.handler, "propose_feedback", PENALTY_NOW)
    story.on_leg(receiver.lead, "revise_feedback", REASON)
    for answer in ("dispute_feedback", "dispute_feedback", "refer_feedback"):
        story.on_leg(receiver.handler, "propose_feedback", PENALTY_NOW)
        story.on_leg(receiver.lead, "feed_back")
        story.on_leg(sender.lead, answer, REASON)
    government = Desk("620000-government")
    story.on_leg(government.lead, "rule_rework", REASON)
    story.on_leg(receiver.lead, "feed_back", PENALTY_NOW)
    story.on_leg(sender.lead, "refer_feedback", REASON)
    story.on_leg(government.lead, "rule_final", REASON)
    story.leg_id = legs[1]
    story.on_leg(baiyin.liaison, "sign", {"manifest": story.manifest(baiyin.liaison)})
    story.on_leg(baiyin.liaison, "accept", {"handler": baiyin.handler.user.username})
    story.on_leg(baiyin.lead, "decline_filing", {"reason_code": "minor_corrected", **REASON})
    story.on_leg(baiyin.lead, "feed_back", FEEDBACK)
    story.on_leg(sender.liaison, "confirm")
    [order] = ok(receiver.lead.get("rectifications/"))["results"]
    _done(order["id"], by=receiver)
    assert story.clue()["status"] == "concluded"
    story.on_clue(sender.lead, "reopen", REASON)


PENALTY_NOW = {"outcomes": [{"outcome": "general_penalty"}], "summary": "已依法处罚。"}


def _withdrawn_and_recalled() -> None:
    story = _two_receivers().sent()
    story.on_clue(story.sender.lead, "withdraw", REASON)
    story = Story()
    story.on_clue(story.sender.lead, "discard", REASON)
    story = Story()
    path, sender = f"clues/{story.clue_id}/", story.sender
    ok(sender.liaison.patch(path, draft(title="改"), **{"If-Match": '"1"'}))
    gone = sender.lead.delete(path, **{"If-Match": '"2"'})
    assert gone.status_code == 204
    story = Story().sent()
    story.on_leg(story.sender.lead, "recall", REASON)
    story.on_clue(story.sender.lead, "close_no_receiver", REASON)
    story, baiyin = _two_receivers().sent(), Desk(BAIYIN)
    story.follow(1)
    story.on_leg(baiyin.liaison, "sign", {"manifest": []})
    story.on_leg(baiyin.lead, "object", {"reason_code": "not_our_duty", **REASON})
    story.on_leg(story.sender.lead, "take_back")
    story.follow(0)
    story.on_leg(story.receiver.liaison, "sign", {"manifest": []})
    story.accept()
    story.feed_back()
    story.on_leg(story.sender.liaison, "confirm")
    story.on_clue(story.sender.lead, "conclude")


def _argued_about() -> None:
    story = Story().disputed()
    story.on_leg(story.sender.lead, "propose_settlement", {"settlement": "here"})
    story.on_leg(story.receiver.lead, "agree_here")
    story = Story().disputed()
    story.on_leg(story.receiver.lead, "propose_settlement", {"settlement": "back"})
    story.on_leg(story.sender.lead, "agree_back")
    story = Story().disputed()
    story.on_leg(story.sender.lead, "refer_up")
    government = Desk("620000-government")
    story.on_leg(government.lead, "designate", {"receiver": BAIYIN, **REASON})
    story = Story().objected()
    story.on_leg(story.sender.lead, "take_back")
    story.on_clue(story.sender.liaison, "propose_redirect", {"receiver": BAIYIN})
    story.on_clue(story.sender.lead, "redirect")
    story.follow()
    baiyin = Desk(BAIYIN)
    story.on_leg(baiyin.liaison, "sign", {"manifest": []})
    story.on_leg(baiyin.lead, "contest", REASON)
    story = Story().accepted()
    late = {"reason_code": "not_our_duty", **REASON}
    story.on_leg(story.receiver.lead, "object_late", late)


def _returned_and_split() -> None:
    story = Story().accepted()
    story.on_leg(story.sender.lead, "ask_return", REASON)
    story.on_leg(story.receiver.lead, "agree_return")
    subjects = [{"name": "甲厂", "role": "suspect"}, {"name": "乙厂", "role": "suspect"}]
    story = Story(subjects=subjects).signed()
    kept = story.leg()["subjects"][0]["id"]
    story.on_leg(story.receiver.lead, "split", {"subjects": [kept], **REASON})
    story.on_leg(story.receiver.lead, "forward", {"receiver": CHENGGUAN})
    story = Story().signed()
    story.on_leg(story.receiver.liaison, "request_supplement", {"items": ["照片"]})
    story.on_leg(story.sender.lead, "explain_supplement", REASON)


def _merged_reopened_and_urgent() -> None:
    first, second = Story().sent(), Story(receiver=BAIYIN).sent()
    second.on_clue(first.sender.lead, "merge", {"survivor": first.clue_id})
    second.on_clue(first.sender.lead, "unmerge")
    story = Story().sent()
    theirs = story.receiver
    story.on_clue(theirs.lead, "reassign", {"handler": theirs.liaison.user.username})
    other = Story().sent()
    story.on_clue(theirs.lead, "link", {"other": other.clue_id})
    ok(theirs.lead.step("transfers", story.leg_id, "link", {"other": other.leg_id}))
    ok(theirs.lead.step("clues", story.clue_id, "recuse", REASON))
    other = Caller("lead", theirs.code, suffix=".2")
    ok(other.step("transfers", story.leg_id, "recuse", REASON))
    story = Story(urgency="urgent").submitted()
    story.on_clue(story.sender["duty_officer"], "approve_urgent")
    story.on_clue(story.sender.lead, "confirm_urgent")


def _sealed() -> None:
    staff(WATER, LANZHOU, BAIYIN)
    seal = {"secrecy": "sealed", **REASON}
    story = _two_receivers(secrecy="confidential").sent()
    story.on_leg(story.receiver.lead, "sign", {"manifest": []})
    lead, head = story.receiver.lead, story.receiver["head"]
    ok(lead.step("transfers", story.leg_id, "raise_secrecy", seal))
    ok(lead.step("clues", story.clue_id, "propose_lowering", {"secrecy": "internal", **REASON}))
    ok(head.step("clues", story.clue_id, "lower_secrecy"))
    ok(lead.step("clues", story.clue_id, "raise_secrecy", seal))
    for caller, collection, pk in (
        (story.receiver.lead, "clues", story.clue_id),
        (story.receiver.lead, "transfers", story.leg_id),
    ):
        handler = story.receiver.handler
        body = {"person": handler.user.username, **REASON}
        ok(caller.step(collection, pk, "admit", body))
        ok(caller.step(collection, pk, "dismiss", body))
    story.leg(lead)
    story.on_leg(lead, "accept", {"handler": lead.user.username})
    clock = Deadline.objects.get(matter=story.leg_id, kind="feedback")
    asked = {"deadline": str(clock.pk), "days": 5, "reason": "案情复杂"}
    request = ok(lead.post("extension-requests/", asked, **_key()), 201)["id"]
    above = story.sender.lead
    body = {"person": story.sender.handler.user.username, **REASON}
    ok(above.step("extension-requests", request, "admit", body))
    ok(above.step("extension-requests", request, "dismiss", body))
    story = Story().accepted()
    clock = Deadline.objects.get(matter=story.leg_id, kind="feedback")
    request = ok(lead.post("extension-requests/", {**asked, "deadline": str(clock.pk)}), 201)["id"]
    ok(above.step("extension-requests", request, "raise_secrecy", seal))


def _put_right() -> None:
    staff(WATER, LANZHOU)
    story, pk = _ordered(secrecy="confidential")
    lead, handler = story.receiver.lead, story.receiver.handler
    body = {"person": handler.user.username, **REASON}
    for verb in ("admit", "dismiss"):
        ok(lead.step("rectifications", pk, verb, body))
    ok(lead.step("rectifications", pk, "raise_secrecy", {"secrecy": "sealed", **REASON}))
    story, pk = _ordered()
    ok(lead.step("rectifications", pk, "link", {"other": story.clue_id}))
    ok(lead.step("rectifications", pk, "reassign", {"handler": handler.user.username}))
    shown = _shown(handler, pk)
    ok(handler.step("rectifications", pk, "report_done", shown))
    ok(lead.step("rectifications", pk, "reject", {**REASON, "due_on": "2026-11-30"}))
    story.on_leg(story.sender.lead, "confirm")
    _done(pk, by=story.receiver)
    assert story.clue()["status"] == "concluded"
    ok(handler.step("rectifications", pk, "look_back", shown))
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        ok(handler.step("rectifications", pk, "look_back", shown))
        ok(handler.step("rectifications", pk, "find_kept", {}))
    _refused_and_enforced()
    for concluded in (True, False):
        story, pk = _ordered()
        _done(pk, by=story.receiver)
        if concluded:
            story.on_leg(story.sender.lead, "confirm")
        ok(lead.step("rectifications", pk, "find_relapsed", REASON))
    story, pk = _ordered()
    ok(story.receiver.lead.step("rectifications", pk, "recuse", REASON))


def _refused_and_enforced() -> None:
    story, pk = _ordered()
    story.on_leg(story.sender.lead, "confirm")
    for verb, body in (
        ("declare_refused", REASON),
        ("enforce", {"way": "daily_fine", "note": "按日计罚"}),
        ("close_enforced", {}),
    ):
        ok(story.receiver.lead.step("rectifications", pk, verb, body))
    assert story.clue()["status"] == "concluded"


def _shown(caller: Caller, pk: str) -> dict[str, Any]:
    """Upload what shows that something was put right."""
    item = ok(upload(caller, pk, paper("清运记录")), 201)
    return {"note": "已清运", "evidence": [item["id"]]}


def _done(pk: str, *, by: Desk) -> None:
    """Let something be put right and verified."""
    ok(by.handler.step("rectifications", pk, "report_done", _shown(by.handler, pk)))
    ok(by.lead.step("rectifications", pk, "verify", {"note": "属实"}))


def _ordered(**changes: Any) -> tuple[Story, str]:
    """Bring a clue to an order to put something right; answer that order's key."""
    story = Story(**changes).sent()
    lead = story.receiver.lead
    story.on_leg(lead, "sign", {"manifest": story.manifest(lead)})
    story.on_leg(lead, "accept", {"handler": lead.user.username})
    order = {"outcomes": [{"outcome": "correction_at_once"}], "summary": "已责令改正。"}
    story.on_leg(lead, "feed_back", order)
    return story, ok(lead.get(f"rectifications/?clue={story.clue_id}"))["results"][0]["id"]
