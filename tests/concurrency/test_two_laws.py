"""Several people decide about the same case of the two laws at the same moment: one of them does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from apps.audit.models import Entry
from apps.clues.models import Clue, ScreeningHit, Transfer
from apps.deadlines.models import Deadline, Suspension
from apps.desk.actions import carry_out, sweep
from apps.matters.models import Counter as LastNumber
from apps.opinions.models import Inquiry, Opinion
from apps.referrals.models import CrimeReferral, DetentionReferral
from tests.client import Caller, ok
from tests.concurrency.invariants import assert_all_holds
from tests.opinions import SERVED
from tests.opinions import Inquiry as Asked
from tests.opinions import Opinion as Written
from tests.referrals import (
    ATTACHMENTS,
    CHARGE,
    NUMBER,
    ORIGINALS,
    OVER,
    POLICE,
    RECEIPT,
    REFUSAL,
    Detention,
    Referral,
)
from tests.stories import (
    DECISION,
    LANZHOU,
    PENALTY,
    REASON,
    WATER,
    Story,
    assert_record_is_sound,
    on,
)
from tests.successions import registered

AtOnce = Callable[..., list[Any]]
HANDED = {"attachments": ATTACHMENTS}
CRIME = {"outcomes": [{"outcome": "crime_transfer"}], "summary": "已移送公安机关。"}


def several(role: str, code: str, count: int = 4) -> list[Caller]:
    """Hire several people for one office."""
    return [Caller(role, code, suffix=f".{n}") for n in range(count)]


def take(who: Caller, case: Any, verb: str, body: Any = None, **more: Any) -> Callable[[], Any]:
    """Take a step on the case as it stands now."""
    version = case.read()["version"]
    return lambda: who.step(case.collection, case.id, verb, body, version=version, **more)


def one_won(responses: list[Any]) -> str:
    """Answer the verb of the one request that was carried out; the others lost properly."""
    codes = Counter(response.status_code for response in responses)
    assert codes[200] == 1, codes
    assert codes[200] + codes[409] + codes[412] == len(responses), codes
    [won] = [response for response in responses if response.status_code == 200]
    return str(won.request["PATH_INFO"].rstrip("/").rsplit("/", 1)[-1])


def times(matter: str, verb: str) -> int:
    """Count how often a step stands in the record."""
    return Entry.objects.filter(matter=matter, verb=verb).count()


# ---- one case, several people


def test_a_case_is_handed_over_once(at_once: AtOnce) -> None:
    case = Referral.on(Story().filed()).approved()

    responses = at_once(*(take(who, case, "transfer", HANDED) for who in several("lead", LANZHOU)))

    assert one_won(responses) == "transfer"
    row = CrimeReferral.objects.get()
    assert (row.status, row.number, times(case.id, "transfer")) == (
        "transferred",
        "兰环移〔2026〕1号",
        1,
    )
    assert row.copied_at == row.transferred_at
    assert Suspension.objects.filter(cause="crime_transfer").count() == 2
    assert_all_holds()


def test_a_case_is_taken_by_one_officer(at_once: AtOnce) -> None:
    case = Referral().transferred()
    officers = several("police_officer", POLICE)

    responses = at_once(*(take(who, case, "receipt", RECEIPT) for who in officers))

    assert one_won(responses) == "receipt"
    assert CrimeReferral.objects.get().status == "received"
    assert Deadline.objects.filter(kind="police_filing").count() == 1
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2])
def test_a_case_is_filed_or_declined_or_returned_or_passed_on(again: int, at_once: AtOnce) -> None:
    case = Referral.on(Story().filed()).received()
    heads, officers = several("police_head", POLICE), several("police_officer", POLICE)
    elsewhere = {"police": "620400-police", "reason": "由犯罪地管辖"}

    responses = at_once(
        *(take(who, case, "file", NUMBER) for who in heads[:2]),
        *(take(who, case, "decline", REFUSAL) for who in heads[2:]),
        *(take(who, case, "return_case", REASON) for who in officers[:2]),
        *(take(who, case, "reroute", elsewhere) for who in officers[2:]),
    )

    verb = one_won(responses)
    after = {
        "file": "filed",
        "decline": "declined",
        "return_case": "returned",
        "reroute": "transferred",
    }
    assert CrimeReferral.objects.get().status == after[verb]
    decided = Entry.objects.filter(matter=case.id, verb__in=after)
    assert list(decided.values_list("verb", flat=True)) == [verb]
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2])
def test_late_police_decide_at_the_moment_that_the_sender_complains(
    again: int, at_once: AtOnce
) -> None:
    case = Referral().received()
    with time_machine.travel(on("2026-11-24"), tick=False):
        head, lead = Caller("police_head", POLICE), Caller("lead", LANZHOU)

        responses = at_once(
            take(head, case, "file", {**NUMBER, "decided_on": "2026-11-24"}),
            take(lead, case, "claim_overdue", REASON),
        )

        verb = one_won(responses)
        expected = {"file": "filed", "claim_overdue": "supervision_asked"}[verb]
        assert CrimeReferral.objects.get().status == expected
        assert_all_holds()


def test_a_case_is_withdrawn_by_the_police_or_brought_to_the_procuratorate(
    at_once: AtOnce,
) -> None:
    case = Referral.on(Story().filed()).filed()
    head, officer = Caller("police_head", POLICE), Caller("police_officer", POLICE)
    persons = {**NUMBER, "persons": [{"name": "张某"}]}

    responses = at_once(
        take(head, case, "withdraw_case", REFUSAL),
        take(officer, case, "request_prosecution", persons),
    )

    verb = one_won(responses)
    expected = {"withdraw_case": "withdrawn", "request_prosecution": "prosecution_requested"}
    assert CrimeReferral.objects.get().status == expected[verb]
    assert_all_holds()


def test_a_non_filing_is_accepted_or_fought_but_not_both(at_once: AtOnce) -> None:
    story = Story().filed()
    case = Referral.on(story).declined()
    leads = several("lead", LANZHOU, 3)
    verbs = ("ask_reconsideration", "ask_supervision", "ask_supervision")

    responses = at_once(
        *(take(who, case, verb, REASON) for who, verb in zip(leads, verbs, strict=True))
    )

    one_won(responses)
    assert Deadline.objects.get(kind="penalty").state == "suspended"
    assert_all_holds()


def test_a_detention_is_decided_once(at_once: AtOnce) -> None:
    case = Detention().taken_up()
    heads = several("police_head", POLICE)
    persons = {**NUMBER, "persons": [{"name": "张某"}]}

    responses = at_once(
        *(take(who, case, "detain", persons) for who in heads[:2]),
        *(take(who, case, "refuse", REFUSAL) for who in heads[2:]),
    )

    verb = one_won(responses)
    expected = {"detain": "detained", "refuse": "refused_by_police"}[verb]
    assert DetentionReferral.objects.get().status == expected
    assert_all_holds()


# ---- one leg, two cases


@pytest.mark.parametrize("again", [1, 2])
def test_two_cases_of_one_leg_are_handed_over_at_once(again: int, at_once: AtOnce) -> None:
    story = Story().filed()
    cases = [Referral.on(story).approved(), Referral.on(story, charge="非法经营罪").approved()]
    leads = several("lead", LANZHOU, 2)

    responses = at_once(
        *(take(who, case, "transfer", HANDED) for who, case in zip(leads, cases, strict=True))
    )

    assert [response.status_code for response in responses] == [200, 200]
    numbers = CrimeReferral.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["兰环移〔2026〕1号", "兰环移〔2026〕2号"]
    penalty = Deadline.objects.get(kind="penalty")
    assert (penalty.state, penalty.suspensions.count()) == ("suspended", 1)
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2])
def test_two_cases_of_one_leg_that_end_at_once_let_its_penalty_run_once(
    again: int, at_once: AtOnce
) -> None:
    story = Story().filed()
    cases = [Referral.on(story).declined(), Referral.on(story, charge="非法经营罪").declined()]
    with time_machine.travel(on("2026-11-27"), tick=False):
        leads = several("lead", LANZHOU, 2)

        responses = at_once(
            *(take(who, case, "accept_decline") for who, case in zip(leads, cases, strict=True))
        )

        assert [response.status_code for response in responses] == [200, 200]
        penalty = Deadline.objects.get(kind="penalty")
        assert (penalty.state, penalty.suspensions.get().until) == ("running", timezone.now())
        assert times(story.leg_id, "resume_penalty") == 1
        assert_all_holds()


def test_two_cases_are_opened_on_one_leg_at_once(at_once: AtOnce) -> None:
    story = Story().accepted()
    handlers = several("handler", LANZHOU)
    body = {**CHARGE, "leg": story.leg_id}

    responses = at_once(
        *(lambda who=who: who.post("crime-referrals/", body) for who in handlers[:2]),
        *(lambda who=who: who.post("detention-referrals/", body) for who in handlers[2:]),
    )

    assert [response.status_code for response in responses] == [201] * 4
    assert (CrimeReferral.objects.count(), DetentionReferral.objects.count()) == (2, 2)
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2, 3])
def test_a_case_is_opened_while_its_leg_is_fed_back_as_a_penalty(
    again: int, at_once: AtOnce
) -> None:
    story = Story().decided()
    lead, handler = Caller("lead", LANZHOU, suffix=".2"), Caller("handler", LANZHOU)
    version = story.leg()["version"]

    opened, fed_back = at_once(
        lambda: handler.post("crime-referrals/", {**CHARGE, "leg": story.leg_id}),
        lambda: lead.step("transfers", story.leg_id, "feed_back", PENALTY, version=version),
    )

    assert fed_back.status_code == 200
    assert (opened.status_code, CrimeReferral.objects.count()) in ((201, 1), (422, 0))
    ok(story.sender.liaison.step("transfers", story.leg_id, "confirm"))
    concluded = Clue.objects.get().status == "concluded"
    assert concluded == (opened.status_code == 422)
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2])
def test_a_crime_is_fed_back_while_its_case_is_handed_over(again: int, at_once: AtOnce) -> None:
    story = Story().accepted()
    case = Referral.on(story).approved()
    lead, head = Caller("lead", LANZHOU, suffix=".2"), Caller("lead", LANZHOU)
    version = story.leg()["version"]

    handed, fed_back = at_once(
        take(head, case, "transfer", HANDED),
        lambda: lead.step("transfers", story.leg_id, "feed_back", CRIME, version=version),
    )

    assert handed.status_code == 200
    # before the case was handed over there is no crime, afterwards the leg is another version
    assert fed_back.status_code in (412, 422)
    assert Transfer.objects.get().status == "accepted"
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2])
def test_a_penalty_is_decided_while_its_case_is_handed_over(again: int, at_once: AtOnce) -> None:
    story = Story().filed()
    case = Referral.on(story).approved()
    lead, head = Caller("lead", LANZHOU, suffix=".2"), Caller("lead", LANZHOU)
    version = story.leg()["version"]

    handed, decided = at_once(
        take(head, case, "transfer", HANDED),
        lambda: lead.step("transfers", story.leg_id, "decide", DECISION, version=version),
    )

    assert handed.status_code == 200
    leg = Transfer.objects.get()
    penalty = Deadline.objects.get(kind="penalty")
    assert (decided.status_code, leg.status, penalty.state) in (
        (200, "decided", "stopped"),
        (412, "filed", "suspended"),
    )
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2])
def test_clues_are_merged_while_a_case_of_one_is_handed_over(again: int, at_once: AtOnce) -> None:
    story, survivor = Story().filed(), Story().filed()
    case = Referral.on(story).approved()
    lead, body = story.sender.lead, {"survivor": survivor.clue_id}
    version = story.clue()["version"]

    handed, merged = at_once(
        take(Caller("lead", LANZHOU), case, "transfer", HANDED),
        lambda: lead.step("clues", story.clue_id, "merge", body, version=version),
    )

    assert handed.status_code == 200
    assert merged.status_code in (200, 412)
    root = survivor.clue_id if merged.status_code == 200 else story.clue_id
    assert str(CrimeReferral.objects.get().root_id) == root
    assert Deadline.objects.get(matter=story.leg_id, kind="penalty").state == "suspended"
    assert_all_holds()


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

    assert [response.status_code for response in responses] == [200, 200]
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


NO_CRIME = {"kind": "no_referral", "reason": "经鉴定不属于危险废物"}


def test_a_hit_is_answered_by_two_and_one_of_them_stands(at_once: AtOnce) -> None:
    story = Story().accepted()
    path, handlers = _hit(story), several("handler", LANZHOU, 2)
    reasons = ["经鉴定不属于危险废物", "数量未达标准"]

    responses = at_once(
        *(
            lambda who=who, reason=reason: who.post(
                f"{path}/answer/", {"kind": "no_referral", "reason": reason}
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
    assert (row.answer_kind == "no_referral") == approved
    assert_all_holds()


@pytest.mark.parametrize("again", [1, 2])
def test_an_answer_is_approved_while_the_facts_become_worse(again: int, at_once: AtOnce) -> None:
    story = Story().accepted()
    path = _hit(story)
    ok(story.receiver.handler.post(f"{path}/answer/", NO_CRIME))
    lead, other = several("lead", LANZHOU, 2)
    version = story.leg()["version"]
    filing = {"filed_on": "2026-11-20", "case_number": "兰环罚立〔2026〕12号"}
    worse = {**filing, "facts": {"hazardous_waste_tonnes": 340}}

    approved, filed = at_once(
        lambda: lead.post(f"{path}/approve/"),
        lambda: other.step("transfers", story.leg_id, "file", worse, version=version),
    )

    decided = filed
    if filed.status_code == 422:  # facts come with another step
        decision = {**DECISION, "facts": {"hazardous_waste_tonnes": 340}}
        ok(other.step("transfers", story.leg_id, "file", filing))
        decided = other.step("transfers", story.leg_id, "decide", decision)
    assert decided.status_code == 200, decided.content.decode()
    assert approved.status_code in (200, 409)
    row = ScreeningHit.objects.get(value="340")
    assert row.approved_at is None
    assert_all_holds()


# ---- keys, numbers, successions


def test_twins_open_one_case_and_hand_it_over_once(at_once: AtOnce) -> None:
    story = Story().accepted()
    handlers = [Caller("handler", LANZHOU) for _ in range(4)]
    body, key = {**CHARGE, "leg": story.leg_id}, {"Idempotency-Key": "open-once"}

    opened = at_once(
        *(lambda who=who: who.post("crime-referrals/", body, **key) for who in handlers)
    )

    assert CrimeReferral.objects.count() == 1
    assert {response.status_code for response in opened} <= {201, 409}
    case = Referral.on(story).approved()
    leads = [Caller("lead", LANZHOU) for _ in range(4)]
    handed = at_once(*(take(who, case, "transfer", HANDED, key="hand-once") for who in leads))
    assert {response.status_code for response in handed} <= {200, 409}
    assert times(case.id, "transfer") == 1
    again = leads[0].step(case.collection, case.id, "transfer", HANDED, version=1, key="hand-once")
    assert again.status_code in (200, 422)
    assert_all_holds()


def test_cases_and_opinions_are_numbered_without_a_gap(at_once: AtOnce) -> None:
    crimes = [Referral().approved() for _ in range(6)]
    detentions = [Detention().approved() for _ in range(6)]
    opinions = [Written() for _ in range(6)]
    sent = {"attachments": ORIGINALS, "copies_kept": True}
    steps = [
        *((take(case.sender.lead, case, "transfer", HANDED)) for case in crimes),
        *((take(case.sender.lead, case, "send", sent)) for case in detentions),
        *((take(each.over["chief_procurator"], each, "issue")) for each in opinions),
    ]
    parts = [steps[n::6] for n in range(6)]

    results = at_once(*(lambda part=part: [step().status_code for step in part] for part in parts))

    assert results == [[200] * 3] * 6
    for model, last in ((CrimeReferral, 6), (DetentionReferral, 6), (Opinion, 6)):
        numbers = [int(number.rpartition("〕")[2][:-1]) for number in _numbers(model)]
        assert sorted(numbers) == list(range(numbers_from(numbers), numbers_from(numbers) + last))
    assert set(LastNumber.objects.values_list("series", flat=True)) >= {"letter"}
    assert_record_is_sound()


def numbers_from(numbers: list[int]) -> int:
    """Say where a series begins: letters of one organ share theirs."""
    return min(numbers)


def _numbers(model: Any) -> list[str]:
    return [str(number) for number in model.objects.values_list("number", flat=True)]


def test_a_refused_hand_over_takes_no_number(at_once: AtOnce) -> None:
    cases = [Referral().approved() for _ in range(4)]
    lacking = {name: row for name, row in ATTACHMENTS.items() if name != "photos"}

    responses = at_once(
        *(take(case.sender.lead, case, "transfer", HANDED) for case in cases[:2]),
        *(take(case.sender.lead, case, "transfer", {"attachments": lacking}) for case in cases[2:]),
    )

    assert [response.status_code for response in responses] == [200, 200, 422, 422]
    assert LastNumber.objects.get(series="crime_transfer").last == 2
    assert_record_is_sound()


@pytest.mark.parametrize("again", [1, 2])
def test_a_case_is_decided_while_its_sender_is_succeeded(again: int, at_once: AtOnce) -> None:
    story = Story().filed()
    case = Referral.on(story).received()
    head = Caller("police_head", POLICE)
    Caller("lead", WATER)
    registered(LANZHOU, "620100-natural-resources")

    passed, declined = at_once(
        lambda: carry_out(now=timezone.now()), take(head, case, "decline", REFUSAL)
    )
    carry_out(now=timezone.now())

    assert not isinstance(passed, Exception), passed
    assert declined.status_code in (200, 412)
    row = CrimeReferral.objects.get()
    assert row.sender.code == "620100-natural-resources"
    assert row.status == ("declined" if declined.status_code == 200 else "received")
    assert_all_holds()
