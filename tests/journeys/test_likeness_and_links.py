"""Clues that look like one, and matters that are dealt with together."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from apps.accounts.queries import actor_of
from apps.clues.models import Clue, Duplicate
from apps.matters.actions import take_steps
from apps.matters.models import Link
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
    assert_record_is_sound,
    refused,
    staff,
    told,
)

FARMS = "620000-agriculture"
NEARBY = {"address": "西固区黄河左岸滩涂37号点", "longitude": 103.6310, "latitude": 36.0890}


def _duplicates(reader: Caller, clue: str) -> list[tuple[str, int, list[tuple[str, int | None]]]]:
    rows = ok(reader.get(f"clues/{clue}/duplicates/"))["results"]
    return [
        (
            row["clue"],
            row["score"],
            [(reason["why"], reason["amount"]) for reason in row["reasons"]],
        )
        for row in rows
    ]


def test_a_submitted_clue_is_compared_with_those_before_it() -> None:
    first = Story().sent()
    draft = Story(title="另一份草稿")
    second = Story(location=NEARBY, occurred_on="2026-11-15")
    sender = first.sender.liaison
    assert _duplicates(sender, second.clue_id) == []

    second.submitted()

    [found] = _duplicates(sender, second.clue_id)
    assert found == (
        first.clue_id,
        115,
        [("subject", None), ("place", 267), ("time", 3), ("words", 100)],
    )
    assert _duplicates(sender, first.clue_id) == [(second.clue_id, *found[1:])]
    assert _duplicates(sender, draft.clue_id) == []
    [row] = ok(sender.get(f"clues/{second.clue_id}/duplicates/"))["results"]
    assert (row["number"], row["sender"]["code"]) == ("甘水线〔2026〕1号", WATER)
    assert row["reasons"][1]["label"] == "地点相距500米以内"


def test_what_is_submitted_together_is_compared_as_well() -> None:
    first, second = Story(), Story(sender=WATER)
    author = first.sender.liaison

    take_steps(
        Kind.CLUE,
        Verb.SUBMIT,
        among=Clue.objects.visible_to,
        pks=[UUID(first.clue_id), UUID(second.clue_id)],
        actor=actor_of(author.user, on=timezone.localdate()),
        payload={},
        now=timezone.now(),
    )

    rows = Duplicate.objects.values_list("clue", "other")
    assert list(rows) == [(UUID(second.clue_id), UUID(first.clue_id))]
    [(found, *_)] = _duplicates(author, first.clue_id)
    assert found == second.clue_id


def test_submitting_again_finds_the_same_once() -> None:
    Story().sent()
    story = Story().submitted()
    story.on_clue(story.sender.lead, "disapprove", REASON)

    story.on_clue(story.sender.liaison, "submit")

    assert Duplicate.objects.count() == 1


def test_a_likeness_is_shown_only_with_what_its_reader_may_see() -> None:
    theirs = Story(sender=FARMS, receiver=BAIYIN).sent()
    ours = Story(receiver=LANZHOU).sent()
    assert Duplicate.objects.count() == 1
    above_both = Desk("620000-government").lead

    assert _duplicates(ours.sender.liaison, ours.clue_id) == []
    assert _duplicates(ours.receiver.liaison, ours.clue_id) == []
    assert _duplicates(theirs.sender.liaison, theirs.clue_id) == []
    assert [row[0] for row in _duplicates(above_both, ours.clue_id)] == [theirs.clue_id]
    refused(Caller("liaison", CHENGGUAN).get(f"clues/{ours.clue_id}/duplicates/"), 404, "not-found")


def test_a_sealed_clue_is_nobodys_duplicate_but_to_who_is_named() -> None:
    named = Desk(WATER)
    assert [named[role] for role in ("lead", "head")] != []
    Story(secrecy="confidential").submitted()
    plain = Story().submitted()

    assert Duplicate.objects.count() == 1
    assert _duplicates(Caller("handler", WATER), plain.clue_id) == []
    assert len(_duplicates(named.lead, plain.clue_id)) == 1


# ---- links


def test_two_clues_are_linked_by_who_holds_one_and_sees_both() -> None:
    first = Story(sender=WATER, receiver=LANZHOU).signed()
    second = Story(sender=FARMS, receiver=LANZHOU).signed()
    lead = first.receiver.lead
    told(lead)

    first.on_clue(lead, "link", {"other": second.clue_id, "reason": "同一排污口"})

    assert told(lead) == ["clue.linked"]
    for here, there in ((first, second), (second, first)):
        [row] = ok(lead.get(f"matters/{here.clue_id}/links/"))["results"]
        assert (row["matter"], row["number"], row["reason"]) == (
            there.clue_id,
            there.clue()["number"],
            "同一排污口",
        )
        assert ok(here.sender.lead.get(f"matters/{here.clue_id}/links/"))["results"] == []
        timeline = ok(here.sender.lead.get(f"clues/{here.clue_id}/timeline/"))
        assert there.clue_id not in str(timeline)
        assert here.clue()["number"].startswith("甘")
    assert first.clue()["status"] == second.clue()["status"] == "transferred"
    assert_record_is_sound()


def test_nothing_is_linked_twice_to_itself_or_to_what_one_does_not_see() -> None:
    first = Story(receiver=LANZHOU).signed()
    second = Story(receiver=LANZHOU).signed()
    hidden = Story(sender=FARMS, receiver=BAIYIN).signed()
    lead = first.receiver.lead
    first.on_clue(lead, "link", {"other": second.clue_id})

    for story, other, code in (
        (first, first, "unknown-matter"),
        (first, hidden, "unknown-matter"),
        (first, second, "linked-already"),
        (second, first, "linked-already"),
    ):
        problem = refused(
            lead.step("clues", story.clue_id, "link", {"other": other.clue_id}), 422, "invalid"
        )
        assert [error["code"] for error in problem["errors"]] == [code]
    assert Link.objects.count() == 1
    outsider = Desk(PROVINCE).lead
    refused(
        outsider.step("clues", first.clue_id, "link", {"other": second.clue_id}),
        403,
        "not-your-step",
    )


def test_what_is_open_and_what_is_sealed_are_not_linked() -> None:
    staff(WATER, LANZHOU)
    sealed = Story(secrecy="sealed")
    sealed.submitted().on_clue(sealed.sender.lead, "approve")
    story = Story(title="公开的").accepted()
    body = {"other": sealed.leg_id, "reason": "与密案同案"}

    answer = refused(
        story.receiver.lead.step("transfers", story.leg_id, "link", body), 422, "invalid"
    )

    assert [row["code"] for row in answer["errors"]] == ["other-secrecy"]
    assert not Link.objects.exists()
