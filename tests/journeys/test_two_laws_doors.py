"""No door leads past a referral, and none past the procuratorate's copy of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from time_machine import Traveller

from apps.accounts.queries import actor_of
from apps.clues.models import Clue, LegOutcome, Transfer
from apps.matters.actions import take_steps
from apps.matters.models import Access
from apps.organizations.models import Department
from apps.referrals.models import CrimeReferral, DetentionReferral
from clue_transfer.actors import SYSTEM, Actor
from clue_transfer.errors import Invalid, NotYourStep
from clue_transfer.vocabulary import Kind, Verb
from tests.client import Caller, ok
from tests.concurrency.invariants import assert_all_holds
from tests.referrals import (
    ATTACHMENTS,
    CHARGE,
    ORIGINALS,
    OVER,
    POLICE,
    REFUSAL,
    REPORT,
    Detention,
    Referral,
)
from tests.stories import BAIYIN, LANZHOU, REASON, Story, on, refused
from tests.successions import succeeded

CRIME = {"outcomes": [{"outcome": "crime_transfer"}], "summary": "已移送公安机关。"}
DETENTION = {"outcomes": [{"outcome": "detention_transfer"}], "summary": "已移送行政拘留。"}
SECOND = "620100-natural-resources"


def no_crime_without_its_referral(story: Story, body: Any = CRIME) -> None:
    """Try to feed back a crime, and find that nothing has happened."""
    version = story.leg()["version"]
    for caller, verb in (
        (story.receiver.handler, "propose_feedback"),
        (story.receiver.lead, "feed_back"),
    ):
        problem = refused(caller.step("transfers", story.leg_id, verb, body), 422, "invalid")
        assert [each["code"] for each in problem["errors"]] == ["referral-missing"]
    assert story.leg()["version"] == version
    assert not LegOutcome.objects.exists()


def fed_back(story: Story, body: Any = CRIME) -> None:
    """Let the crime be fed back."""
    story.leg()
    story.on_leg(story.receiver.handler, "propose_feedback", body)
    assert story.on_leg(story.receiver.lead, "feed_back")["status"] == "fed_back"


# ---- a crime is not fed back without its referral


def test_a_referral_that_has_not_gone_to_the_police_is_none() -> None:
    story = Story().accepted()
    Referral.on(story).approved()
    Referral.on(story).take(story.receiver.lead, "drop", REASON)
    refused_one = Referral.on(story).reported()
    refused_one.take(story.receiver["head"], "refuse_transfer", REASON)

    no_crime_without_its_referral(story)


def test_a_detention_is_no_crime_and_a_crime_no_detention() -> None:
    crime, detention = Story().accepted(), Story().accepted()
    Referral.on(crime).transferred()
    Detention.on(detention).sent()

    no_crime_without_its_referral(crime, DETENTION)
    no_crime_without_its_referral(detention)

    fed_back(crime)
    fed_back(detention, DETENTION)
    assert_all_holds()


def test_the_referral_of_another_leg_or_of_none_does_not_serve() -> None:
    receivers = [{"department": LANZHOU, "role": "main"}, {"department": BAIYIN, "role": "co"}]
    story = Story(receivers=receivers).accepted()
    Referral.on(story).transferred()
    Referral(sender=BAIYIN).transferred()
    story.follow(1)
    story.receiver = type(story.receiver)(BAIYIN)
    story.on_leg(story.receiver.liaison, "sign", {"manifest": []})
    story.accept()

    no_crime_without_its_referral(story)


def test_nor_does_it_when_another_thing_was_proposed() -> None:
    story = Story().accepted()
    body = {"outcomes": [{"outcome": "no_violation"}], "summary": "未发现违法行为。"}
    story.on_leg(story.receiver.handler, "propose_feedback", body)

    problem = refused(
        story.receiver.lead.step("transfers", story.leg_id, "feed_back", CRIME), 422, "invalid"
    )

    assert problem["errors"][0]["code"] == "referral-missing"
    assert story.leg()["status"] == "accepted"


def _all_at_once(stories: list[Story], *, actor: Actor) -> None:
    take_steps(
        Kind.TRANSFER,
        Verb.FEED_BACK,
        among=Transfer.objects.visible_to,
        pks=[Transfer.objects.get(pk=each.leg_id).pk for each in stories],
        actor=actor,
        payload=CRIME,
        now=timezone.now(),
    )


def test_a_batch_takes_none_where_one_lacks_its_referral() -> None:
    stories = [Story().accepted() for _ in range(2)]
    Referral.on(stories[0]).transferred()
    lead = actor_of(stories[0].receiver.lead.user, on=timezone.localdate())

    with pytest.raises(Invalid), transaction.atomic():
        _all_at_once(stories, actor=lead)

    assert set(Transfer.objects.values_list("status", flat=True)) == {"accepted"}
    assert not LegOutcome.objects.exists()


def test_nor_does_the_system_feed_back() -> None:
    story = Story().accepted()
    Referral.on(story).transferred()

    with pytest.raises(NotYourStep), transaction.atomic():
        take_steps(
            Kind.TRANSFER,
            Verb.FEED_BACK,
            among=lambda _actor: Transfer.objects.all(),
            pks=[Transfer.objects.get().pk],
            actor=SYSTEM,
            payload=CRIME,
            now=timezone.now(),
        )

    assert Transfer.objects.get().status == "accepted"


def test_a_successor_feeds_back_what_its_predecessor_handed_over_and_nothing_else() -> None:
    with_case, without = Story().accepted(), Story().accepted()
    case = Referral.on(with_case).transferred()
    succeeded(LANZHOU, SECOND)
    desk = type(with_case.receiver)(SECOND)
    for story in (with_case, without):
        story.receiver = desk
        story.leg()
        story.on_leg(desk.lead, "reassign", {"handler": desk.handler.user.username})

    no_crime_without_its_referral(without)
    fed_back(with_case)

    row = CrimeReferral.objects.get(pk=case.id)
    assert (row.sender.code, row.status) == (SECOND, "transferred")
    assert_all_holds()


def test_a_referral_moves_with_its_leg_when_clues_are_merged_and_taken_apart() -> None:
    with_case, survivor = Story().accepted(), Story().accepted()
    case = Referral.on(with_case).received()
    lead = with_case.sender.lead
    ok(lead.step("clues", with_case.clue_id, "merge", {"survivor": survivor.clue_id}))

    assert str(CrimeReferral.objects.get(pk=case.id).root_id) == survivor.clue_id
    no_crime_without_its_referral(survivor)
    ok(lead.step("clues", with_case.clue_id, "unmerge"))
    assert str(CrimeReferral.objects.get(pk=case.id).root_id) == with_case.clue_id
    fed_back(with_case)
    assert_all_holds()


# ---- a referral does not vanish with its clue


def test_what_was_merged_is_concluded_when_the_case_that_came_along_has_ended() -> None:
    with_case, survivor = Story().accepted(), Story().accepted()
    case = Referral.on(with_case).received()
    lead = with_case.sender.lead
    ok(lead.step("clues", with_case.clue_id, "merge", {"survivor": survivor.clue_id}))
    for story in (with_case, survivor):
        story.leg()
        story.feed_back()
        story.on_leg(story.sender.liaison, "confirm")
    refused(lead.step("clues", survivor.clue_id, "conclude"), 409, "wrong-status")

    case.read()
    case.take(case.police["police_head"], "decline", REFUSAL)
    case.take(case.sender.lead, "accept_decline")

    assert Clue.objects.get(pk=survivor.clue_id).status == "concluded"
    assert_all_holds()


def test_a_clue_that_is_with_the_police_is_neither_withdrawn_nor_discarded() -> None:
    story = Story().accepted()
    case = Referral.on(story).transferred()
    lead = story.sender.lead

    for verb in ("withdraw", "discard", "conclude"):
        body = None if verb == "conclude" else REASON
        refused(lead.step("clues", story.clue_id, verb, body), 409, "wrong-status")

    assert story.clue()["status"] == "transferred"
    assert case.read()["status"] == "transferred"


def test_nor_is_one_that_its_department_handles_itself() -> None:
    story = Story(sender=LANZHOU, kind="own", receivers=[]).sent()
    story.receiver = story.sender
    case = Referral.on(story).transferred()

    refused(story.sender.lead.step("clues", story.clue_id, "withdraw", REASON), 409, "wrong-status")

    assert story.clue()["status"] == "transferred"
    assert case.read()["status"] == "transferred"
    assert_all_holds()


def test_a_case_goes_on_when_the_clue_has_come_back_and_is_closed() -> None:
    story = Story().accepted()
    case = Referral.on(story).received()
    story.leg()
    objection = {"reason_code": "not_our_duty", **REASON}
    story.on_leg(story.receiver.lead, "object_late", objection)
    story.on_leg(story.sender.lead, "take_back")
    ok(story.sender.lead.step("clues", story.clue_id, "close_no_receiver", REASON))
    assert case.read(Caller("procurator", OVER))["status"] == "received"

    case.take(case.police["police_head"], "decline", REFUSAL)
    case.take(case.sender.lead, "accept_decline")

    assert case.read()["status"] == "closed"
    assert_all_holds()


def test_a_case_is_not_deleted() -> None:
    case = Referral()

    assert case.sender.handler.delete(case.path).status_code == 405
    assert case.read()["status"] == "draft"


# ---- nothing goes past the procuratorate


def _dissolve(code: str) -> None:
    """Let an organ be gone, and nobody in its place."""
    Department.objects.filter(code=code).update(active=False, successor=None)


@pytest.mark.parametrize("gone", [OVER, POLICE])
def test_nothing_is_handed_over_while_an_organ_of_it_is_gone(gone: str) -> None:
    case, detention = Referral().approved(), Detention().approved()
    _dissolve(gone)

    for each, verb, body in (
        (case, "transfer", {"attachments": ATTACHMENTS}),
        (detention, "send", {"attachments": ORIGINALS, "copies_kept": True}),
    ):
        problem = refused(each.try_(each.sender.lead, verb, body), 422, "invalid")
        assert [error["code"] for error in problem["errors"]] == ["no-counterpart"]
        assert each.read()["status"] == "approved"
        assert each.read()["number"] is None


def test_nothing_is_reported_past_a_procuratorate_that_is_gone() -> None:
    case = Referral()
    _dissolve(OVER)
    team = [case.sender.handler.user.username, case.sender.lead.user.username]

    body = {**REPORT, "investigators": team}
    refused(case.try_(case.sender.handler, "report", body), 422, "invalid")

    assert case.read()["status"] == "draft"


def test_the_copy_goes_to_who_is_the_counterpart_by_then() -> None:
    case = Referral()
    _dissolve(OVER)
    other = Department.objects.get(code="620400-procuratorate")
    Department.objects.filter(code=LANZHOU).update(counterpart_procuratorate=other)

    case.transferred()

    row = CrimeReferral.objects.get(pk=case.id)
    assert (row.procuratorate, row.copied_at) == (other, timezone.now())
    assert case.read(Caller("procurator", other.code))["status"] == "transferred"
    assert_all_holds()


def test_the_copy_goes_to_the_successor_of_a_procuratorate(clock: Traveller) -> None:
    draft, approved = Referral(), Referral().approved()
    succeeded(OVER, "620000-procuratorate")
    clock.move_to(on("2026-11-20", 11))

    draft.transferred()
    approved.read()
    approved.take(approved.sender.lead, "transfer", {"attachments": ATTACHMENTS})

    codes = CrimeReferral.objects.values_list("procuratorate__code", flat=True)
    assert list(codes) == ["620000-procuratorate"] * 2
    for case in (draft, approved):
        parts = {row["part"]: row["department"]["code"] for row in case.read()["parties"]}
        assert parts["procuratorate"] == "620000-procuratorate"
    assert_all_holds()


def test_who_has_no_procuratorate_or_police_opens_nothing() -> None:
    Caller("handler", LANZHOU)
    for column in ("counterpart_procuratorate", "counterpart_police"):
        Department.objects.filter(code=LANZHOU).update(**{column: None})
        response = Caller("handler", LANZHOU).post("crime-referrals/", CHARGE)
        problem = refused(response, 422, "invalid")
        assert [error["code"] for error in problem["errors"]] == ["no-counterpart"]
    assert not CrimeReferral.objects.exists()


def test_a_sealed_case_does_not_go_past_a_procuratorate_in_which_nobody_can_be_named() -> None:
    for role in ("lead", "head", "liaison"):
        Caller(role, LANZHOU)
    case = Referral(secrecy="sealed")
    team = [case.sender.handler.user.username, case.sender.lead.user.username]

    response = case.try_(case.sender.handler, "report", {**REPORT, "investigators": team})

    refused(response, 422, "incomplete")
    assert case.read(case.sender.handler)["status"] == "draft"
    assert not DetentionReferral.objects.exists()


def test_who_has_left_a_clue_is_shown_the_clock_of_its_case_at_the_case_alone() -> None:
    story = Story().accepted()
    case = Referral.on(story).received()
    story.leg()
    story.on_leg(story.receiver.lead, "object_late", {"reason_code": "not_our_duty", **REASON})
    story.on_leg(story.sender.lead, "take_back")

    case.read()
    case.take(case.police["police_officer"], "return_case", REASON)

    theirs = Access.objects.filter(department__code=LANZHOU)
    assert theirs.get(matter=story.clue_id).next_due_at is None
    assert theirs.get(matter=case.id, primary=True).next_due_at is not None
    assert_all_holds()
