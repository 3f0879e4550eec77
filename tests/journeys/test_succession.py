"""A department is merged, split or dissolved: another one has its place in every matter."""

from __future__ import annotations

import json

import pytest
import time_machine
from django.utils import timezone

from apps.accounts.models import Membership
from apps.audit.models import Entry
from apps.clues.models import Clue, HandedList, ImportRun, Transfer
from apps.deadlines.models import Deadline
from apps.desk.actions import carry_out
from apps.desk.models import ExtensionRequest
from apps.documents.models import Document
from apps.matters.models import Access, Matter, PartyRow
from apps.organizations.models import Department
from clue_transfer.vocabulary import Status
from seeds.demo.accounts import SINCE
from tests.client import Caller, draft, ok
from tests.concurrency.invariants import assert_all_holds, assert_rebuilding_changes_nothing
from tests.journeys.test_extension import ask, open_clock
from tests.journeys.test_rectification import BY_DATE, Order
from tests.stories import (
    BAIYIN,
    CHENGGUAN,
    FEEDBACK,
    LANZHOU,
    PROVINCE,
    REASON,
    WATER,
    Desk,
    Story,
    acts,
    clocks,
    end_of,
    holder,
    on,
    refused,
    told,
    verbs,
)
from tests.successions import registered, succeeded

TAKES_OVER = "620100-natural-resources"
FORESTRY = "620100-forestry"


def also_works_for(caller: Caller, department: str, role: str) -> None:
    """Give a person a membership in another department."""
    at = Department.objects.get(code=department)
    Membership.objects.create(user=caller.user, department=at, role=role, since=SINCE)


def parts(matter: str, department: str) -> list[tuple[str, bool]]:
    """List the parts that a department has or had in a matter, and whether it has them still."""
    rows = PartyRow.objects.filter(matter=matter, department__code=department).order_by("pk")
    return [(row.part, row.until is None) for row in rows]


# ---- merged


def test_a_merged_department_passes_holder_waits_and_parties_on() -> None:
    story = Story().accepted()
    before, waited = story.leg(), story.receiver.waits()
    handler = story.receiver.handler.user
    desk = Desk(TAKES_OVER)
    told(desk.lead)

    succession = succeeded(LANZHOU, TAKES_OVER)

    leg = story.leg(desk.lead)
    assert (holder(leg), leg["receiver"]["code"], leg["status"]) == (
        TAKES_OVER,
        TAKES_OVER,
        "accepted",
    )
    assert (leg["number"], leg["handler"]) == (before["number"], None)
    assert clocks(leg) == clocks(before)
    assert desk.waits() == waited
    assert acts(desk.lead, "transfers", story.leg_id)[-1] == "succeed"
    entry = Entry.objects.get(event="transfer.succeeded", matter=story.leg_id)
    assert entry.content["payload"]["predecessor"] == LANZHOU
    assert entry.content["payload"]["successor"] == TAKES_OVER
    assert (entry.person, entry.content["handler"]) == (None, [handler.pk, None])
    assert parts(story.leg_id, LANZHOU) == [("receiver", False)]
    assert parts(story.leg_id, TAKES_OVER) == [("receiver", True)]
    assert told(desk.lead) == ["matter.work_taken_over"]
    assert (succession.total, succession.passed, succession.left) == (1, 1, 0)
    assert succession.done_at == timezone.now()
    ended = Department.objects.get(code=LANZHOU)
    assert (ended.active, ended.successor.code) == (False, TAKES_OVER)
    assert_all_holds()
    story.on_leg(desk.lead, "reassign", {"handler": desk.handler.user.username})
    story.on_leg(desk.handler, "propose_feedback", FEEDBACK)
    story.on_leg(desk.lead, "feed_back")
    assert story.on_leg(story.sender.lead, "confirm")["status"] == "confirmed"


def test_clocks_run_on_to_the_days_on_which_they_were_due(
    clock: time_machine.Traveller,
) -> None:
    story = Story().signed()
    assert clocks(story.leg())["acceptance"] == ("T03", "running", end_of("2026-11-27"))
    clock.move_to(on("2026-11-24"))

    succeeded(LANZHOU, TAKES_OVER)

    due = {kind: row[2] for kind, row in clocks(story.leg()).items()}
    assert due["acceptance"] == end_of("2026-11-27")
    acceptance = Deadline.objects.get(matter=story.leg_id, kind="acceptance")
    assert acceptance.department.code == TAKES_OVER
    assert (acceptance.started_at, acceptance.due_version) == (on("2026-11-20"), 1)
    clock.move_to(on("2026-11-28"))
    rows = ok(Desk(TAKES_OVER).lead.get("queue/?standing=overdue"))["results"]
    assert [(row["verb"], row["due_at"]) for row in rows] == [("accept", end_of("2026-11-27"))]


