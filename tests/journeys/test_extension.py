"""More time is asked before a clock is over, and somebody else decides."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command

from apps.deadlines.models import Deadline
from apps.desk.models import ExtensionRequest
from apps.matters.models import Access, Wait
from tests.client import Caller, ok
from tests.complaints import complain
from tests.complaints import step as complaint_step
from tests.concurrency.invariants import assert_all_holds
from tests.stories import (
    CHENGGUAN,
    DECISION,
    FILING,
    LANZHOU,
    PROVINCE,
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
    staff,
    told,
    verbs,
)

ASKED = "extension-requests/"


def open_clock(story: Story, kind: str) -> str:
    """Find the key of the leg's open clock of a kind."""
    rows = story.leg()["deadlines"]
    return str(next(row["id"] for row in rows if row["kind"] == kind))


def ask(caller: Caller, deadline: str, days: int, **headers: str) -> Any:
    """Ask for more time."""
    body = {"deadline": deadline, "days": days, "reason": "案情复杂，需补充取证"}
    return caller.post(ASKED, body, **headers)


def decide(caller: Caller, request: str, verb: str, body: Any = None) -> Any:
    """Take a step on a request."""
    return caller.step("extension-requests", request, verb, body)


def row_of(caller: Caller, story: Story, kind: str) -> Any:
    """Read the row of the leg's clock of a kind."""
    rows = ok(caller.get(f"matters/{story.leg_id}/deadlines/"))["results"]
    return next(row for row in rows if row["kind"] == kind and row["state"] != "stopped")


def explained(caller: Caller, deadline: str) -> Any:
    """Read how a clock's due time comes about."""
    return ok(caller.get(f"deadlines/{deadline}/explanation/"))


def test_the_lead_gives_the_case_more_time_and_the_second_time_after_a_discussion(
    clock: time_machine.Traveller,
) -> None:
    story = Story().filed()
    handler, lead = story.receiver.handler, story.receiver.lead
    penalty = open_clock(story, "penalty")
    assert clocks(story.leg())["penalty"] == ("A03", "running", end_of("2027-02-18"))
    assert row_of(handler, story, "penalty")["extendable"] == 30
    told(lead)

    clock.move_to(on("2027-02-10"))
    asked = ok(ask(handler, penalty, 30), 201)

    assert (asked["status"], asked["round"], asked["days"]) == ("asked", 1, 30)
    assert (asked["title"], holder(asked)) == (f"处罚决定延期：{story.leg()['title']}", LANZHOU)
    assert [(row["part"], row["department"]["code"]) for row in asked["parties"]] == [
        ("asker", LANZHOU),
        ("decider", LANZHOU),
    ]
    assert clocks(asked) == {"extension_decision": ("T23", "running", end_of("2027-02-12"))}
    assert asked["handler"] == handler.user.pk
    assert row_of(handler, story, "penalty")["extendable"] == 0
    assert told(lead) == ["extension_request.asked"]
    assert story.receiver.waits()["grant"] == end_of("2027-02-12")
    assert refused(ask(handler, penalty, 10), 409, "wrong-status")["detail"] == (
        "该期限已有待审批的延期申请"
    )

    granted = ok(decide(lead, asked["id"], "grant", {"days": 30, **REASON}))

    assert (granted["status"], granted["granted_days"], holder(granted)) == ("granted", 30, None)
    # 120 days after November 20 is Saturday, March 20; Monday follows
    assert granted["due_after"] == end_of("2027-03-22")
    assert clocks(story.leg())["penalty"] == ("A03", "running", end_of("2027-03-22"))
    assert story.receiver.waits()["decide"] == end_of("2027-03-22")
    nearest = Access.objects.filter(matter=story.leg_id).values_list("next_due_at", flat=True)
    assert {row_of(handler, story, "penalty")["due_at"]} >= {end_of("2027-03-22")}
    assert len(set(nearest)) == 1
    assert "extension_request.granted" in told(handler)
    assert "grant" in acts(lead, "transfers", story.leg_id)

    again = ok(ask(handler, penalty, 30), 201)
    assert again["round"] == 2
    problem = refused(decide(lead, again["id"], "grant"), 422, "incomplete")
    assert [error["pointer"] for error in problem["errors"]] == ["/discussion"]
    assert clocks(story.leg())["penalty"][2] == end_of("2027-03-22")
    body = {"discussion": "兰环集体讨论记录〔2027〕2号"}
    granted = ok(decide(Desk(LANZHOU)["head"], again["id"], "grant", body))

    assert (granted["granted_days"], granted["due_after"]) == (30, end_of("2027-04-19"))
    problem = refused(ask(handler, penalty, 1), 409, "wrong-status")
    assert problem["detail"] == "延期次数已用完"
    assert row_of(handler, story, "penalty")["extendable"] == 0
    found = explained(handler, penalty)
    assert (found["limit"], found["extension"], found["due_at"]) == (90, 60, end_of("2027-04-19"))
    assert [(row["round"], row["granted_days"]) for row in found["extensions"]] == [
        (1, 30),
        (2, 30),
    ]
    assert sum(day["counted"] for day in found["days"]) == 150
    assert found["days"][-1]["date"] == "2027-04-19"
    assert_record_is_sound()


