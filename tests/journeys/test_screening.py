"""Facts that meet a criminal threshold are seen, answered, and read by the procuratorate."""

from __future__ import annotations

from typing import Any

from apps.clues.models import Clue, ScreeningHit, Threshold
from tests.client import Caller, ok
from tests.referrals import OVER, Referral
from tests.stories import DECISION, LANZHOU, REASON, Story, assert_record_is_sound, refused, told

NONE = {"facts": {}}


def hits(caller: Caller, clue: str) -> list[dict[str, Any]]:
    """Read a clue's hits."""
    return list(ok(caller.get(f"clues/{clue}/screening/"))["results"])


def act(caller: Caller, story: Story, hit: int, verb: str, body: Any = None) -> Any:
    """Answer, approve or send back."""
    return caller.post(f"clues/{story.clue_id}/screening/{hit}/actions/{verb}/", body)


def test_a_hit_is_found_when_the_clue_is_handed_in() -> None:
    story = Story()
    assert hits(story.sender.lead, story.clue_id) == []

    story.submitted()

    [hit] = hits(story.sender.lead, story.clue_id)
    assert (hit["threshold"], hit["crime"], hit["value"], hit["limit"], hit["multiple"]) == (
        "1-2",
        "污染环境罪",
        "3.4",
        3.0,
        1.1333,
    )
    assert (hit["borderline"], hit["still_met"], hit["flags"]) == (False, True, [])
    assert hit["article"] == "法释〔2023〕7号第一条第二项"
    assert "clue.hit_found" in told(story.sender.lead)
    assert_record_is_sound()


def test_just_above_a_threshold_is_borderline_and_below_is_none() -> None:
    above = Story(facts={"hazardous_waste_tonnes": 3.1}).submitted()
    below = Story(facts={"hazardous_waste_tonnes": 2.9}).submitted()

    assert [hit["borderline"] for hit in hits(above.sender.lead, above.clue_id)] == [True]
    assert hits(below.sender.lead, below.clue_id) == []


def test_the_procuratorate_reads_a_clue_with_a_hit_uninvited_and_no_other() -> None:
    story, plain = Story().submitted(), Story(**NONE).submitted()
    procurator = Caller("procurator", OVER)
    assert story.clue(procurator)["status"] == "submitted"
    assert procurator.get(f"clues/{plain.clue_id}/").status_code == 404
    elsewhere = Caller("procurator", "620400-procuratorate")
    assert elsewhere.get(f"clues/{story.clue_id}/").status_code == 404

    story.on_clue(story.sender.lead, "approve")

    assert story.leg(procurator)["status"] == "sent"
    assert len(hits(procurator, story.clue_id)) == 1
    refused(act(procurator, story, 1, "answer", {"kind": "reason", **REASON}), 403, "not-your-step")


def test_a_draft_is_not_for_the_procuratorate_even_with_an_old_hit() -> None:
    story = Story().submitted()

    story.on_clue(story.sender.lead, "disapprove", REASON)

    assert Caller("procurator", OVER).get(f"clues/{story.clue_id}/").status_code == 404


def test_a_hit_stays_visible_when_the_facts_are_changed() -> None:
    story = Story().submitted()
    clue = story.on_clue(story.sender.lead, "disapprove", REASON)
    path, version = f"clues/{story.clue_id}/", {"If-Match": f'"{clue["version"]}"'}
    body = {"facts": {"hazardous_waste_tonnes": 1.2}}
    story._versions.pop(story.clue_id)
    ok(story.sender.liaison.patch(path, body, **version))

    story.on_clue(story.sender.liaison, "submit", {"no_state_secrets": True})

    [hit] = hits(story.sender.lead, story.clue_id)
    assert (hit["value"], hit["still_met"]) == ("3.4", False)


