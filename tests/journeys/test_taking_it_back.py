"""The sender takes a clue back before anybody has signed for it, or gives it up."""

from __future__ import annotations

from tests.client import ok
from tests.stories import (
    BAIYIN,
    LANZHOU,
    REASON,
    WATER,
    Desk,
    Story,
    acts,
    assert_record_is_sound,
    clocks,
    end_of,
    holder,
    refused,
    timeline,
    told,
    verbs,
)


def test_a_recalled_leg_is_redirected_to_somebody_else() -> None:
    story = Story().sent()
    sender, receiver = story.sender, story.receiver
    assert holder(story.clue()) == LANZHOU
    assert receiver.waits() == {"sign": end_of("2026-11-24")}
    assert sender.waits() == {}
    assert told(receiver.liaison) == ["transfer.sent"]

    leg = story.on_leg(sender.lead, "recall", REASON)

    assert (leg["status"], leg["holder"], leg["deadlines"]) == ("recalled", None, [])
    clue = story.clue()
    assert (clue["status"], holder(clue)) == ("transferred", WATER)
    assert sender.waits() == {"propose_redirect": None}
    assert receiver.waits() == {}
    assert told(receiver.liaison) == ["transfer.recalled"]
    refused(receiver.liaison.get(f"transfers/{leg['id']}/"), 404, "not-found")
    refused(receiver.liaison.get(f"clues/{clue['id']}/"), 404, "not-found")

    story.on_clue(sender.liaison, "propose_redirect", {"receiver": BAIYIN})
    assert sender.waits() == {"redirect": None}
    clue = story.on_clue(sender.lead, "redirect")

    second = clue["legs"][1]
    assert (second["number"], second["status"]) == ("甘水线〔2026〕1号-2", "sent")
    assert second["receiver"]["code"] == BAIYIN
    assert holder(clue) == BAIYIN
    assert Desk(BAIYIN).waits() == {"sign": end_of("2026-11-24")}
    assert sender.waits() == {}
    assert acts(sender.lead, "clues", clue["id"]) == [
        "open",
        "submit",
        "approve",
        "open",
        "recall",
        "propose_redirect",
        "redirect",
        "open",
    ]
    assert_record_is_sound()


def test_a_recalled_clue_is_handled_at_home() -> None:
    story = Story().sent()
    sender = story.sender
    story.on_leg(sender.lead, "recall", REASON)
    story.on_clue(sender.liaison, "propose_redirect", {"receiver": "own"})

    clue = story.on_clue(sender.lead, "redirect")

    own = clue["legs"][1]
    assert (own["kind"], own["status"], own["receiver"]["code"]) == ("own", "accepted", WATER)
    assert (clue["status"], holder(clue)) == ("transferred", WATER)
    assert sender.waits() == {
        "file": end_of("2026-12-07"),
        "feed_back": end_of("2027-01-19"),
        "report_progress": end_of("2026-12-11"),
    }


def test_a_clue_that_nobody_receives_is_closed() -> None:
    story = Story().sent()
    sender = story.sender
    problem = refused(
        sender.lead.step("clues", story.clue_id, "close_no_receiver", REASON), 409, "wrong-status"
    )
    assert problem["detail"] == "不能“无接收单位关闭”，须先：全部移送均已退回"
    story.on_leg(sender.lead, "recall", REASON)

    clue = story.on_clue(sender.lead, "close_no_receiver", REASON)

    assert (clue["status"], clue["holder"], clue["number"]) == (
        "closed_no_receiver",
        None,
        "甘水线〔2026〕1号",
    )
    assert clue["deadlines"] == clue["available_actions"] == []
    assert sender.waits() == {}
    assert_record_is_sound()


