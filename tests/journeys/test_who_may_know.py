"""A dossier is restricted and opened again; who joins is named; who is reached higher up asks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from apps.clues.models import Clue, Transfer
from apps.matters.actions import take_step
from apps.matters.models import Access, NamedPerson
from apps.notifications.models import Notification
from clue_transfer.actors import SYSTEM
from clue_transfer.vocabulary import Kind, Verb
from tests.client import Caller, ok
from tests.stories import (
    BAIYIN,
    CHENGGUAN,
    LANZHOU,
    PROVINCE,
    REASON,
    WATER,
    Desk,
    Story,
    acts,
    assert_record_is_sound,
    clocks,
    paper,
    refused,
    staff,
    told,
    upload,
    verbs,
)

BOTH = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
SEAL = {"secrecy": "sealed", "reason": "涉及举报线索"}


def shared(**changes: Any) -> tuple[Story, Desk, str]:
    """Send a clue to a main and a co-handler, both sign; answer it, the co-handler and its leg."""
    staff(WATER, LANZHOU, BAIYIN)
    story = Story(receivers=BOTH, **changes)
    story.submitted().on_clue(story.sender.lead, "approve")
    main, co = story.clue()["legs"]
    story.leg_id = main["id"]
    baiyin = Desk(BAIYIN)
    for desk, leg in ((story.receiver, main), (baiyin, co)):
        ok(desk.lead.step("transfers", leg["id"], "sign", {"manifest": []}))
        handler = {"handler": desk.handler.user.username}
        ok(desk.lead.step("transfers", leg["id"], "accept", handler))
    story.clue(), story.leg()
    return story, baiyin, co["id"]


def raise_level(leg: str, level: int) -> None:
    """Let the service raise a leg's level, as the clock does."""
    take_step(
        Kind.TRANSFER,
        Verb.RAISE_LEVEL,
        among=lambda _: Transfer.objects.all(),
        pk=UUID(leg),
        actor=SYSTEM,
        payload={"level": level},
        now=timezone.now(),
    )


ORDERED = {
    "outcomes": [{"outcome": "correction_by_date", "requirement": "清运", "due_on": "2026-12-01"}],
    "summary": "已责令限期改正。",
}


def reads(caller: Caller, path: str) -> bool:
    """Whether the caller may read an address."""
    status = caller.get(path).status_code
    assert status in (200, 404)
    return bool(status == 200)


# ---- main and co-handlers


def test_the_main_handler_reads_all_legs_and_the_co_handler_its_own() -> None:
    story, baiyin, co = shared()
    main, clue = story.leg_id, story.clue_id
    ok(upload(story.receiver.liaison, main, paper("主办")), 201)
    ok(story.receiver.lead.post(f"matters/{main}/comments/", {"text": "主办意见"}), 201)

    for desk in (story.receiver, story.sender):
        assert reads(desk.lead, f"transfers/{co}/")
        assert "accept" in acts(desk.lead, "transfers", co)
    assert verbs(ok(story.receiver.lead.get(f"transfers/{co}/"))) == []

    seen = ok(baiyin.lead.get(f"clues/{clue}/"))
    assert [leg["status"] for leg in seen["legs"]] == ["accepted", "accepted"]
    assert seen["legs"][0].keys() == {
        "id", "number", "kind", "role", "receiver", "status", "status_label",
    }  # fmt: skip
    for tail in ("", "timeline/", "evidence/", "comments/", "deadlines/", "documents/"):
        refused(baiyin.lead.get(f"matters/{main}/{tail}"), 404, "not-found")
    rows = ok(baiyin.lead.get(f"clues/{clue}/timeline/?page_size=100"))["results"]
    assert {row["matter"] for row in rows} == {clue, co}
    assert {row["matter"] for row in ok(baiyin.lead.get("deadlines/"))["results"]} == {co}
    assert ok(baiyin.lead.get("evidence/"))["results"] == []
    assert set(told(baiyin.liaison)) == {"transfer.sent"}


