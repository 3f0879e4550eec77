"""An administrative detention goes from the department to the police, counted in working days."""

from __future__ import annotations

from time_machine import Traveller

from apps.referrals.models import CrimeReferral, DetentionReferral
from tests.client import Caller
from tests.referrals import (
    ORIGINALS,
    PERSONS,
    POLICE,
    PROPOSAL,
    RECEIPT,
    REFUSAL,
    Detention,
    Referral,
)
from tests.stories import (
    LANZHOU,
    REASON,
    Story,
    assert_record_is_sound,
    clocks,
    end_of,
    holder,
    on,
    paper,
    refused,
    upload,
)


def test_a_detention_goes_from_the_proposal_to_the_decision() -> None:
    case = Detention().proposed()
    shown = case.read()
    assert (shown["status"], clocks(shown)) == ("proposed", {})

    case.take(case.sender["head"], "approve")
    assert clocks(case.read()) == {"detention_transfer": ("D02", "running", end_of("2026-11-25"))}
    case.take(case.sender.lead, "send", {"attachments": ORIGINALS, "copies_kept": True})
    shown = case.read(case.police["police_officer"])
    assert (shown["number"], holder(shown)) == ("兰环拘〔2026〕1号", POLICE)
    case.take(case.police["police_officer"], "take_up", RECEIPT)
    assert clocks(case.read()) == {
        "detention_supplement": ("D03", "running", end_of("2026-11-25")),
        "detention_case": ("D07", "running", end_of("2026-12-21")),
    }
    ended = case.take(case.police["police_head"], "detain", PERSONS)

    assert (ended["status"], ended["holder"]) == ("detained", None)
    assert DetentionReferral.objects.get().accepted_at is not None
    assert_record_is_sound()


def test_the_penalty_comes_first_or_the_exception_is_recorded() -> None:
    case = Detention()

    problem = refused(case.try_(case.sender.handler, "propose", PROPOSAL), 422, "incomplete")
    pointers = [each["pointer"] for each in problem["errors"]]
    assert pointers == ["/penalty_number", "/penalty_decided_on"]
    case.take(case.sender.handler, "propose", {**PROPOSAL, "exception": "依法直接移送拘留"})

    assert case.read()["exception"] == "依法直接移送拘留"


def test_the_penalty_of_the_leg_is_taken_over() -> None:
    case = Detention.on(Story().decided())

    case.take(case.sender.handler, "propose", PROPOSAL)

    shown = case.read()
    assert (shown["penalty_number"], shown["penalty_decided_on"]) == (
        "兰环罚〔2026〕9号",
        "2026-11-20",
    )


def test_originals_go_and_copies_stay() -> None:
    case = Detention().approved()
    lead = case.sender.lead
    item = upload(case.sender.handler, case.id, paper("笔录")).json()["id"]
    papers = {**ORIGINALS, "site_records": {"items": [item]}}

    problem = refused(
        case.try_(lead, "send", {"attachments": papers, "copies_kept": False}), 422, "invalid"
    )
    assert {each["pointer"] for each in problem["errors"]} == {
        "/attachments/site_records/original",
        "/copies_kept",
    }
    papers["site_records"]["original"] = True
    case.take(lead, "send", {"attachments": papers, "copies_kept": True})

    assert case.read()["attachments"]["site_records"] == {
        "items": [item],
        "none_because": "",
        "original": True,
        "not_original_because": "",
    }


def test_the_right_to_ask_for_evidence_lapses_after_three_working_days(clock: Traveller) -> None:
    case = Detention().taken_up()

    clock.move_to(on("2026-11-26"))

    body = {"items": ["询问笔录原件"]}
    refused(case.try_(case.police["police_officer"], "request_evidence", body), 409, "right-lapsed")
    case.take(case.police["police_head"], "refuse", {**REFUSAL, "decided_on": "2026-11-26"})
    case.take(case.sender.lead, "close")
    assert case.read()["status"] == "closed"


def test_a_detention_stops_no_clock_of_the_penalty() -> None:
    story = Story().decided()
    before = clocks(story.leg())

    Detention.on(story).sent()

    assert clocks(story.leg()) == before


def test_the_handler_of_another_department_opens_nothing_on_the_leg() -> None:
    story = Story().decided()
    stranger = Caller("handler", "620400-ecology")

    for collection, about in (
        ("crime-referrals", Referral.about),
        ("detention-referrals", Detention.about),
    ):
        answer = stranger.post(f"{collection}/", {**about, "leg": story.leg_id})
        problem = refused(answer, 422, "invalid")
        assert problem["errors"][0]["pointer"] == "/leg"

    assert not CrimeReferral.objects.exists()
    assert not DetentionReferral.objects.exists()


def test_a_department_that_enforces_no_law_hands_nothing_on() -> None:
    answer = Caller("handler", "620100-justice").post("crime-referrals/", Referral.about)

    problem = refused(answer, 422, "invalid")

    assert problem["errors"][0]["code"] == "not-an-enforcing-department"
    assert not CrimeReferral.objects.exists()


def test_the_same_key_opens_one_case() -> None:
    handler = Caller("handler", LANZHOU)
    key = {"Idempotency-Key": "the-same"}

    first = handler.post("crime-referrals/", Referral.about, **key)
    second = handler.post("crime-referrals/", Referral.about, **key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second["Idempotency-Replayed"] == "true"
    assert first.json()["id"] == second.json()["id"]
    assert CrimeReferral.objects.count() == 1


def test_a_refused_detention_tells_why() -> None:
    case = Detention().proposed()

    case.take(case.sender["head"], "refuse_transfer", REASON)

    assert case.read()["status"] == "not_approved"
    assert case.police["police_officer"].get(case.path).status_code == 404