def test_a_withdrawn_clue_recalls_its_legs_and_keeps_its_number_and_record() -> None:
    co = {"department": BAIYIN, "role": "co"}
    story = Story(receivers=[{"department": LANZHOU, "role": "main"}, co]).sent()
    sender, receiver = story.sender, story.receiver
    assert [leg["role"] for leg in story.clue()["legs"]] == ["main", "co"]
    told(receiver.lead)

    clue = story.on_clue(sender.lead, "withdraw", {"reason": "重复线索"})

    assert (clue["status"], clue["holder"]) == ("withdrawn", None)
    assert clue["number"] == "甘水线〔2026〕1号"
    assert [leg["status"] for leg in clue["legs"]] == ["recalled", "recalled"]
    assert clue["concluded_at"] == "2026-11-20T10:00:00+08:00"
    assert sender.waits() == receiver.waits() == Desk(BAIYIN).waits() == {}
    assert told(receiver.lead) == ["transfer.recalled"]
    assert timeline(sender.lead, "clues", clue["id"])[-3] == (
        "甘肃省水利厅lead.620000-water：撤回 甘水线〔2026〕1号"
    )
    second = Story().sent().clue()
    assert second["number"] == "甘水线〔2026〕2号"
    assert_record_is_sound()


def test_nothing_is_withdrawn_once_somebody_has_signed() -> None:
    story = Story().signed()
    before = story.clue()

    problem = refused(
        story.sender.lead.step("clues", story.clue_id, "withdraw", REASON), 409, "wrong-status"
    )

    assert problem["detail"] == "不能“撤回”：已有单位签收"
    assert problem["current_status"] == "transferred"
    after = story.clue()
    assert (after["version"], after["status"]) == (before["version"], "transferred")
    assert story.leg()["status"] == "signed"


def test_the_receiver_gives_back_what_the_sender_asks_for() -> None:
    story = Story().accepted()
    sender, receiver = story.sender, story.receiver
    told(receiver.lead)

    leg = story.on_leg(sender.lead, "ask_return", {"reason": "移送有误"})

    assert (leg["status"], holder(leg)) == ("accepted", LANZHOU)
    assert "agree_return" in receiver.waits()
    assert told(receiver.lead) == ["transfer.return_asked"]
    assert "agree_return" in verbs(story.leg(receiver.lead))

    leg = story.on_leg(receiver.lead, "agree_return")

    assert (leg["status"], leg["holder"], leg["deadlines"]) == ("returned", None, [])
    assert receiver.waits() == {}
    assert sender.waits() == {"propose_redirect": end_of("2026-11-24")}
    clue = story.clue()
    assert holder(clue) == WATER
    assert clocks(clue) == {"redirect": ("T08", "running", end_of("2026-11-24"))}
    assert_record_is_sound()


def test_a_draft_is_discarded_by_its_lead_and_its_record_stays() -> None:
    story = Story()
    sender = story.sender
    path, etag = f"clues/{story.clue_id}/", {"If-Match": '"1"'}
    refused(sender.liaison.delete(path, **etag), 403, "not-your-step")

    response = sender.lead.delete(path, **etag)

    assert response.status_code == 204
    clue = story.clue()
    assert (clue["status"], clue["holder"], clue["number"]) == ("discarded", None, None)
    assert sender.waits() == {}
    assert acts(sender.lead, "clues", story.clue_id) == ["open", "discard"]
    problem = refused(sender.lead.delete(path, **{"If-Match": '"2"'}), 409, "wrong-status")
    assert (problem["current_status"], problem["available_actions"]) == ("discarded", [])
    assert ok(sender.lead.get("clues/?status=discarded"))["results"][0]["id"] == story.clue_id


def test_a_draft_that_is_discarded_twice_is_discarded_once() -> None:
    story = Story()
    lead, path = story.sender.lead, f"clues/{story.clue_id}/"
    sent = {"If-Match": '"1"', "Idempotency-Key": "discard-it"}

    first, again = lead.delete(path, **sent), lead.delete(path, **sent)

    assert (first.status_code, again.status_code) == (204, 204)
    assert [each.headers.get("Idempotency-Replayed") for each in (first, again)] == [None, "true"]
    assert acts(lead, "clues", story.clue_id) == ["open", "discard"]