def test_a_co_handler_does_not_see_the_main_legs_clocks_through_the_dossier() -> None:
    story, baiyin, co = shared()
    ok(baiyin.lead.step("transfers", co, "file", {"filed_on": "2026-11-20", "case_number": "一"}))
    own = min(due for _, _, due in clocks(ok(baiyin.lead.get(f"transfers/{co}/"))).values())
    main = min(due for _, _, due in clocks(story.leg()).values())
    assert main != own

    [mine] = ok(baiyin.lead.get("clues/"))["results"]
    [all_] = ok(story.sender.lead.get("clues/"))["results"]

    assert (mine["nearest_deadline"]["due_at"], all_["nearest_deadline"]["due_at"]) == (own, main)
    due = dict(Access.objects.filter(matter=story.clue_id).values_list("why", "next_due_at"))
    assert timezone.localtime(due["sender"]).isoformat() == main
    before = f"clues/?due_before={main.replace('+08:00', 'Z')}"
    assert ok(baiyin.lead.get(before))["results"] == []


def test_who_becomes_the_main_handler_reads_the_other_legs_and_who_was_does_not() -> None:
    staff(WATER, LANZHOU, BAIYIN, CHENGGUAN)
    story = Story(receivers=BOTH).sent()
    co = story.clue()["legs"][1]["id"]
    story.on_leg(story.receiver.lead, "sign", {"manifest": []})
    assert reads(story.receiver.lead, f"transfers/{co}/")

    story.on_leg(story.receiver.lead, "forward", {"receiver": CHENGGUAN})

    assert not reads(story.receiver.lead, f"transfers/{co}/")
    assert reads(Desk(CHENGGUAN).lead, f"transfers/{co}/")


def test_what_a_co_handler_orders_is_read_by_the_main_handler_whoever_that_is() -> None:
    staff(WATER, LANZHOU, BAIYIN, CHENGGUAN)
    story, baiyin = Story(receivers=BOTH).sent(), Desk(BAIYIN)
    co = story.clue()["legs"][1]["id"]
    story.on_leg(story.receiver.lead, "sign", {"manifest": []})
    ok(baiyin.lead.step("transfers", co, "sign", {"manifest": []}))
    ok(baiyin.lead.step("transfers", co, "accept", {"handler": baiyin.handler.user.username}))
    ok(baiyin.lead.step("transfers", co, "feed_back", ORDERED))
    [order] = ok(baiyin.lead.get("rectifications/"))["results"]
    path = f"rectifications/{order['id']}/"
    assert reads(story.receiver.lead, path)
    assert not reads(Desk(CHENGGUAN).lead, path)

    story.on_leg(story.receiver.lead, "forward", {"receiver": CHENGGUAN})

    assert reads(Desk(CHENGGUAN).lead, path)
    assert "report_done" not in verbs(ok(Desk(CHENGGUAN).lead.get(path)))


# ---- who joins is named


@pytest.mark.parametrize("secrecy", ["confidential", "sealed"])
def test_the_handler_of_a_restricted_matter_reads_it_and_its_dossier(secrecy: str) -> None:
    story, baiyin, co = shared(secrecy=secrecy)
    handler = baiyin.handler

    assert reads(handler, f"transfers/{co}/")
    assert reads(handler, f"clues/{story.clue_id}/")
    assert not reads(handler, f"transfers/{story.leg_id}/")
    assert reads(story.receiver.handler, f"transfers/{co}/")
    assert not reads(baiyin.liaison, f"transfers/{co}/")
    answer = baiyin.lead.step(
        "transfers", co, "dismiss", {"person": handler.user.username, **REASON}
    )
    problem = refused(answer, 422, "invalid")
    assert [error["code"] for error in problem["errors"]] == ["is-handler"]


@pytest.mark.parametrize("secrecy", ["confidential", "sealed"])
def test_the_common_superior_of_a_restricted_dispute_can_settle_it(secrecy: str) -> None:
    staff(WATER, LANZHOU)
    government = Desk("620000-government")
    for role in ("lead", "head", "coordinator", "liaison"):
        assert government[role].department
    story = Story(secrecy=secrecy).submitted()
    story.on_clue(story.sender.lead, "approve")
    story.on_leg(story.receiver.lead, "sign", {"manifest": []})
    reason = {"reason_code": "not_our_duty", **REASON}
    story.on_leg(story.receiver.lead, "object", reason)

    story.on_leg(story.sender.lead, "insist", REASON)

    for role in ("lead", "head", "coordinator"):
        assert "designate" in verbs(story.leg(government[role]))
        assert story.clue(government[role])["id"] == story.clue_id
    assert not reads(government.liaison, f"transfers/{story.leg_id}/")
    staff(BAIYIN)
    story.on_leg(government.lead, "designate", {"receiver": BAIYIN, **REASON})
    assert story.leg(Desk(BAIYIN).lead) if story.follow() else None
    assert reads(Desk(BAIYIN)["head"], f"clues/{story.clue_id}/")


