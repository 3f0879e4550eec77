"""Two cases of one leg, or a case and its leg, go on at the same moment."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.utils import timezone

from apps.clues.models import Clue, Transfer
from apps.deadlines.models import Deadline
from apps.desk.actions import carry_out
from apps.matters.models import Counter as LastNumber
from apps.opinions.models import Opinion
from apps.referrals.models import CrimeReferral, DetentionReferral
from tests.client import Caller, ok
from tests.concurrency.invariants import assert_all_holds
from tests.concurrency.several import AtOnce, several, take, times
from tests.opinions import Opinion as Written
from tests.referrals import (
    ATTACHMENTS,
    CHARGE,
    ORIGINALS,
    POLICE,
    REFUSAL,
    Detention,
    Referral,
)
from tests.stories import (
    DECISION,
    LANZHOU,
    PENALTY,
    WATER,
    Story,
    assert_record_is_sound,
    on,
)
from tests.successions import registered

HANDED = {"attachments": ATTACHMENTS}
CRIME = {"outcomes": [{"outcome": "crime_transfer"}], "summary": "已移送公安机关。"}


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
    on_leg = {"leg": story.leg_id}
    body = {**CHARGE, **on_leg}

    responses = at_once(
        *(lambda who=who: who.post("crime-referrals/", body) for who in handlers[:2]),
        *(
            lambda who=who: who.post("detention-referrals/", {"leg": story.leg_id})
            for who in handlers[2:]
        ),
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
    assert Clue.objects.get().status == "transferred"
    assert set(CrimeReferral.objects.values_list("status", flat=True)) <= {"draft"}
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

    codes = (handed.status_code, merged.status_code)
    # a hand-over waits for the merger and then finds its dossier moved
    assert codes in ((200, 200), (200, 412), (412, 200))
    root = survivor.clue_id if merged.status_code == 200 else story.clue_id
    assert str(CrimeReferral.objects.get().root_id) == root
    if handed.status_code == 412:
        take(Caller("lead", LANZHOU), case, "transfer", HANDED)()
    assert Deadline.objects.get(matter=story.leg_id, kind="penalty").state == "suspended"
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
    for model, series in (
        (CrimeReferral, "兰环移"),
        (DetentionReferral, "兰环拘"),
        (Opinion, "兰检函"),
    ):
        assert _numbers(model) == {f"{series}〔2026〕{n}号" for n in range(1, 7)}
    lasts = LastNumber.objects.values_list("series", "last")
    assert set(lasts) == {("crime_transfer", 6), ("detention", 6), ("letter", 6)}
    assert_record_is_sound()


def _numbers(model: Any) -> set[str]:
    return set(model.objects.values_list("number", flat=True))


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