def test_the_sender_decides_about_the_feedback_and_may_grant_less() -> None:
    story = Story().accepted()
    feedback = open_clock(story, "feedback")
    theirs, sender = story.receiver, story.sender
    assert clocks(story.leg())["feedback"][2] == end_of("2027-01-19")
    refused(ask(theirs.handler, feedback, 10), 403, "not-your-step")
    refused(ask(sender.lead, feedback, 10), 403, "not-your-step")
    assert ExtensionRequest.objects.count() == 0
    told(sender.lead)

    asked = ok(ask(theirs.lead, feedback, 20), 201)

    assert holder(asked) == WATER
    assert told(sender.lead) == ["extension_request.asked"]
    assert sender.waits()["grant"] == end_of("2026-11-24")
    assert "grant" not in theirs.waits()
    assert "grant" in verbs(ok(sender.lead.get(f"{ASKED}{asked['id']}/")))
    refused(decide(theirs.lead, asked["id"], "grant"), 403, "not-your-step")
    problem = refused(decide(sender.lead, asked["id"], "grant", {"days": 31}), 422, "invalid")
    assert problem["errors"][0]["detail"] == "本次延期至多30"
    granted = ok(decide(sender.lead, asked["id"], "grant", {"days": 12}))

    # 72 days after November 20 is Sunday, January 31
    assert (granted["granted_days"], granted["due_after"]) == (12, end_of("2027-02-01"))
    assert "extension_request.granted" in told(theirs.lead)
    assert story.leg()["version"] == 3
    assert clocks(story.leg())["feedback"][2] == end_of("2027-02-01")
    assert_record_is_sound()


def test_escalation_waits_while_more_time_is_undecided_and_a_refusal_leaves_the_date(
    clock: time_machine.Traveller,
) -> None:
    story = Story().filed()
    progress = open_clock(story, "progress")
    theirs, sender = story.receiver, story.sender
    row = Deadline.objects.get(pk=progress)
    assert clocks(story.leg())["progress"] == ("T10", "running", end_of("2026-12-11"))

    clock.move_to(on("2026-12-11", 16))
    asked = ok(ask(theirs.lead, progress, 5), 201)

    row.refresh_from_db()
    # T23 ends on Tuesday, December 15; the clock would be overdue on the 12th
    assert row.held_until == on("2026-12-15", 0).replace(hour=23, minute=59, second=59)
    assert row.next_action_at == row.held_until
    assert row.due_at.isoformat() == "2026-12-11T15:59:59+00:00"

    clock.move_to(on("2026-12-14"))
    answer = ok(decide(sender.lead, asked["id"], "refuse", REASON))

    assert (answer["status"], answer["due_after"]) == ("refused", None)
    assert answer["decision_reason"] == REASON["reason"]
    row.refresh_from_db()
    assert (row.held_until, row.extension) == (None, 0)
    assert clocks(story.leg())["progress"] == ("T10", "running", end_of("2026-12-11"))
    assert "extension_request.refused" in told(theirs.lead)
    problem = refused(ask(theirs.lead, progress, 5), 409, "wrong-status")
    assert problem["detail"] == "期限已届满，延期须在届满前申请"
    assert_record_is_sound()


def test_the_step_that_ends_the_clock_takes_the_request_back(
    clock: time_machine.Traveller,
) -> None:
    story = Story().accepted()
    theirs, sender = story.receiver, story.sender
    asked = ok(ask(theirs.lead, open_clock(story, "feedback"), 20), 201)
    told(sender.lead)

    story.feed_back()

    request = ok(sender.lead.get(f"{ASKED}{asked['id']}/"))
    assert (request["status"], request["holder"], request["deadlines"]) == ("taken_back", None, [])
    assert "extension_request.taken_back" in told(sender.lead)
    assert "grant" not in sender.waits()
    refused(decide(sender.lead, asked["id"], "grant"), 409, "wrong-status")
    story.on_leg(sender.liaison, "confirm")
    assert story.clue()["status"] == "concluded"
    assert not Wait.objects.exists()
    assert_record_is_sound()