def test_old_papers_keep_the_old_name_and_numbers_their_series() -> None:
    story = Story().sent()
    letter = json.loads(Document.objects.get(kind="transfer_letter").data)

    succeeded(WATER, "620000-natural-resources")

    desk = Desk("620000-natural-resources")
    assert json.loads(Document.objects.get(kind="transfer_letter").data) == letter
    assert letter["issuer"] == "甘肃省水利厅"
    assert story.clue(desk.lead)["number"] == "甘水线〔2026〕1号"
    rows = ok(desk.lead.get(f"clues/{story.clue_id}/timeline/"))["results"]
    first = next(row for row in rows if row["verb"] == "approve")
    assert first["sentence"].startswith("甘肃省水利厅lead.620000-water")
    again = Story(sender="620000-natural-resources").sent()
    assert again.clue()["number"].endswith("线〔2026〕1号")
    assert again.clue()["number"] != story.clue(desk.lead)["number"]


def test_people_of_the_former_department_see_it_only_with_a_membership_in_the_successor() -> None:
    story = Story().accepted()
    liaison, handler = story.receiver.liaison, story.receiver.handler
    also_works_for(handler, TAKES_OVER, "handler")

    succeeded(LANZHOU, TAKES_OVER)

    refused(liaison.get(f"transfers/{story.leg_id}/"), 404, "not-found")
    assert ok(liaison.get("transfers/"))["results"] == []
    assert ok(liaison.get("queue/"))["results"] == []
    problem = liaison.get("me/", **{"X-Acting-Department": LANZHOU})
    assert (problem.status_code, problem.json()["code"]) == (403, "not-a-member")
    refused(liaison.step("transfers", story.leg_id, "report_progress", {}), 404, "not-found")
    leg = ok(handler.get(f"transfers/{story.leg_id}/"))
    assert (leg["handler"], leg["receiver"]["code"]) == (handler.user.pk, TAKES_OVER)
    ok(handler.step("transfers", story.leg_id, "report_progress", {"progress": "已核查"}))


def test_what_is_over_can_be_read_and_reopened_by_the_successor() -> None:
    story = Story().concluded()
    legs = Transfer.objects.filter(parent=story.clue_id)
    handler = legs.get().handler

    succeeded(WATER, "620000-natural-resources")
    succeeded(LANZHOU, TAKES_OVER)

    sender, receiver = Desk("620000-natural-resources"), Desk(TAKES_OVER)
    assert ok(receiver.lead.get(f"transfers/{story.leg_id}/"))["status"] == "confirmed"
    assert legs.get().handler == handler
    assert told(receiver.lead) == ["matter.work_taken_over"]
    clue = ok(sender.lead.step("clues", story.clue_id, "reopen", {"reason": "群众反映复发"}))
    assert [leg["receiver"]["code"] for leg in clue["legs"]] == [TAKES_OVER, TAKES_OVER]
    assert_all_holds()


@pytest.mark.parametrize("stands", ["objected", "disputed", "referred"])
@pytest.mark.parametrize("ends", ["sender", "receiver"])
def test_a_dispute_between_the_two_ends_where_the_receiver_handles_it(
    stands: str, ends: str
) -> None:
    sides = {"sender": CHENGGUAN, "receiver": "620104-ecology"}
    story = Story(**sides).objected()
    if stands != "objected":
        story.on_leg(story.sender.lead, "insist", REASON)
    if stands == "referred":
        story.on_leg(story.sender.lead, "refer_up", REASON)
    old = sides.pop(ends)
    [new] = sides.values()

    succeeded(old, new)

    lead = Desk(new).lead
    leg = story.leg(lead)
    assert (leg["status"], holder(leg), leg["leg_kind"]) == ("signed", new, "own")
    assert acts(lead, "transfers", story.leg_id)[-2:] == ["succeed", "agree_here"]
    assert clocks(leg)["acceptance"] == ("T03", "running", end_of("2026-11-27"))
    assert clocks(leg).keys() == {"acceptance", "filing"}
    refused(lead.step("transfers", story.leg_id, "object", OBJECTION), 409, "wrong-status")
    assert_all_holds()
    handler = {"handler": Desk(new).handler.user.username}
    story.on_leg(lead, "accept", handler)
    story.on_leg(Desk(new).handler, "propose_feedback", FEEDBACK)
    story.on_leg(lead, "feed_back")
    assert story.on_leg(lead, "confirm")["status"] == "confirmed"
    assert story.clue(lead)["status"] == "concluded"


