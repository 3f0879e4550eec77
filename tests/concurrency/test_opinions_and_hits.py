"""An opinion, an inquiry or a hit is answered by several people at once."""

from __future__ import annotations

from collections import Counter

import pytest
import time_machine
from django.utils import timezone

from apps.audit.models import Entry
from apps.clues.models import ScreeningHit
from apps.deadlines.models import Deadline
from apps.desk.actions import sweep
from apps.opinions.models import Inquiry, Opinion
from apps.referrals.models import CrimeReferral
from tests.client import Caller, ok
from tests.concurrency.invariants import assert_all_holds
from tests.concurrency.several import AtOnce, one_won, several, take, times
from tests.opinions import SERVED
from tests.opinions import Inquiry as Asked
from tests.opinions import Opinion as Written
from tests.referrals import (
    OVER,
    Referral,
)
from tests.stories import (
    DECISION,
    LANZHOU,
    REASON,
    Story,
    on,
)

# ---- what procuratorates write


def test_two_opinions_on_one_matter_stand_beside_each_other(at_once: AtOnce) -> None:
    case = Referral().transferred()
    authors = several("procurator", OVER)
    body = {**Written.about, "about": [case.id]}

    responses = at_once(*(lambda who=who: who.post("opinions/", body) for who in authors))

    assert [response.status_code for response in responses] == [201] * 4
    assert [each.about.get().matter_id for each in Opinion.objects.all()] == [
        CrimeReferral.objects.get().pk
    ] * 4
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2])
def test_two_opinions_that_a_refused_case_be_transferred_reopen_it_once(
    again: int, at_once: AtOnce
) -> None:
    case = Referral().reported()
    case.take(case.sender["head"], "refuse_transfer", REASON)
    about = {"opinion_kind": "suggest_transfer", "about": [case.id]}
    opinions = [Written(**about).issued() for _ in range(2)]
    procurators = several("procurator", OVER, 2)

    responses = at_once(
        *(take(who, each, "serve", SERVED) for who, each in zip(procurators, opinions, strict=True))
    )

    # the second has waited for a case that has gone on meanwhile, and is served when asked again
    assert sorted(response.status_code for response in responses) in ([200, 200], [200, 412])
    for each, response in zip(opinions, responses, strict=True):
        if response.status_code == 412:
            each.take(procurators[0], "serve", SERVED)
    assert set(Opinion.objects.values_list("status", flat=True)) == {"served"}
    assert CrimeReferral.objects.get().status == "reported"
    assert times(case.id, "reopen") == 1
    assert_all_holds()


def test_an_opinion_is_answered_or_objected_to(at_once: AtOnce) -> None:
    opinion = Written().served()
    leads = several("lead", LANZHOU)

    responses = at_once(
        *(take(who, opinion, "reply", {"reply": "已完成排查。"}) for who in leads[:2]),
        *(take(who, opinion, "object_to", REASON) for who in leads[2:]),
    )

    verb = one_won(responses)
    assert Opinion.objects.get().status == {"reply": "replied", "object_to": "objected"}[verb]
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2])
def test_an_opinion_is_answered_while_its_time_runs_out(again: int, at_once: AtOnce) -> None:
    opinion = Written().served()
    due = Deadline.objects.get(kind="suggestion_reply").due_at
    with time_machine.travel(on("2027-01-25"), tick=False):
        assert due < timezone.now()
        lead = Caller("lead", LANZHOU)

        replied, swept = at_once(
            take(lead, opinion, "reply", {"reply": "已完成排查。"}),
            lambda: sweep(now=timezone.now()),
        )
        sweep(now=timezone.now())

        assert not isinstance(swept, Exception), swept
        assert replied.status_code == 200, replied.content.decode()
        row = Opinion.objects.get()
        assert (row.status, times(opinion.id, "reply")) == ("replied", 1)
        assert Deadline.objects.get(kind="suggestion_reply").state == "stopped"
        assert_all_holds()


