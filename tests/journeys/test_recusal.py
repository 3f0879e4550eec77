"""Somebody has a conflict of interest: from then on they have no part in the dossier."""

from __future__ import annotations

from apps.audit.models import Entry
from apps.evidence.models import Evidence
from apps.matters.models import Matter, Recusal
from tests.client import Caller, ok
from tests.complaints import complain, step
from tests.concurrency.invariants import assert_an_entry_a_step
from tests.stories import (
    BAIYIN,
    FILING,
    LANZHOU,
    REASON,
    WATER,
    Desk,
    Story,
    assert_record_is_sound,
    paper,
    refused,
    told,
    upload,
    verbs,
)

CONFLICT = {"reason": "与违法主体法定代表人系近亲属"}


def test_a_handler_with_a_conflict_is_replaced_and_takes_no_step_any_more() -> None:
    story = Story().accepted()
    receiver, head = story.receiver, Desk(LANZHOU)["head"]
    handler, lead = receiver.handler, receiver.lead
    for one in (lead, head, receiver.liaison):
        told(one)
    before = story.leg()["version"]

    leg = story.on_leg(handler, "recuse", CONFLICT)

    assert (leg["handler"], leg["status"], leg["version"]) == (None, "accepted", before + 1)
    assert (verbs(leg), verbs(ok(handler.get(f"clues/{story.clue_id}/")))) == ([], [])
    recusal = Recusal.objects.get()
    assert (str(recusal.matter_id), recusal.person) == (story.clue_id, handler.user)
    assert told(lead) == told(head) == ["transfer.recused"]
    assert told(receiver.liaison) == []
    problem = refused(
        handler.step("transfers", story.leg_id, "report_progress", {"progress": "已核查"}),
        403,
        "recused",
    )
    assert problem["detail"] == "您（或被代理人）已申请回避，不得办理本卷宗的事项"
    assert story.leg()["version"] == before + 1

    body = {"handler": handler.user.username}
    problem = refused(lead.step("transfers", story.leg_id, "reassign", body), 422, "invalid")
    assert [(row["pointer"], row["code"]) for row in problem["errors"]] == [("/handler", "recused")]
    other = receiver.liaison.user
    leg = story.on_leg(head, "reassign", {"handler": other.username})
    assert leg["handler"] == other.pk
    assert_record_is_sound()


def test_a_recusal_holds_for_the_whole_dossier_and_for_who_stands_in() -> None:
    rows = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
    story = Story(receivers=rows).accepted()
    receiver = story.receiver
    handler, lead = receiver.handler, receiver.lead
    story.on_clue(lead, "reassign", {"handler": handler.user.username})
    body = {
        "substitute": receiver.liaison.user.username,
        "since": "2026-11-20",
        "until": "2026-11-24",
        "reason": "外出",
    }
    ok(handler.post("substitutions/", body), 201)

    story.on_leg(handler, "recuse", CONFLICT)

    clue = story.clue()
    assert (clue["handler"], story.leg()["handler"]) == (None, None)
    events = Entry.objects.filter(verb="recuse").order_by("pk").values_list("event", flat=True)
    assert list(events) == ["transfer.recused", "clue.recused"]
    for matter in Matter.objects.filter(root=story.clue_id):
        assert_an_entry_a_step(matter)
    path, stands_in = (
        f"transfers/{story.leg_id}/actions",
        {
            "X-On-Behalf-Of": str(handler.user.pk),
            "If-Match": f'"{story.leg()["version"]}"',
        },
    )
    progress = {"progress": "已核查"}
    refused(
        receiver.liaison.post(f"{path}/report_progress/", progress, **stands_in), 403, "recused"
    )
    own = ok(receiver.liaison.step("transfers", story.leg_id, "report_progress", progress))
    assert own["status"] == "accepted"