def test_a_sealed_clue_goes_only_where_two_and_the_head_can_be_named() -> None:
    staff(WATER)
    story = Story(secrecy="sealed")

    submitted = story.sender.liaison.step("clues", story.clue_id, "submit")

    problem = refused(submitted, 422, "incomplete")
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [
        ("/receivers/0/department", "too-few-persons")
    ]
    staff(LANZHOU)
    story.submitted()
    head = Desk(LANZHOU)["head"].user
    head.is_active = False
    head.save()
    approved = story.sender.lead.step("clues", story.clue_id, "approve")
    problem = refused(approved, 422, "incomplete")
    assert [error["pointer"] for error in problem["errors"]] == ["/receivers/0/department"]
    assert (story.clue()["status"], story.clue()["legs"]) == ("submitted", [])


def test_who_is_named_is_listed_for_those_who_are() -> None:
    story, baiyin, co = shared(secrecy="sealed")
    path = f"matters/{co}/named-persons/"

    rows = ok(baiyin.lead.get(path))["results"]

    named = {row["name"]: [each["code"] for each in row["departments"]] for row in rows}
    people = [story.sender, story.receiver, baiyin]
    expected = {f"{role}.{desk.code}": [desk.code] for desk in people for role in ("lead", "head")}
    expected |= {f"handler.{desk.code}": [desk.code] for desk in (story.receiver, baiyin)}
    assert named == {**expected, f"liaison.{WATER}": [WATER]}
    refused(baiyin.liaison.get(path), 404, "not-found")
    assert ok(Story().sender.lead.get(f"matters/{Story().clue_id}/named-persons/")) == {
        "results": []
    }


# ---- restricting and opening again


def test_restricting_holds_for_the_whole_dossier_at_once() -> None:
    story, baiyin, co = shared()
    main, clue = story.leg_id, story.clue_id
    told(baiyin.liaison), told(story.receiver.lead)
    version = ok(baiyin.lead.get(f"transfers/{co}/"))["version"]

    story.on_leg(story.receiver.lead, "raise_secrecy", SEAL)

    assert set(Clue.objects.values_list("secrecy", flat=True)) == {"sealed"}
    assert set(Transfer.objects.values_list("secrecy", flat=True)) == {"sealed"}
    assert ok(baiyin.lead.get(f"transfers/{co}/"))["version"] == version + 1
    for desk, leg in ((story.receiver, main), (baiyin, co)):
        for role in ("lead", "head", "handler"):
            assert reads(desk[role], f"transfers/{leg}/")
            assert reads(desk[role], f"clues/{clue}/")
        assert not reads(desk.liaison, f"transfers/{leg}/")
        assert not reads(desk.liaison, f"clues/{clue}/")
    assert reads(story.sender["head"], f"transfers/{co}/")
    assert not reads(story.sender.liaison, f"clues/{clue}/")
    assert not reads(Desk(PROVINCE).lead, f"clues/{clue}/")
    assert told(baiyin.liaison) == told(story.receiver.lead) == []
    assert acts(baiyin.lead, "transfers", co)[-1] == "raise_secrecy"
    assert_record_is_sound()


def test_what_was_told_before_is_not_shown_to_who_may_no_longer_know() -> None:
    story, baiyin, _ = shared()
    told(baiyin.liaison)
    assert len(ok(baiyin.liaison.get("notifications/"))["results"]) == 1

    story.on_leg(story.receiver.lead, "raise_secrecy", SEAL)

    assert ok(baiyin.liaison.get("notifications/"))["results"] == []
    assert len(ok(baiyin.lead.get("notifications/"))["results"]) == 1


def test_secrecy_is_not_raised_where_too_few_can_be_named_nor_to_what_it_is() -> None:
    story = Story().sent()
    before = story.leg()

    answer = story.receiver.lead.step("transfers", story.leg_id, "raise_secrecy", SEAL)

    problem = refused(answer, 422, "incomplete")
    assert {error["code"] for error in problem["errors"]} == {"too-few-persons"}
    same = {"secrecy": "internal", "reason": "x"}
    answer = story.receiver.lead.step("transfers", story.leg_id, "raise_secrecy", same)
    assert [error["code"] for error in refused(answer, 422, "invalid")["errors"]] == ["not-higher"]
    assert story.leg() == before
    assert NamedPerson.objects.count() == 0


