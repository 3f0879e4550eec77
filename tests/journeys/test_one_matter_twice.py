"""The same matter in two clues is merged, and one that comes up again is reopened."""

from __future__ import annotations

from typing import Any

import time_machine

from apps.matters.models import PartyRow
from tests.client import ok
from tests.journeys.test_jurisdiction import GOVERNMENT
from tests.stories import (
    BAIYIN,
    CHENGGUAN,
    LANZHOU,
    REASON,
    WATER,
    Desk,
    Story,
    assert_record_is_sound,
    clocks,
    end_of,
    holder,
    on,
    refused,
    told,
    verbs,
)

OFFICE = "620000-joint-office"


def test_a_clue_is_merged_into_another_and_taken_out_again() -> None:
    first, second = Story().signed(), Story(receiver=BAIYIN).sent()
    sender, baiyin = first.sender, second.receiver
    before = first.clue()
    told(baiyin.liaison)

    merged = second.on_clue(sender.lead, "merge", {"survivor": first.clue_id})

    assert (merged["status"], merged["holder"]) == ("merged", None)
    assert merged["number"] == "甘水线〔2026〕2号"
    survivor = first.clue()
    assert [(leg["number"], leg["status"]) for leg in survivor["legs"]] == [
        ("甘水线〔2026〕1号-1", "signed"),
        ("甘水线〔2026〕2号-1", "sent"),
    ]
    assert (holder(survivor), survivor["version"]) == (LANZHOU, before["version"] + 1)
    assert baiyin.waits() == {"sign": end_of("2026-11-24")}
    assert first.clue(baiyin.liaison)["id"] == first.clue_id
    refused(sender.lead.step("clues", second.clue_id, "withdraw", REASON), 409, "wrong-status")
    assert verbs(second.clue()) == ["unmerge"]

    apart = second.on_clue(sender.lead, "unmerge")

    assert (apart["status"], holder(apart)) == ("transferred", BAIYIN)
    assert [leg["number"] for leg in apart["legs"]] == ["甘水线〔2026〕2号-1"]
    survivor = first.clue()
    assert [leg["number"] for leg in survivor["legs"]] == ["甘水线〔2026〕1号-1"]
    assert holder(survivor) == LANZHOU
    refused(baiyin.liaison.get(f"clues/{first.clue_id}/"), 404, "not-found")
    second.on_leg(baiyin.liaison, "sign", {"manifest": []})
    assert second.leg()["status"] == "signed"
    assert_record_is_sound()


def test_the_survivor_keeps_its_holder_when_a_leg_joins_it() -> None:
    first, second = Story().sent(), Story(receiver=BAIYIN).sent()
    sender = first.sender

    second.on_clue(sender.lead, "merge", {"survivor": first.clue_id})

    assert holder(first.clue()) == LANZHOU


def test_a_merged_draft_does_not_come_back() -> None:
    first, second = Story().sent(), Story()
    sender = first.sender
    second.on_clue(sender.lead, "merge", {"survivor": first.clue_id})

    problem = refused(sender.lead.step("clues", second.clue_id, "unmerge"), 409, "wrong-status")

    assert problem["detail"] == "不能“取消合并”，须先：合并时已移送"
    assert second.clue()["status"] == "merged"


def ruling(clue: Any) -> list[str]:
    """Say who stands above the clue now."""
    rows = [row for row in clue["parties"] if row["part"] == "superior" and row["until"] is None]
    return [row["department"]["code"] for row in rows]


def test_a_leg_that_came_back_is_waited_for_where_it_hangs() -> None:
    first, second = Story().signed(), Story(receiver=BAIYIN).objected()
    sender = first.sender
    second.on_leg(sender.lead, "take_back")
    due = ("T08", "running", end_of("2026-11-24"))
    assert clocks(second.clue())["redirect"] == due

    second.on_clue(sender.lead, "merge", {"survivor": first.clue_id})

    assert clocks(first.clue())["redirect"] == due
    assert sender.waits()["propose_redirect"] == due[2]

    second.on_clue(sender.lead, "unmerge")

    assert "redirect" not in clocks(first.clue())
    assert clocks(second.clue())["redirect"] == due
    assert_record_is_sound()