def test_who_has_a_conflict_adds_no_evidence_and_leaves_other_dossiers_alone() -> None:
    story, other = Story().accepted(), Story().accepted()
    handler = story.receiver.handler
    story.on_leg(handler, "recuse", CONFLICT)

    answer = handler.get(f"transfers/{story.leg_id}/actions/")

    reasons = {row["code"] for row in ok(answer)["unavailable"]}
    assert reasons <= {"recused", "not-your-step"}
    assert ok(handler.get(f"transfers/{other.leg_id}/"))["handler"] == handler.user.pk
    other.on_leg(handler, "report_progress", {"progress": "已核查"})
    refused(handler.step("transfers", story.leg_id, "recuse", CONFLICT), 403, "recused")
    refused(upload(handler, story.leg_id, paper("现场")), 403, "recused")
    assert Evidence.objects.count() == 0
    assert Recusal.objects.count() == 1


def test_why_somebody_recused_themselves_stays_within_the_department() -> None:
    story = Story().accepted()
    story.on_leg(story.receiver.lead, "recuse", CONFLICT)
    path = f"transfers/{story.leg_id}/timeline/?page_size=100"

    shown = {
        caller: next(row for row in ok(caller.get(path))["results"] if row["verb"] == "recuse")
        for caller in (story.receiver.liaison, story.sender.liaison)
    }

    assert shown[story.receiver.liaison]["changed"]["payload"] == CONFLICT
    assert "payload" not in shown[story.sender.liaison]["changed"]


def test_a_recused_handler_is_not_named_when_the_leg_is_accepted() -> None:
    story = Story().signed()
    receiver = story.receiver
    story.on_leg(receiver.lead, "recuse", CONFLICT)
    body = {"handler": receiver.lead.user.username}

    response = receiver.liaison.step("transfers", story.leg_id, "accept", body)

    problem = refused(response, 422, "invalid")
    assert [(row["pointer"], row["code"]) for row in problem["errors"]] == [("/handler", "recused")]
    assert story.leg()["status"] == "signed"


def test_a_merger_takes_conflicts_of_interest_along() -> None:
    merged, survivor = Story().accepted(), Story(title="另一条").accepted()
    receiver = merged.receiver.lead
    ok(receiver.step("transfers", merged.leg_id, "recuse", REASON))
    ok(merged.sender.lead.step("clues", merged.clue_id, "merge", {"survivor": survivor.clue_id}))

    refused(receiver.step("transfers", merged.leg_id, "file", FILING), 403, "recused")

    refused(receiver.step("transfers", survivor.leg_id, "file", FILING), 403, "recused")
    assert merged.leg(merged.sender.lead)["status"] == "accepted"


def test_who_has_a_conflict_with_the_survivor_merges_nothing_into_it() -> None:
    survivor = Story(title="另一条")
    lead = survivor.sender.lead
    survivor.on_clue(lead, "recuse", REASON)
    survivor.submitted().on_clue(Caller("lead", WATER, suffix=".2"), "approve")
    story = Story().sent()

    body = {"survivor": survivor.clue_id}
    refused(lead.step("clues", story.clue_id, "merge", body), 403, "recused")

    assert story.clue()["status"] == "transferred"


def test_an_intake_officer_with_a_conflict_reads_no_reporter_and_the_clue_is_anothers() -> None:
    desk = Desk(WATER)
    complaint = step(desk["intake"], complain(desk), "accept")
    intake, handler = desk["intake"], desk.handler
    second = Caller("handler", WATER, suffix=".2")
    ok(handler.step("complaints", complaint["id"], "recuse", REASON))
    ok(intake.step("complaints", complaint["id"], "recuse", REASON))

    refused(intake.get(f"complaints/{complaint['id']}/reporter/"), 403, "recused")
    remark = {"text": "不合适"}
    refused(handler.post(f"matters/{complaint['id']}/comments/", remark), 403, "recused")

    complaint = ok(second.step("complaints", complaint["id"], "open_clue", {"kind": "own"}))
    body = {"no_state_secrets": True}
    clue = complaint["clue"]["id"]
    refused(handler.step("clues", clue, "submit", body), 403, "recused")
    assert ok(second.get(f"clues/{clue}/"))["status"] == "draft"
