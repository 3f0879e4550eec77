"""Who does not read a clue: colleagues who are not named, outsiders, those who had it once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from apps.notifications.actions import deliver
from tests.client import Caller, ok
from tests.stories import (
    BAIYIN,
    CHENGGUAN,
    LANZHOU,
    PROVINCE,
    WATER,
    Desk,
    Story,
    acts,
    paper,
    refused,
    staff,
    upload,
)

LISTS = (
    "clues/",
    "clues/?box=outgoing",
    "clues/?box=incoming",
    "clues/?box=supervised",
    "clues/?search=黄河左岸",
    "transfers/",
    "transfers/?search=黄河左岸",
    "queue/",
    "deadlines/",
    "evidence/",
    "documents/",
    "subjects/",
    "notifications/",
)


def paths_of(story: Story) -> list[str]:
    """List every address that has the story's ids."""
    clue, leg = story.clue(), story.leg()
    reader = story.sender.lead
    [item] = ok(reader.get(f"matters/{story.clue_id}/evidence/"))["results"]
    letter, *_ = ok(reader.get(f"matters/{story.leg_id}/documents/"))["results"]
    clock = leg["deadlines"][0]["id"]
    satellites = ("parties", "deadlines", "documents", "evidence", "comments", "timeline")
    return [
        *(
            f"{kind}/{pk}/{tail}"
            for kind, pk in (("clues", clue["id"]), ("transfers", leg["id"]))
            for tail in ("", "actions/", "timeline/")
        ),
        *(f"matters/{pk}/{name}/" for pk in (clue["id"], leg["id"]) for name in satellites),
        f"deadlines/{clock}/",
        f"deadlines/{clock}/explanation/",
        *(f"evidence/{item['id']}/{tail}" for tail in ("", "content/", "custody/")),
        *(f"documents/{letter['id']}/{tail}" for tail in ("", "content/")),
        f"subjects/{clue['subjects'][0]['id']}/",
    ]


def signed(secrecy: str) -> Story:
    """Bring a clue to its receiver's lead, with people in both houses who are not named."""
    staff(WATER, LANZHOU)
    story = Story(secrecy=secrecy)
    ok(upload(story.sender.liaison, story.clue_id, paper("密")), 201)
    story.sent()
    manifest = story.manifest(story.receiver.lead)
    story.on_leg(story.receiver.lead, "sign", {"manifest": manifest})
    deliver(now=timezone.now())
    return story


def assert_sees_nothing(caller: Caller, story: Story) -> None:
    """Assert that every list is empty and every address leads nowhere."""
    for path in LISTS:
        assert ok(caller.get(path))["results"] == [], path
    assert ok(caller.get("clues/?count=exact"))["count"] == 0
    assert ok(caller.get("me/"))["counters"] == {"waiting": 0, "overdue": 0}
    for path in paths_of(story):
        refused(caller.get(path), 404, "not-found")
    version = story.leg()["version"]
    refused(
        caller.step("transfers", story.leg_id, "accept", {"handler": "x"}, version=version),
        404,
        "not-found",
    )
    refused(caller.post(f"matters/{story.clue_id}/comments/", {"text": "?"}), 404, "not-found")
    refused(upload(caller, story.clue_id, paper("?")), 404, "not-found")
    assert story.leg()["version"] == version


@pytest.mark.parametrize("secrecy", ["confidential", "sealed"])
def test_only_named_persons_read_what_is_closed(secrecy: str) -> None:
    story = signed(secrecy)
    sender, receiver = story.sender, story.receiver

    for caller in (sender.liaison, sender.lead, sender["head"]):
        assert story.clue(caller)["secrecy"] == secrecy
        assert "sign" in acts(caller, "clues", story.clue_id)
    for caller in (receiver.lead, receiver["head"]):
        assert story.leg(caller)["secrecy"] == secrecy
        assert story.clue(caller)["id"] == story.clue_id
    for caller in (
        sender.handler,
        receiver.liaison,
        receiver.handler,
        Desk(PROVINCE).lead,
        Desk("620000-government").lead,
        Desk(BAIYIN).lead,
    ):
        assert_sees_nothing(caller, story)
    assert ok(receiver.lead.get("me/"))["counters"]["waiting"] == 1
    assert ok(receiver.lead.get("notifications/"))["results"] != []


def test_a_person_is_admitted_and_dismissed() -> None:
    story = signed("sealed")
    receiver = story.receiver
    handler = {"person": receiver.handler.user.username, "reason": "承办"}

    story.on_leg(receiver.lead, "admit", handler)
    assert story.leg(receiver.handler)["id"] == story.leg_id
    story.on_leg(receiver.lead, "dismiss", handler)

    refused(receiver.handler.get(f"transfers/{story.leg_id}/"), 404, "not-found")
    head = {"person": receiver["head"].user.username, "reason": "x"}
    before = story.leg()
    problem = refused(
        receiver.lead.step("transfers", story.leg_id, "dismiss", head), 422, "invalid"
    )
    assert [error["code"] for error in problem["errors"]] == ["must-stay"]
    assert story.leg() == before