OBJECTION = {"reason_code": "not_our_duty", "reason": "不属于职责"}


def test_people_cannot_end_an_objection_as_the_union_of_both_would() -> None:
    story = Story().objected()
    before = story.leg()

    refused(story.receiver.lead.step("transfers", story.leg_id, "agree_here"), 409, "wrong-status")

    assert story.leg() == before


@pytest.mark.parametrize(
    ("stretch", "verb"),
    [("sent", "sign"), ("signed", "accept"), ("supplemented", "explain_supplement")],
)
def test_a_leg_between_the_two_becomes_own_handling_and_goes_on(stretch: str, verb: str) -> None:
    story = Story()
    if stretch == "supplemented":
        story.signed().on_leg(story.receiver.liaison, "request_supplement", {"items": ["照片"]})
    else:
        getattr(story, stretch)()

    succeeded(LANZHOU, WATER)

    lead = Desk(WATER).lead
    leg = story.leg(lead)
    assert (leg["leg_kind"], leg["sender"]["code"], leg["receiver"]["code"]) == (
        "own",
        WATER,
        WATER,
    )
    assert verb in verbs(leg)
    assert set(verbs(leg)).isdisjoint({"object", "contest", "split", "request_supplement"})
    assert parts(story.leg_id, WATER) == [("sender", True), ("receiver", True)]
    assert_all_holds()


def test_a_co_handler_that_becomes_the_main_one_stands_once_in_the_clue() -> None:
    rows = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
    story = Story(receivers=rows).sent()

    succeeded(LANZHOU, BAIYIN)

    clue = story.clue()
    assert [leg["receiver"]["code"] for leg in clue["legs"]] == [BAIYIN, BAIYIN]
    assert parts(story.clue_id, BAIYIN) == [("receiver", True)]
    assert_all_holds()


def test_nobody_rules_on_a_dispute_of_their_own() -> None:
    other = "620104-ecology"
    story = Story(sender=CHENGGUAN, receiver=other).disputed()
    story.on_leg(story.sender.lead, "refer_up", REASON)
    assert holder(story.leg()) == LANZHOU
    due = clocks(story.leg())["designation"]

    succeeded(LANZHOU, CHENGGUAN)

    leg = story.leg(Desk(CHENGGUAN).lead)
    assert (leg["status"], holder(leg)) == ("referred", PROVINCE)
    assert clocks(leg)["designation"] == due
    assert Department.objects.get(code=other).superior.code == PROVINCE
    assert_all_holds()
    body = {"receiver": other, "reason": "属地管辖"}
    assert story.on_leg(Desk(PROVINCE).lead, "designate", body)["status"] == "designated"


def test_rectifications_and_requests_for_more_time_pass_too() -> None:
    ordered, filed = Story().accepted(), Story().filed()
    ordered.on_leg(ordered.receiver.lead, "feed_back", BY_DATE)
    order = Order(ordered)
    ok(ask(filed.receiver.handler, open_clock(filed, "penalty"), 30), 201)
    request = ExtensionRequest.objects.get()
    due = clocks(filed.leg())

    succeeded(LANZHOU, TAKES_OVER)

    desk = Desk(TAKES_OVER)
    shown = order.read(desk.lead)
    assert (holder(shown), shown["receiver"]["code"], shown["status"]) == (
        TAKES_OVER,
        TAKES_OVER,
        "ordered",
    )
    assert clocks(filed.leg()) == due
    assert parts(str(request.pk), TAKES_OVER) == [("asker", True), ("decider", True)]
    ok(desk.lead.step("extension-requests", str(request.pk), "grant"))
    assert clocks(filed.leg())["penalty"][2] > due["penalty"][2]
    assert_all_holds()