def test_who_asked_takes_it_back_and_may_ask_again() -> None:
    story = Story().accepted()
    feedback = open_clock(story, "feedback")
    theirs = story.receiver
    asked = ok(ask(theirs.lead, feedback, 20), 201)

    back = ok(decide(theirs.lead, asked["id"], "take_back"))

    assert back["status"] == "taken_back"
    assert Deadline.objects.get(pk=feedback).held_until is None
    again = ok(ask(theirs.lead, feedback, 5), 201)
    assert (again["round"], again["days"]) == (1, 5)
    rows = ok(theirs.lead.get(f"{ASKED}?box=outgoing&deadline={feedback}"))["results"]
    assert [row["status"] for row in rows] == ["asked", "taken_back"]
    assert [row["days"] for row in rows] == [5, 20]
    assert ok(story.sender.lead.get(f"{ASKED}?box=incoming&status=asked"))["results"] != []


def test_nobody_decides_about_an_own_request_whatever_is_tried() -> None:
    story = Story(sender=LANZHOU, kind="own", receivers=[]).sent()
    lead, second = story.sender.lead, Caller("lead", LANZHOU, suffix=".second")
    asked = ok(ask(lead, open_clock(story, "feedback"), 20), 201)
    pk = asked["id"]
    assert "grant" not in verbs(asked)

    refused(decide(lead, pk, "grant"), 403, "not-your-step")
    # Not by naming somebody else as the one who handles it either.
    ok(decide(lead, pk, "reassign", {"handler": second.user.username}))
    refused(decide(lead, pk, "grant"), 403, "not-your-step")
    refused(decide(lead, pk, "refuse", REASON), 403, "not-your-step")

    assert ExtensionRequest.objects.get().status == "asked"
    third = Caller("lead", LANZHOU, suffix=".third")
    assert ok(decide(third, pk, "grant"))["status"] == "granted"


@pytest.mark.parametrize(
    ("kind", "role"), [("filing", "handler"), ("progress", "lead"), ("feedback", "lead")]
)
def test_more_than_the_rule_allows_is_not_asked_for(kind: str, role: str) -> None:
    story = Story().accepted()
    most = {"filing": 15, "progress": 15, "feedback": 30}[kind]

    problem = refused(ask(story.receiver[role], open_clock(story, kind), most + 1), 422, "invalid")

    assert problem["errors"] == [
        {"pointer": "/days", "code": "out-of-range", "detail": f"本次延期至多{most}"}
    ]
    assert ok(ask(story.receiver[role], open_clock(story, kind), most), 201)["days"] == most


def test_what_no_rule_extends_is_not_extended() -> None:
    story = Story().signed()
    acceptance = open_clock(story, "acceptance")
    urgent = Story(urgency="urgent").sent()

    problem = refused(ask(story.receiver.handler, acceptance, 1), 409, "wrong-status")

    assert problem["detail"] == "该期限不能延期"
    signing = open_clock(urgent, "signing")
    refused(ask(urgent.receiver.handler, signing, 1), 409, "wrong-status")
    assert row_of(urgent.receiver.liaison, urgent, "signing")["extendable"] == 0
    assert ExtensionRequest.objects.count() == 0


def test_outsiders_learn_of_no_clock_and_no_request() -> None:
    story = Story().accepted()
    feedback = open_clock(story, "feedback")
    outsider = Desk("620400-ecology").lead
    asked = ok(ask(story.receiver.lead, feedback, 20), 201)

    refused(ask(outsider, feedback, 5), 404, "not-found")
    refused(ask(outsider, str(uuid4()), 5), 404, "not-found")
    refused(outsider.get(f"{ASKED}{asked['id']}/"), 404, "not-found")
    refused(decide(outsider, asked["id"], "grant"), 404, "not-found")

    assert ok(outsider.get(ASKED))["results"] == []
    assert ExtensionRequest.objects.count() == 1
    above = Desk(PROVINCE).lead
    assert ok(above.get(f"{ASKED}{asked['id']}/"))["available_actions"] == []
    assert ok(Desk(CHENGGUAN).lead.get(ASKED))["results"] == []


def test_a_request_of_a_restricted_matter_is_as_restricted() -> None:
    staff(WATER, LANZHOU)
    story = Story(secrecy="confidential").sent()
    lead = story.receiver.lead
    story.on_leg(lead, "sign", {"manifest": []})
    story.on_leg(lead, "accept", {"handler": lead.user.username})
    feedback = open_clock(story, "feedback")

    asked = ok(ask(story.receiver.lead, feedback, 20), 201)

    assert asked["secrecy"] == "confidential"
    stranger = Caller("lead", WATER, suffix=".stranger")
    refused(stranger.get(f"{ASKED}{asked['id']}/"), 404, "not-found")
    assert ok(stranger.get("queue/"))["results"] == []
    assert ok(story.sender.lead.get(f"{ASKED}{asked['id']}/"))["status"] == "asked"