def test_who_ruled_on_a_leg_reads_only_where_it_hangs() -> None:
    first, second = Story().signed(), Story(receiver=BAIYIN).disputed()
    sender = first.sender
    second.clue()
    second.on_clue(sender.lead, "merge", {"survivor": first.clue_id})
    second.on_leg(second.receiver.lead, "propose_settlement", {"settlement": "here"})
    assert GOVERNMENT in ruling(first.clue())

    second.on_clue(sender.lead, "unmerge")

    assert GOVERNMENT not in ruling(first.clue())
    assert GOVERNMENT in ruling(second.clue())


def test_what_was_approved_urgently_is_confirmed_before_it_is_merged() -> None:
    first, second = Story().sent(), Story(urgency="urgent")
    sender = second.sender
    second.on_clue(sender.liaison, "submit")
    second.on_clue(sender["duty_officer"], "approve_urgent")
    before = second.clue()

    response = sender.lead.step("clues", second.clue_id, "merge", {"survivor": first.clue_id})

    problem = refused(response, 409, "wrong-status")
    assert problem["detail"] == "值班人员的紧急批准尚待负责人确认，确认后才能合并"
    assert second.clue() == before


def test_only_clues_of_one_sender_are_merged() -> None:
    ours, theirs = Story().sent(), Story(sender=BAIYIN).sent()
    before = ours.clue()

    strange = ours.sender.lead.step("clues", ours.clue_id, "merge", {"survivor": theirs.clue_id})
    itself = ours.sender.lead.step("clues", ours.clue_id, "merge", {"survivor": ours.clue_id})

    for response in (strange, itself):
        problem = refused(response, 422, "invalid")
        assert [error["code"] for error in problem["errors"]] == ["unknown-clue"]
    assert ours.clue() == before


def test_a_concluded_clue_is_reopened_with_its_last_receiver() -> None:
    story = Story().concluded()
    sender, receiver = story.sender, story.receiver
    told(receiver.liaison)
    old = story.leg()

    clue = story.on_clue(sender.lead, "reopen", {"reason": "同一点位再次倾倒"})

    assert (clue["status"], holder(clue), clue["concluded_at"]) == ("transferred", LANZHOU, None)
    assert [(leg["number"], leg["kind"], leg["status"]) for leg in clue["legs"]] == [
        ("甘水线〔2026〕1号-1", "transfer", "confirmed"),
        ("甘水线〔2026〕1号-2", "reopened", "sent"),
    ]
    assert receiver.waits() == {"sign": end_of("2026-11-24")}
    assert told(receiver.liaison) == ["clue.reopened", "transfer.sent"]
    story.follow()
    assert clocks(story.leg())["signing"] == ("T02", "running", end_of("2026-11-24"))
    assert ok(sender.lead.get(f"transfers/{old['id']}/")) == old
    assert_record_is_sound()


def test_the_receiver_reopens_what_came_up_again() -> None:
    story = Story().concluded()

    clue = story.on_clue(story.receiver.lead, "reopen", {"reason": "回头看未通过"})

    assert (clue["status"], holder(clue)) == ("transferred", LANZHOU)
    refused(Desk(BAIYIN).lead.step("clues", story.clue_id, "reopen", REASON), 404, "not-found")
    assert story.clue()["sender"]["code"] == WATER


# ---- what hangs on a merged clue goes on counting, and is read by whom it concerns