def test_who_stood_below_gets_another_superior_who_reads_in_its_place() -> None:
    story = Story(receiver=CHENGGUAN).accepted()
    assert ok(Desk(LANZHOU).lead.get(f"transfers/{story.leg_id}/"))["status"] == "accepted"
    version = story.leg()["version"]

    succeeded(LANZHOU, BAIYIN)

    assert Department.objects.get(code=CHENGGUAN).superior.code == BAIYIN
    assert not Access.objects.filter(department__code=LANZHOU).exclude(why="former").exists()
    assert story.leg(Desk(BAIYIN).lead)["version"] == version
    assert not Entry.objects.filter(event="transfer.succeeded").exists()
    assert_all_holds()


def test_whose_conduct_it_is_about_is_kept_away_under_its_new_name() -> None:
    about = {"about_department": LANZHOU, "receiver": PROVINCE}
    story = Story(**about).sent()

    succeeded(LANZHOU, TAKES_OVER)
    # The province is its superior in the rules of conduct, and still deals with it.
    assert ok(Desk(PROVINCE).lead.get(f"clues/{story.clue_id}/"))["status"] == "transferred"
    refused(Desk(TAKES_OVER).lead.get(f"clues/{story.clue_id}/"), 404, "not-found")

    assert Matter.objects.get(pk=story.clue_id).about_department.code == TAKES_OVER
    assert told(Desk(TAKES_OVER).lead) == []
    assert_rebuilding_changes_nothing()


# ---- drafts and what has not been sent yet


def test_a_draft_names_the_successor_as_receiver() -> None:
    rows = [{"department": LANZHOU, "role": "co"}, {"department": TAKES_OVER, "role": "main"}]
    story, both = Story(), Story(receivers=rows)

    succeeded(LANZHOU, TAKES_OVER)

    receivers = [row["department"] for row in story.clue()["receivers"]]
    assert receivers == [TAKES_OVER]
    assert [row["role"] for row in both.clue()["receivers"]] == ["main"]
    assert acts(story.sender.lead, "clues", story.clue_id)[-1] == "succeed"
    story.sent()
    assert story.leg()["receiver"]["code"] == TAKES_OVER
    assert told(Desk(TAKES_OVER).lead) == ["transfer.sent"]
    assert_all_holds()


def test_drafts_of_the_ended_department_are_finished_by_the_successor() -> None:
    draft_of, submitted = Story(receiver=BAIYIN), Story(receiver=TAKES_OVER, sender=WATER)
    submitted.submitted()
    assert draft_of.clue()["status"] == "draft"

    succeeded(WATER, TAKES_OVER)

    desk = Desk(TAKES_OVER)
    ok(desk.liaison.step("clues", draft_of.clue_id, "submit"))
    sent = ok(desk.lead.step("clues", draft_of.clue_id, "approve"))
    assert (sent["sender"]["code"], [leg["receiver"]["code"] for leg in sent["legs"]]) == (
        TAKES_OVER,
        [BAIYIN],
    )
    own = ok(desk.lead.step("clues", submitted.clue_id, "approve"))
    assert [(leg["receiver"]["code"], leg["kind"], leg["status"]) for leg in own["legs"]] == [
        (TAKES_OVER, "own", "accepted")
    ]
    assert_all_holds()


def test_a_proposed_redirection_goes_to_the_successor() -> None:
    story = Story().objected()
    story.on_leg(story.sender.lead, "take_back")
    story.on_clue(story.sender.liaison, "propose_redirect", {"receiver": BAIYIN})

    succeeded(BAIYIN, TAKES_OVER)

    clue = ok(story.sender.lead.step("clues", story.clue_id, "redirect"))
    assert [leg["receiver"]["code"] for leg in clue["legs"]] == [LANZHOU, TAKES_OVER]
    assert_all_holds()


def test_what_was_handed_back_before_does_not_go_to_the_successor() -> None:
    story = Story().objected()
    story.on_leg(story.sender.lead, "take_back")

    succeeded(LANZHOU, TAKES_OVER)

    liaison = story.sender.liaison
    body = {"receiver": TAKES_OVER}
    refused(liaison.step("clues", story.clue_id, "propose_redirect", body), 409, "ping-pong")
    refused(Desk(TAKES_OVER).lead.get(f"transfers/{story.leg_id}/"), 404, "not-found")