def test_a_clue_that_was_merged_into_another_is_as_secret_as_that_one() -> None:
    staff(WATER, LANZHOU, BAIYIN)
    first, second = Story().sent(), Story(receiver=BAIYIN).sent()
    sender, lead = first.sender, first.receiver.lead
    second.on_clue(sender.lead, "merge", {"survivor": first.clue_id})
    ok(sender.liaison.get(f"clues/{second.clue_id}/"))

    ok(lead.step("clues", first.clue_id, "raise_secrecy", SEAL))

    for pk in (first.clue_id, second.clue_id):
        refused(sender.liaison.get(f"clues/{pk}/"), 404, "not-found")
        assert ok(sender.lead.get(f"clues/{pk}/"))["secrecy"] == "sealed"
    assert acts(sender.lead, "clues", second.clue_id)[-1] == "raise_secrecy"

    lower = {"secrecy": "internal", "reason": "已公开"}
    ok(lead.step("clues", first.clue_id, "propose_lowering", lower))
    ok(first.receiver["head"].step("clues", first.clue_id, "lower_secrecy"))

    for pk in (first.clue_id, second.clue_id):
        assert ok(sender.liaison.get(f"clues/{pk}/"))["secrecy"] == "internal"
    assert NamedPerson.objects.count() == 0
    assert_record_is_sound()


def test_secrecy_is_lowered_by_a_second_person_only() -> None:
    story, baiyin, co = shared(secrecy="sealed")
    lead, head, clue = story.receiver.lead, story.receiver["head"], story.clue_id
    lower = {"secrecy": "internal", "reason": "已公开"}
    refused(lead.step("clues", clue, "lower_secrecy"), 409, "wrong-status")
    refused(lead.step("transfers", story.leg_id, "propose_lowering", lower), 409, "wrong-status")
    refused(story.sender.lead.step("clues", clue, "propose_lowering", lower), 403, "not-your-step")

    proposed = ok(lead.step("clues", clue, "propose_lowering", lower))

    assert proposed["lowering"]["secrecy"] == "internal"
    assert proposed["lowering"]["name"] == lead.user.full_name
    assert ok(story.sender.lead.get(f"clues/{clue}/"))["lowering"] is None
    refused(lead.step("clues", clue, "lower_secrecy"), 403, "not-your-step")
    assert not reads(baiyin.liaison, f"transfers/{co}/")
    lowered = ok(head.step("clues", clue, "lower_secrecy"))
    assert (lowered["secrecy"], lowered["lowering"]) == ("internal", None)
    assert reads(baiyin.liaison, f"transfers/{co}/")
    assert NamedPerson.objects.count() == 0
    assert_record_is_sound()


# ---- higher up


def test_further_superiors_read_from_the_second_level_on() -> None:
    staff(WATER)
    story = Story(receiver=CHENGGUAN).sent()
    above = Desk(PROVINCE).lead
    version = story.leg()["version"]

    raise_level(story.leg_id, 1)
    assert not reads(above, f"transfers/{story.leg_id}/")
    raise_level(story.leg_id, 2)

    assert reads(above, f"transfers/{story.leg_id}/")
    assert reads(above, f"clues/{story.clue_id}/")
    shown = story.leg()
    assert (shown["escalation_level"], shown["version"]) == (2, version)
    assert "transfer.level_raised" in told(Desk(CHENGGUAN).lead)
    assert_record_is_sound()


def test_who_is_reached_by_a_restricted_matter_learns_only_that_somebody_must_be_named() -> None:
    staff(WATER, CHENGGUAN)
    above = Desk(PROVINCE)
    for role in ("lead", "head", "liaison"):
        told(above[role])
    story = Story(receiver=CHENGGUAN, secrecy="sealed").sent()

    raise_level(story.leg_id, 2)

    assert told(above.lead) == told(above["head"]) == ["matter.needs_named_person"]
    assert told(above.liaison) == []
    [row] = Notification.objects.filter(user=above.lead.user)
    assert (row.matter_id, story.clue()["number"] in row.title) == (None, False)
    assert not reads(above.lead, f"transfers/{story.leg_id}/")
    person = {"person": above.liaison.user.username, "department": PROVINCE, **REASON}
    holder = Desk(CHENGGUAN).lead
    refused(story.sender.lead.step("transfers", story.leg_id, "admit", person), 422, "invalid")
    ok(holder.step("transfers", story.leg_id, "admit", person))
    for role in ("lead", "head", "liaison"):
        assert reads(above[role], f"transfers/{story.leg_id}/")