def test_a_right_is_used_while_it_lapses(at_once: AtOnce) -> None:
    case = Referral().declined()
    with time_machine.travel(on("2026-11-26"), tick=False):
        lead = Caller("lead", LANZHOU)

        asked, swept = at_once(
            take(lead, case, "ask_reconsideration", REASON), lambda: sweep(now=timezone.now())
        )

        assert not isinstance(swept, Exception), swept
        assert asked.status_code in (409, 412)
        assert CrimeReferral.objects.get().status == "declined"
        assert_all_holds()


def test_an_inquiry_is_answered_or_taken_back(at_once: AtOnce) -> None:
    inquiry = Asked()
    procurators, handlers = several("procurator", OVER, 2), several("handler", LANZHOU, 2)

    responses = at_once(
        *(take(who, inquiry, "answer", {"answer": "计入。"}) for who in procurators),
        *(take(who, inquiry, "take_back", REASON) for who in handlers),
    )

    verb = one_won(responses)
    assert Inquiry.objects.get().status == {"answer": "answered", "take_back": "taken_back"}[verb]
    assert_all_holds()


# ---- hits


def _hit(story: Story) -> str:
    return f"clues/{story.clue_id}/screening/{ScreeningHit.objects.get().pk}/actions"


NO_CRIME = {"kind": "reason", "reason": "经鉴定不属于危险废物"}


def test_a_hit_is_answered_by_two_and_one_of_them_stands(at_once: AtOnce) -> None:
    story = Story().accepted()
    path, handlers = _hit(story), several("handler", LANZHOU, 2)
    reasons = ["经鉴定不属于危险废物", "数量未达标准"]

    responses = at_once(
        *(
            lambda who=who, reason=reason: who.post(
                f"{path}/answer/", {"kind": "reason", "reason": reason}
            )
            for who, reason in zip(handlers, reasons, strict=True)
        )
    )

    assert {response.status_code for response in responses} == {200}
    row = ScreeningHit.objects.select_related("answered_by").get()
    last = Entry.objects.filter(verb="answer_hit").order_by("sequence").last()
    assert last is not None
    assert row.reason in last.text
    assert row.reason == reasons[[each.user for each in handlers].index(row.answered_by)]
    assert times(story.clue_id, "answer_hit") == 2
    assert_all_holds()


def test_an_answer_is_approved_once_or_sent_back(at_once: AtOnce) -> None:
    story = Story().accepted()
    path = _hit(story)
    ok(story.receiver.handler.post(f"{path}/answer/", NO_CRIME))
    leads = several("lead", LANZHOU)

    responses = at_once(
        *(lambda who=who: who.post(f"{path}/approve/") for who in leads[:2]),
        *(lambda who=who: who.post(f"{path}/send_back/", REASON) for who in leads[2:]),
    )

    codes = Counter(response.status_code for response in responses)
    assert codes == {200: 1, 409: 3}
    row = ScreeningHit.objects.get()
    approved = times(story.clue_id, "approve_answer") == 1
    assert (row.approved_at is not None) == approved
    assert (row.answer_kind == "reason") == approved
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2])
def test_an_answer_is_approved_while_the_facts_become_worse(again: int, at_once: AtOnce) -> None:
    story = Story().filed()
    path = _hit(story)
    ok(story.receiver.handler.post(f"{path}/answer/", NO_CRIME))
    lead, other = several("lead", LANZHOU, 2)
    version = story.leg()["version"]
    worse = {**DECISION, "facts": {"hazardous_waste_tonnes": 90}}

    approved, decided = at_once(
        lambda: lead.post(f"{path}/approve/"),
        lambda: other.step("transfers", story.leg_id, "decide", worse, version=version),
    )

    assert decided.status_code == 200, decided.content.decode()
    assert approved.status_code in (200, 409)
    row = ScreeningHit.objects.get()
    # whoever came first: for what is known now nobody has answered
    assert (row.value, row.answer_kind, row.approved_at) == ("90", "", None)
    assert times(story.clue_id, "approve_answer") == (approved.status_code == 200)
    assert_all_holds()