def test_a_reason_is_approved_by_another_person() -> None:
    story = Story().accepted()
    handler, lead = story.receiver.handler, story.receiver.lead
    [hit] = hits(handler, story.clue_id)
    answer = {"kind": "reason", "reason": "经复核数量为2.8吨"}
    refused(act(story.sender.liaison, story, hit["id"], "answer", answer), 403, "not-your-step")
    refused(act(lead, story, hit["id"], "approve"), 409, "wrong-status")

    ok(act(handler, story, hit["id"], "answer", answer))
    refused(act(handler, story, hit["id"], "approve"), 403, "not-your-step")
    ok(act(lead, story, hit["id"], "send_back", {"reason": "请附称重单"}))
    [hit] = hits(handler, story.clue_id)
    assert (hit["answer"], hit["sent_back"]) == ("", "请附称重单")
    ok(act(handler, story, hit["id"], "answer", answer))
    ok(act(lead, story, hit["id"], "approve"))

    [hit] = hits(handler, story.clue_id)
    assert (hit["answer"], hit["reason"]) == ("reason", "经复核数量为2.8吨")
    assert hit["approved_at"] is not None
    refused(act(handler, story, hit["id"], "answer", answer), 409, "wrong-status")
    row = ScreeningHit.objects.get()
    assert (row.answered_by, row.approved_by) == (handler.user, lead.user)
    assert_record_is_sound()


def test_a_referral_answers_a_hit() -> None:
    story = Story().accepted()
    handler, lead = story.receiver.handler, story.receiver.lead
    [hit] = hits(handler, story.clue_id)
    other = Referral(sender="620400-ecology")
    body = {"kind": "referral", "referral": other.id}
    refused(act(handler, story, hit["id"], "answer", body), 422, "invalid")

    case = Referral.on(story).transferred()
    ok(act(handler, story, hit["id"], "answer", {"kind": "referral", "referral": case.id}))
    ok(act(lead, story, hit["id"], "approve"))

    [hit] = hits(handler, story.clue_id)
    assert (hit["referral"], hit["flags"]) == (case.id, [])


def test_a_penalty_beside_an_unanswered_hit_is_flagged() -> None:
    story = Story().filed()

    story.on_leg(story.receiver.lead, "decide", DECISION)

    [hit] = hits(Caller("procurator", OVER), story.clue_id)
    assert hit["flags"] == ["penalty_instead"]
    assert hit["flag_labels"] == ["以罚代刑"]


def test_a_refused_transfer_is_flagged() -> None:
    story = Story().accepted()
    case = Referral.on(story).reported()

    case.take(case.sender["head"], "refuse_transfer", REASON)

    [hit] = hits(story.receiver.lead, story.clue_id)
    assert hit["flags"] == ["not_transferred"]


def test_what_the_receiver_finds_out_is_screened_as_well() -> None:
    story = Story(**NONE).accepted()
    assert hits(story.receiver.lead, story.clue_id) == []
    story.on_leg(
        story.receiver.lead,
        "file",
        {"filed_on": "2026-11-20", "case_number": "兰环罚立〔2026〕12号"},
    )
    wrong = {**DECISION, "facts": {"nonsense": 1}}
    version = story.leg()["version"]
    refused(
        story.receiver.lead.step("transfers", story.leg_id, "decide", wrong, version=version),
        422,
        "invalid",
    )

    story.on_leg(
        story.receiver.lead, "decide", {**DECISION, "facts": {"illegal_gain_yuan": 1_200_000}}
    )

    found = hits(story.receiver.lead, story.clue_id)
    assert [hit["threshold"] for hit in found] == ["1-9", "2-4"]
    assert Clue.objects.get().two_laws


def test_what_nobody_has_confirmed_hits_nothing() -> None:
    story = Story(facts={"catch_kg": 900}).submitted()
    assert hits(story.sender.lead, story.clue_id) == []

    Threshold.objects.filter(code="W-1").update(active=True)
    other = Story(facts={"catch_kg": 900}).submitted()

    assert [hit["crime"] for hit in hits(other.sender.lead, other.clue_id)] == ["非法捕捞水产品罪"]


def test_outsiders_find_no_hits() -> None:
    story = Story().accepted()

    for role, code in (("lead", "620400-ecology"), ("police_officer", "620100-police")):
        assert Caller(role, code).get(f"clues/{story.clue_id}/screening/").status_code == 404
    assert Caller("lead", LANZHOU).get(f"clues/{story.leg_id}/screening/").status_code == 404
