"""A clock stands still on a paper: the handler proposes, the lead decides, the lead resumes."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from apps.deadlines.models import Deadline, Suspension
from apps.matters.models import Wait
from tests.client import Caller, ok
from tests.concurrency.invariants import assert_all_holds
from tests.stories import (
    DECISION,
    LANZHOU,
    REASON,
    Story,
    acts,
    clocks,
    end_of,
    on,
    refused,
    told,
    verbs,
)

PROPOSAL = {
    "clock": "penalty",
    "cause": "hearing",
    "since": "2026-12-01T09:00:00+08:00",
    "paper": "兰环听告〔2026〕3号",
}
PENALTY = {"clock": "penalty"}


def row_of(caller: Caller, story: Story, kind: str) -> Any:
    """Read the row of the leg's open clock of a kind."""
    rows = ok(caller.get(f"matters/{story.leg_id}/deadlines/"))["results"]
    return next(row for row in rows if row["kind"] == kind and row["state"] != "stopped")


def take(story: Story, caller: Caller, verb: str, body: Any) -> Any:
    """Try a step on the leg."""
    return caller.step("transfers", story.leg_id, verb, body)


def proposed(clock: time_machine.Traveller) -> Story:
    """Bring a case to where its handler has proposed that the penalty's clock stand."""
    story = Story().filed()
    clock.move_to(on("2026-12-07"))
    story.on_leg(story.receiver.handler, "propose_suspension", PROPOSAL)
    return story


def suspended(clock: time_machine.Traveller) -> Story:
    """Bring a case to where the clock stands."""
    story = proposed(clock)
    clock.move_to(on("2026-12-08"))
    story.on_leg(story.receiver.lead, "suspend", PENALTY)
    return story


def test_a_hearing_takes_its_days_from_the_case_and_from_what_hangs_on_it(
    clock: time_machine.Traveller,
) -> None:
    story = Story().filed()
    handler, lead = story.receiver.handler, story.receiver.lead
    assert clocks(story.leg()) == {
        "progress": ("T10", "running", end_of("2026-12-11")),
        "penalty": ("A03", "running", end_of("2027-02-18")),
    }
    causes = row_of(handler, story, "penalty")["suspension_causes"]
    assert {"code": "hearing", "label": "听证"} in causes
    assert row_of(handler, story, "progress")["suspension_causes"] == []
    told(lead)

    clock.move_to(on("2026-12-07"))
    story.on_leg(handler, "propose_suspension", PROPOSAL)

    assert "suspend" in verbs(story.leg(lead))
    assert told(lead) == ["transfer.suspension_proposed"]
    shown = row_of(lead, story, "penalty")["proposal"]
    assert (shown["cause"], shown["paper"]) == ("hearing", PROPOSAL["paper"])
    assert row_of(story.sender.lead, story, "penalty")["proposal"] is None

    clock.move_to(on("2026-12-08"))
    leg = story.on_leg(lead, "suspend", PENALTY)

    assert {kind: row[:2] for kind, row in clocks(leg).items()} == {
        "penalty": ("A03", "suspended"),
        "progress": ("T10", "suspended"),
        "suspension_review": ("T24", "running"),
    }
    assert clocks(leg)["suspension_review"][2] == end_of("2027-01-07")
    assert row_of(lead, story, "penalty")["proposal"] is None
    spans = Suspension.objects.order_by("cause").values_list("cause", "since", "until")
    since = on("2026-12-01", 9)
    assert list(spans) == [("hearing", since, None), ("penalty_suspended", since, None)]
    assert story.receiver.waits()["decide"] is None
    refused(
        take(story, story.receiver.liaison, "report_progress", {"progress": "等待听证"}),
        409,
        "wrong-status",
    )
    assert "transfer.suspended" in told(story.sender.lead)

    clock.move_to(on("2026-12-18"))
    leg = story.on_leg(lead, "resume", {**PENALTY, "until": "2026-12-16T09:00:00+08:00"})

    # the days December 1 to 15 are lost: fifteen natural days, eleven working days
    assert clocks(leg) == {
        "progress": ("T10", "running", end_of("2026-12-28")),
        "penalty": ("A03", "running", end_of("2027-03-05")),
    }
    assert story.receiver.waits()["decide"] == end_of("2027-03-05")
    explained = ok(lead.get(f"deadlines/{row_of(lead, story, 'penalty')['id']}/explanation/"))
    assert sum(day["counted"] for day in explained["days"]) == 90
    assert [day["date"] for day in explained["days"] if day["reason"] == "suspended"] == [
        f"2026-12-{day:02}" for day in range(1, 16)
    ]
    assert explained["suspensions"][0]["cause"] == "hearing"
    assert acts(lead, "transfers", story.leg_id)[-3:] == [
        "propose_suspension",
        "suspend",
        "resume",
    ]
    changes = ok(lead.get(f"transfers/{story.leg_id}/timeline/?page_size=100"))["results"][-1]
    moved = next(row for row in changes["changed"]["clocks"] if row["clock"] == "penalty")
    assert (moved["due_before"], moved["due_at"]) == (
        "2027-02-18T15:59:59+00:00",
        "2027-03-05T15:59:59+00:00",
    )
    assert_all_holds()


