"""What a hit warns of, whoever looks: a penalty in its place, a case not handed over, not filed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from apps.accounts.queries import actor_of
from apps.audit.models import Entry
from apps.clues.models import ScreeningHit
from apps.clues.queries import flagged_hits, unanswered_hits
from clue_transfer.thresholds import Flag
from tests.client import Caller, ok
from tests.referrals import OVER, Referral
from tests.stories import PENALTY, REASON, Story, on, refused

ANSWER = {"kind": "reason", "reason": "经复核数量为2.8吨"}


def flagged(caller: Caller) -> dict[str, int]:
    """Count what a person's board would warn of; the API must say the same of each hit."""
    now = timezone.now()
    actor = actor_of(caller.user, on=timezone.localdate(now))
    found = {flag: list(flagged_hits(actor, flag=flag, now=now)) for flag in Flag}
    for flag, rows in found.items():
        for row in rows:
            shown = ok(caller.get(f"clues/{row.clue_id}/screening/"))["results"]
            assert [flag in hit["flags"] for hit in shown if hit["id"] == row.pk] == [True]
    return {str(flag): len(rows) for flag, rows in found.items() if rows}


def unanswered(caller: Caller) -> int:
    """Count what a person's board would list as open."""
    return unanswered_hits(actor_of(caller.user, on=timezone.localdate())).count()


def act(caller: Caller, story: Story, verb: str, body: Any = None) -> Any:
    """Answer, approve or send back the clue's only hit."""
    hit = ScreeningHit.objects.get(clue=story.clue_id)
    return caller.post(f"clues/{story.clue_id}/screening/{hit.pk}/actions/{verb}/", body)


def test_a_decided_penalty_beside_a_hit_is_flagged_until_an_answer_is_approved() -> None:
    story, over = Story().decided(), Caller("procurator", OVER)
    assert flagged(over) == {"penalty_instead": 1}
    ok(act(story.receiver.handler, story, "answer", ANSWER))
    assert (flagged(over), unanswered(over)) == ({"penalty_instead": 1}, 1)

    ok(act(story.receiver.lead, story, "approve"))

    assert (flagged(over), unanswered(over)) == ({}, 0)


def test_a_penalty_that_was_fed_back_is_one_as_well() -> None:
    story = Story().decided()
    subject = story.clue()["subjects"][0]["id"]
    [outcome] = PENALTY["outcomes"]
    body = {"outcomes": [{**outcome, "subject": subject}], "summary": PENALTY["summary"]}

    story.on_leg(story.receiver.lead, "feed_back", body)

    assert flagged(story.sender.lead) == {"penalty_instead": 1}
    assert flagged(Caller("lead", "620400-ecology")) == {}


def test_a_head_who_decides_late_is_flagged(clock: Any) -> None:
    story = Story().accepted()
    Referral.on(story).reported()
    assert flagged(story.receiver.lead) == {}

    clock.move_to(on("2026-11-24"))

    assert flagged(story.receiver.lead) == {"not_transferred": 1}


def test_a_case_handed_over_late_stays_flagged(clock: Any) -> None:
    story = Story().accepted()
    case = Referral.on(story).reported()
    clock.move_to(on("2026-11-25"))

    case.take(
        case.sender["head"], "approve_transfer", {"procedure_lawful": True, "crime_evidenced": True}
    )

    assert flagged(Caller("procurator", OVER)) == {"not_transferred": 1}


def test_police_who_do_not_decide_are_flagged(clock: Any) -> None:
    story = Story().accepted()
    case = Referral.on(story).received()
    ok(act(story.receiver.handler, story, "answer", {"kind": "referral", "referral": case.id}))
    ok(act(story.receiver.lead, story, "approve"))
    assert flagged(Caller("procurator", OVER)) == {}

    clock.move_to(on("2026-11-24"))

    assert flagged(Caller("procurator", OVER)) == {"not_filed": 1}


def test_only_a_case_about_the_clue_or_its_subject_that_has_begun_answers() -> None:
    story = Story().accepted()
    handler = story.receiver.handler
    drafted = Referral.on(story)
    stranger = Referral(subjects=[{"name": "白银某冶炼有限公司"}]).transferred()

    for case in (drafted, stranger):
        body = {"kind": "referral", "referral": case.id}
        problem = refused(act(handler, story, "answer", body), 422, "invalid")
        assert [error["pointer"] for error in problem["errors"]] == ["/referral"]
    assert ScreeningHit.objects.get().answer_kind == ""

    about_the_firm = Referral().transferred()
    ok(act(handler, story, "answer", {"kind": "referral", "referral": about_the_firm.id}))
    assert str(ScreeningHit.objects.get().referral_id) == about_the_firm.id


def test_both_names_stand_in_the_record_and_in_the_answer() -> None:
    story = Story().accepted()
    handler, lead = story.receiver.handler, story.receiver.lead
    ok(act(handler, story, "answer", ANSWER))

    [hit] = ok(act(lead, story, "approve"))["results"]

    names = {"answered_by": handler.user.full_name, "approved_by": lead.user.full_name}
    assert {name: hit[name] for name in names} == names
    content = Entry.objects.get(event="clue.answer_approved").content
    assert {name: content[name] for name in names} == names
    assert content["reason"] == ANSWER["reason"]


def test_before_it_is_handed_over_the_sender_answers() -> None:
    story = Story().submitted()

    ok(act(story.sender.handler, story, "answer", {"kind": "reason", **REASON}))
    ok(act(story.sender.lead, story, "approve"))

    row = ScreeningHit.objects.get()
    assert (row.answered_by, row.approved_by) == (story.sender.handler.user, story.sender.lead.user)


def test_an_answer_given_twice_by_accident_is_one(clock: Any) -> None:
    story = Story().accepted()
    hit = ScreeningHit.objects.get()
    path = f"clues/{story.clue_id}/screening/{hit.pk}/actions/answer/"
    key = {"Idempotency-Key": "6f0b2f1e-5f0e-4a53-8f53-0d0b6a1d0f5e"}
    ok(story.receiver.handler.post(path, ANSWER, **key))

    again = story.receiver.handler.post(path, ANSWER, **key)

    assert ok(again)["results"][0]["answer"] == "reason"
    assert Entry.objects.filter(event="clue.hit_answered").count() == 1