def test_the_time_to_redirect_goes_along_with_a_merger_and_back(
    clock: time_machine.Traveller,
) -> None:
    first, second = Story().signed(), Story(receiver=BAIYIN).objected()
    sender = first.sender
    second.on_leg(sender.lead, "take_back")
    running = clocks(second.clue())["redirect"]
    assert running == ("T08", "running", end_of("2026-11-24"))
    second.on_clue(sender.liaison, "propose_redirect", {"receiver": "620300-ecology"})

    clock.move_to(on("2026-11-23"))

    second.on_clue(sender.lead, "merge", {"survivor": first.clue_id})

    assert clocks(first.clue())["redirect"] == running
    assert clocks(second.clue()) == {}
    assert sender.waits() == {"propose_redirect": end_of("2026-11-24")}

    apart = second.on_clue(sender.lead, "unmerge")

    assert clocks(apart)["redirect"] == running
    assert "redirect" not in clocks(first.clue())
    assert sender.waits() == {"propose_redirect": end_of("2026-11-24")}
    assert_record_is_sound()


def test_a_leg_that_comes_back_while_merged_is_redirected_by_the_clue_that_leaves() -> None:
    first, second = Story().signed(), Story(receiver=BAIYIN).objected()
    sender = first.sender
    second.on_clue(sender.lead, "merge", {"survivor": first.clue_id})
    second.on_leg(sender.lead, "take_back")
    running = clocks(first.clue())["redirect"]

    apart = second.on_clue(sender.lead, "unmerge")

    assert clocks(apart)["redirect"] == running == ("T08", "running", end_of("2026-11-24"))
    assert "redirect" not in clocks(first.clue())
    baiyin = second.receiver.lead
    refused(baiyin.get(f"clues/{first.clue_id}/"), 404, "not-found")
    assert second.clue(baiyin)["id"] == second.clue_id  # it has acted on it, and reads to its end


def test_who_read_the_survivor_only_through_a_merged_leg_reads_it_no_more() -> None:
    office, below = Desk(OFFICE)["coordinator"], Desk(CHENGGUAN).liaison
    first, second = Story(receiver=BAIYIN).signed(), Story().objected()
    third = Story(title="另一处倾倒").signed()
    sender = first.sender
    for story in (second, third):
        story.on_clue(sender.lead, "merge", {"survivor": first.clue_id})
    second.on_leg(sender.lead, "insist", REASON)
    third.on_leg(third.receiver.lead, "forward", {"receiver": CHENGGUAN})
    lanzhou = second.receiver.lead
    for reader in (office, below, lanzhou):
        assert first.clue(reader)["id"] == first.clue_id

    second.on_clue(sender.lead, "unmerge")

    refused(office.get(f"clues/{first.clue_id}/"), 404, "not-found")
    assert second.clue(office)["status"] == "transferred"
    assert second.leg(office)["status"] == "disputed"
    # The forwarder of the other merged leg goes on reading, its part has not left.
    for reader in (below, lanzhou):
        assert first.clue(reader)["id"] == first.clue_id

    third.on_clue(sender.lead, "unmerge")

    for reader in (below, lanzhou):
        refused(reader.get(f"clues/{first.clue_id}/"), 404, "not-found")
        assert third.clue(reader)["status"] == "transferred"
    assert_record_is_sound()


def test_a_dispute_that_ends_while_merged_has_no_coordinator_afterwards() -> None:
    office = Desk(OFFICE)["coordinator"]
    first, second = Story(receiver=BAIYIN).signed(), Story().disputed()
    sender = first.sender
    second.on_clue(sender.lead, "merge", {"survivor": first.clue_id})
    assert first.clue(office)["id"] == first.clue_id
    second.on_leg(second.receiver.lead, "propose_settlement", {"settlement": "back"})
    second.on_leg(sender.lead, "agree_back")

    second.on_clue(sender.lead, "unmerge")

    parts = PartyRow.objects.filter(matter=second.clue_id, until=None)
    assert sorted(parts.values_list("part", flat=True)) == ["sender", "superior"]