def test_a_named_person_reads_for_the_department_of_the_matter_only() -> None:
    story = signed("confidential")
    lead = story.sender.lead
    _join(lead, BAIYIN)

    refused(
        lead.get(f"clues/{story.clue_id}/", **{"X-Acting-Department": BAIYIN}), 404, "not-found"
    )

    assert story.clue(lead)["id"] == story.clue_id


def test_the_direct_superior_reads_and_those_above_do_not() -> None:
    story = Story(receiver=CHENGGUAN).sent()
    direct, above = Desk(LANZHOU), Desk(PROVINCE)

    assert story.clue(direct.lead)["id"] == story.clue_id
    assert story.leg(direct.lead)["available_actions"] == []
    supervised = ok(direct.lead.get("clues/?box=supervised"))["results"]
    assert [row["id"] for row in supervised] == [story.clue_id]
    refused(
        direct.lead.step("transfers", story.leg_id, "sign", {"manifest": []}),
        403,
        "not-your-step",
    )
    for path in (f"clues/{story.clue_id}/", f"transfers/{story.leg_id}/"):
        refused(above.lead.get(path), 404, "not-found")
    assert ok(above.lead.get("clues/"))["results"] == []


def test_a_former_receiver_keeps_its_leg_up_to_its_last_act() -> None:
    story = Story().objected()
    sender, receiver = story.sender, story.receiver
    story.on_leg(sender.lead, "take_back")
    story.on_clue(sender.liaison, "propose_redirect", {"receiver": BAIYIN})
    story.on_clue(sender.lead, "redirect")
    baiyin = story.clue()["legs"][1]["id"]

    assert story.leg(receiver.lead)["status"] == "returned"
    assert acts(receiver.lead, "transfers", story.leg_id) == ["open", "sign", "object"]
    assert acts(receiver.lead, "clues", story.clue_id) == [
        "open",
        "submit",
        "approve",
        "open",
        "sign",
        "object",
    ]
    assert acts(sender.lead, "clues", story.clue_id)[6:] == [
        "take_back",
        "propose_redirect",
        "redirect",
        "open",
    ]
    assert [leg["id"] for leg in story.clue(receiver.lead)["legs"]] == [story.leg_id]
    [row] = ok(receiver.lead.get("clues/"))["results"]
    assert [leg["id"] for leg in row["legs"]] == [story.leg_id]
    refused(receiver.lead.get(f"transfers/{baiyin}/"), 404, "not-found")
    refused(upload(receiver.liaison, story.clue_id, paper("旧")), 403, "not-your-step")
    refused(
        receiver.lead.step("transfers", story.leg_id, "accept", {"handler": "x"}),
        403,
        "not-your-step",
    )


def test_who_was_recalled_before_signing_reads_nothing_more() -> None:
    story = Story()
    ok(upload(story.sender.liaison, story.clue_id, paper("证据")), 201)
    story.sent()
    receiver = story.receiver
    assert story.leg(receiver.lead)["status"] == "sent"

    story.on_leg(story.sender.lead, "recall", {"reason": "移送有误"})

    for path in (
        f"clues/{story.clue_id}/",
        f"clues/{story.clue_id}/timeline/",
        f"transfers/{story.leg_id}/",
        f"matters/{story.leg_id}/timeline/",
        f"matters/{story.clue_id}/evidence/",
    ):
        refused(receiver.lead.get(path), 404, "not-found")
    assert ok(receiver.lead.get("clues/"))["results"] == []
    assert ok(receiver.lead.get("transfers/"))["results"] == []


def test_the_receiver_does_not_read_why_the_lead_sent_the_draft_back() -> None:
    story = Story().submitted()
    story.on_clue(story.sender.lead, "disapprove", {"reason": "内部意见"})
    story.sent()

    def disapproval(caller: Caller) -> Any:
        rows = ok(caller.get(f"clues/{story.clue_id}/timeline/"))["results"]
        return next(row["changed"].get("payload") for row in rows if row["verb"] == "disapprove")

    assert disapproval(story.receiver.lead) is None
    assert disapproval(story.sender.liaison) == {"reason": "内部意见"}


def _join(caller: Caller, code: str) -> None:
    membership = caller.user.memberships.get()
    membership.pk, membership.primary = None, False
    membership.department = type(membership.department).objects.get(code=code)
    membership.save()


def test_an_estimate_tells_nothing_of_what_is_sealed() -> None:
    staff(WATER)
    for number in range(12):
        Story(secrecy="sealed", title=f"密件{number}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE matters_matter, matters_access, matters_namedperson")
    unnamed = Caller("handler", WATER, suffix=".9")

    for narrowed in ("status=draft", "status=concluded", "violation_type=hazardous_waste"):
        page = ok(unnamed.get(f"clues/?count=estimate&{narrowed}"))
        assert (page["count"], page["results"]) == (0, [])