def test_who_proposes_does_not_decide_and_a_second_proposal_replaces_the_first(
    clock: time_machine.Traveller,
) -> None:
    story = proposed(clock)
    both = Caller("handler", LANZHOU)
    both.user.memberships.create(
        department=both.user.memberships.get().department, role="lead", since="2026-01-01"
    )
    both = Caller("handler", LANZHOU)

    refused(take(story, both, "suspend", PENALTY), 403, "not-your-step")
    story.on_leg(story.receiver.handler, "propose_suspension", {**PROPOSAL, "cause": "appraisal"})

    assert Deadline.objects.get(kind="penalty").proposal["cause"] == "appraisal"
    assert not Suspension.objects.exists()
    leg = story.on_leg(story.receiver.lead, "suspend", PENALTY)
    assert clocks(leg)["penalty"][1] == "suspended"
    assert row_of(story.sender.lead, story, "penalty")["suspended_for"] == "appraisal"


def test_nor_does_who_was_proposed_for(clock: time_machine.Traveller) -> None:
    story = Story().filed()
    clock.move_to(on("2026-12-07"))
    handler, lead = story.receiver.handler, story.receiver.lead
    leave = {"since": "2026-12-07", "until": "2026-12-09", "reason": "外出培训"}
    member = lead.user.memberships.get()
    member.pk, member.role, member.primary = None, "handler", False
    member.save()
    ok(lead.post("substitutions/", {"substitute": handler.user.username, **leave}), 201)
    instead = {"X-On-Behalf-Of": str(lead.user.pk)}
    version = {"If-Match": f'"{story.leg()["version"]}"'}
    path = f"transfers/{story.leg_id}/actions/propose_suspension/"
    ok(handler.post(path, PROPOSAL, **instead, **version))

    refused(take(story, lead, "suspend", PENALTY), 403, "not-your-step")

    assert not Suspension.objects.exists()


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"clock": "progress"}, "/cause", "cause-not-named"),
        ({"clock": "signing"}, "/clock", "unknown-clock"),
        ({"since": "2026-11-19T09:00:00+08:00"}, "/since", "too-early"),
        ({"since": "2026-12-08T09:00:00+08:00"}, "/since", "in-the-future"),
        ({"cause": "holiday"}, "/cause", "invalid-choice"),
        ({"since": "昨天"}, "/since", "invalid"),
    ],
)
def test_a_proposal_that_cannot_be_right_is_refused(
    change: dict[str, str], pointer: str, code: str, clock: time_machine.Traveller
) -> None:
    story = Story().filed()
    clock.move_to(on("2026-12-07"))

    response = take(story, story.receiver.handler, "propose_suspension", {**PROPOSAL, **change})

    [error] = refused(response, 422, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert Deadline.objects.get(kind="penalty").proposal is None
    assert not Suspension.objects.exists()


def test_nothing_stands_that_nobody_has_proposed() -> None:
    story = Story().filed()
    lead = story.receiver.lead
    assert not {"suspend", "resume"} & set(verbs(story.leg(lead)))

    refused(take(story, lead, "suspend", PENALTY), 409, "wrong-status")
    refused(take(story, lead, "resume", PENALTY), 409, "wrong-status")
    refused(take(story, lead, "propose_suspension", PROPOSAL), 403, "not-your-step")
    refused(take(story, story.sender.lead, "suspend", PENALTY), 403, "not-your-step")

    assert clocks(story.leg())["penalty"][1] == "running"
    assert not Suspension.objects.exists()


def test_what_a_step_has_suspended_nobody_resumes_by_hand() -> None:
    story = Story().signed()
    story.on_leg(story.receiver.liaison, "request_supplement", {"items": ["照片"]})

    assert clocks(story.leg())["acceptance"][1] == "suspended"
    # While a supplement is awaited the sender holds the leg.
    refused(take(story, story.sender.lead, "resume", {"clock": "acceptance"}), 409, "wrong-status")
    assert clocks(story.leg())["acceptance"][1] == "suspended"


def test_a_late_objection_leaves_the_hearing_standing(clock: time_machine.Traveller) -> None:
    story = suspended(clock)
    lead, sender = story.receiver.lead, story.sender.lead
    story.on_leg(lead, "object_late", {"reason_code": "not_our_duty", **REASON})
    story.on_leg(sender, "insist", REASON)
    story.on_leg(sender, "propose_settlement", {"settlement": "here"})

    leg = story.on_leg(lead, "agree_here")

    assert clocks(leg)["penalty"][1] == "suspended"
    assert clocks(leg)["suspension_review"][1] == "running"
    assert row_of(lead, story, "penalty")["suspended_for"] == "hearing"


def test_a_decision_ends_the_suspension_and_its_review(clock: time_machine.Traveller) -> None:
    story = Story().filed()
    handler, lead = story.receiver.handler, story.receiver.lead
    clock.move_to(on("2026-12-01"))
    since = {"since": "2026-12-01T09:00:00+08:00"}
    story.on_leg(handler, "propose_suspension", {**PROPOSAL, **since})
    story.on_leg(lead, "suspend", PENALTY)

    clock.move_to(on("2026-12-03"))
    leg = story.on_leg(lead, "decide", {**DECISION, "decided_on": "2026-12-03"})

    # December 1 and 2 are lost to the progress report, which runs on
    assert clocks(leg) == {
        "progress": ("T10", "running", end_of("2026-12-15")),
        "service": ("A14", "running", end_of("2026-12-14")),
        "result": ("T11", "running", end_of("2026-12-10")),
    }
    assert not Suspension.objects.filter(until=None).exists()
    assert_all_holds()


def test_a_suspended_clock_is_extended_when_it_runs_on(clock: time_machine.Traveller) -> None:
    story = Story().filed()
    handler, lead = story.receiver.handler, story.receiver.lead
    penalty = row_of(handler, story, "penalty")["id"]
    body = {"deadline": penalty, "days": 30, "reason": "案情复杂"}
    clock.move_to(on("2026-12-07"))
    request = ok(handler.post("extension-requests/", body), 201)["id"]
    story.on_leg(handler, "propose_suspension", PROPOSAL)
    story.on_leg(lead, "suspend", PENALTY)

    granted = ok(lead.step("extension-requests", request, "grant"))

    assert (granted["status"], granted["due_after"]) == ("granted", None)
    problem = refused(handler.post("extension-requests/", {**body, "days": 5}), 409, "wrong-status")
    assert problem["detail"] == "期限已中止，恢复后方可申请延期"
    clock.move_to(on("2026-12-16", 9))
    leg = story.on_leg(lead, "resume", PENALTY)
    # 120 counted days and 15 lost ones after November 20: Sunday, April 4; Monday follows, as
    # long as the notice of the year does not say otherwise
    assert clocks(leg)["penalty"] == ("A03", "running", end_of("2027-04-05"))
    assert row_of(lead, story, "penalty")["provisional"] is True


def test_a_clock_that_stands_is_awaited_without_a_due_time(
    clock: time_machine.Traveller,
) -> None:
    story = suspended(clock)

    waits = dict(Wait.objects.filter(matter=story.leg_id).values_list("verb", "due_at"))

    assert waits["decide"] is None
    assert_all_holds()