def test_asking_twice_with_one_key_asks_once() -> None:
    story = Story().accepted()
    feedback, lead = open_clock(story, "feedback"), story.receiver.lead
    key = {"Idempotency-Key": "once"}

    first = ok(ask(lead, feedback, 20, **key), 201)
    again = ask(lead, feedback, 20, **key)

    assert (ok(again, 201)["id"], again["Idempotency-Replayed"]) == (first["id"], "true")
    assert ExtensionRequest.objects.count() == 1
    refused(ask(lead, feedback, 21, **key), 422, "idempotency-mismatch")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"days": 0}, "/days"),
        ({"days": "许多"}, "/days"),
        ({"reason": ""}, "/reason"),
        ({"deadline": "x"}, "/deadline"),
        ({"until": "2027-01-01"}, "/until"),
    ],
)
def test_bad_input_names_its_field(change: dict[str, Any], pointer: str) -> None:
    story = Story().accepted()
    body = {"deadline": open_clock(story, "feedback"), "days": 5, "reason": "复杂", **change}

    response = story.receiver.lead.post(ASKED, body)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert ExtensionRequest.objects.count() == 0


def test_a_merged_clue_takes_its_requests_along() -> None:
    first, second = Story().sent(), Story().accepted()
    lead = second.sender.lead
    asked = ok(ask(second.receiver.lead, open_clock(second, "feedback"), 20), 201)

    second.on_clue(lead, "merge", {"survivor": first.clue_id})

    request = ok(lead.get(f"{ASKED}{asked['id']}/"))
    assert (request["root"], request["parent"]) == (first.clue_id, second.leg_id)
    second.on_clue(lead, "unmerge")
    assert ok(lead.get(f"{ASKED}{asked['id']}/"))["root"] == second.clue_id
    assert ok(decide(lead, asked["id"], "grant"))["status"] == "granted"
    assert_record_is_sound()


def test_the_explanation_is_printed_as_the_api_gives_it() -> None:
    story = Story().accepted()
    feedback = open_clock(story, "feedback")
    ok(ask(story.receiver.lead, feedback, 20), 201)
    out = StringIO()

    call_command("explain_deadline", feedback, stdout=out)

    printed = json.loads(out.getvalue().partition("\n")[2])
    assert printed == explained(story.receiver.lead, feedback)
    assert [row["status"] for row in printed["extensions"]] == ["asked"]
    with pytest.raises(CommandError, match="没有这个期限"):
        call_command("explain_deadline", str(uuid4()), stdout=out)


def test_a_decided_case_has_no_clock_to_extend() -> None:
    story = Story().filed()
    penalty = open_clock(story, "penalty")
    story.on_leg(story.receiver.lead, "decide", DECISION)

    problem = refused(ask(story.receiver.handler, penalty, 10), 409, "wrong-status")

    assert problem["detail"] == "期限已终止，不能再申请延期"
    assert FILING["filed_on"] == "2026-11-20"


def test_an_answer_to_a_complaint_takes_longer_only_if_the_reporter_is_told_why() -> None:
    desk = Desk(LANZHOU)
    complaint = complain(desk)
    detail = complaint_step(desk["intake"], complaint, "accept")
    assert clocks(detail)["answer"] == ("H04", "running", end_of("2027-01-19"))
    answer = next(row["id"] for row in detail["deadlines"] if row["kind"] == "answer")
    refused(ask(desk["intake"], answer, 30), 403, "not-your-step")

    asked = ok(ask(desk.handler, answer, 30), 201)
    problem = refused(decide(desk.lead, asked["id"], "grant"), 422, "incomplete")

    assert [error["pointer"] for error in problem["errors"]] == ["/reporter_notice"]
    notice = {"reporter_notice": "涉及多家单位，取样检测尚需时日"}
    granted = ok(decide(desk.lead, asked["id"], "grant", notice))
    assert (granted["reporter_notice"], granted["due_after"]) == (
        notice["reporter_notice"],
        end_of("2027-02-18"),
    )
    detail = ok(desk.lead.get(f"complaints/{complaint['id']}/"))
    assert clocks(detail)["answer"] == ("H04", "running", end_of("2027-02-18"))
    assert_all_holds()