def test_nothing_new_is_sent_to_an_ended_department_and_the_answer_names_the_successor() -> None:
    succeeded(LANZHOU, TAKES_OVER)
    before = Clue.objects.count()

    body = draft(receivers=[{"department": LANZHOU, "role": "main"}])
    answer = Desk(WATER).liaison.post("clues/", body)

    [error] = refused(answer, 422, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == ("/receivers/0/department", "inactive-department")
    assert error["detail"] == (
        "该部门已撤销或停用，其职责由兰州市自然资源局（620100-natural-resources）承继，请改填该部门"
    )
    assert Clue.objects.count() == before
    shown = ok(Desk(WATER).liaison.get(f"departments/{LANZHOU}/"))
    assert (shown["active"], shown["successor"]) == (False, TAKES_OVER)


def test_imports_and_lists_pass_and_a_number_from_outside_stands_once() -> None:
    old, new = (Department.objects.get(code=code) for code in (LANZHOU, TAKES_OVER))
    user = Desk(LANZHOU).liaison.user
    run = ImportRun.objects.create(
        kind="clues",
        department=old,
        created_by=user,
        created_at=timezone.now(),
        status="ready",
        file_name="清单.xlsx",
        sha256="0" * 64,
        size=1,
    )
    for at in (old, new):
        HandedList.objects.create(name="秋季清单", department=at, opened_at=timezone.now())
    mine, theirs = Story(sender=LANZHOU, receiver=BAIYIN), Story(sender=TAKES_OVER)
    Clue.objects.filter(pk__in=(mine.clue_id, theirs.clue_id)).update(source_id="A-1")

    succeeded(LANZHOU, TAKES_OVER)

    run.refresh_from_db()
    assert run.department == new
    lists = HandedList.objects.filter(department=new).order_by("name")
    assert [row.name for row in lists] == ["秋季清单", f"秋季清单（{old.short_name}）"]
    keys = Clue.objects.filter(sender=new).order_by("source_id").values_list("source_id", flat=True)
    assert list(keys) == ["A-1", f"A-1（{old.short_name}）"]
    assert ok(Desk(TAKES_OVER).liaison.get(f"imports/{run.pk}/"))["id"] == str(run.pk)


# ---- split and dissolved


def test_a_split_department_passes_matter_by_matter() -> None:
    first, second, third = Story().accepted(), Story().sent(), Story().sent()
    third.on_clue(third.sender.lead, "merge", {"survivor": second.clue_id})
    number = Matter.objects.get(pk=second.leg_id).number
    leads = [Desk(TAKES_OVER).lead, Desk(FORESTRY).lead]

    succession = succeeded(
        LANZHOU,
        TAKES_OVER,
        kind="split",
        allotments=[(number, FORESTRY)],
    )

    assert holder(first.leg()) == TAKES_OVER
    assert [leg["receiver"]["code"] for leg in second.clue()["legs"]] == [FORESTRY, FORESTRY]
    assert holder(second.clue()) == FORESTRY
    assert [told(lead) for lead in leads] == [["matter.work_taken_over"]] * 2
    assert parts(third.clue_id, FORESTRY) == [("receiver", True)]
    assert (succession.passed, succession.left) == (3, 0)
    assert Department.objects.get(code=LANZHOU).successor.code == TAKES_OVER
    assert_all_holds()


def test_a_dissolved_department_is_succeeded_from_its_day_on(
    clock: time_machine.Traveller,
) -> None:
    story = Story().accepted()
    before = story.leg()

    day = on("2026-12-01", 0)
    made = registered(LANZHOU, TAKES_OVER, kind="dissolution", effective_on=day.date())

    assert carry_out(now=timezone.now()) == 0
    assert story.leg() == before
    assert Department.objects.get(code=LANZHOU).active
    clock.move_to(day)
    assert carry_out(now=timezone.now()) == 1
    made.refresh_from_db()
    assert (made.begun_at, made.done_at) == (day, day)
    assert holder(story.leg()) == TAKES_OVER
    assert clocks(story.leg()) == clocks(before)
    assert Matter.objects.filter(status=Status.ACCEPTED).count() == 1


def test_who_succeeds_a_department_that_is_succeeded_itself() -> None:
    story = Story().accepted()

    registered(TAKES_OVER, FORESTRY)
    registered(LANZHOU, TAKES_OVER)
    carry_out(now=timezone.now())

    assert holder(story.leg()) == FORESTRY
    assert Department.objects.get(code=LANZHOU).successor.code == FORESTRY
    assert_all_holds()
