"""Several people decide about the same case of the two laws at once: one of them does."""

from __future__ import annotations

import pytest
import time_machine

from apps.audit.models import Entry
from apps.deadlines.models import Deadline, Suspension
from apps.referrals.models import CrimeReferral, DetentionReferral
from tests.client import Caller
from tests.concurrency.invariants import assert_all_holds
from tests.concurrency.several import AtOnce, one_won, several, take, times
from tests.referrals import (
    ATTACHMENTS,
    NUMBER,
    POLICE,
    RECEIPT,
    REFUSAL,
    Detention,
    Referral,
)
from tests.stories import (
    LANZHOU,
    REASON,
    Story,
    on,
)

HANDED = {"attachments": ATTACHMENTS}


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
