"""Whose part has ended reads how things stood then, through every door, and acts no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from apps.clues.models import Clue, HandedList
from apps.organizations.models import Department
from tests.client import Caller, ok
from tests.stories import (
    BAIYIN,
    CHENGGUAN,
    LANZHOU,
    REASON,
    WATER,
    Desk,
    Story,
    acts,
    paper,
    refused,
    staff,
    told,
    upload,
    verbs,
)


@pytest.fixture(autouse=True)
def ticking(clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every write come a minute later, so that an end and what follows are told apart."""
    for name in ("post", "upload", "patch"):
        real: Callable[..., Any] = getattr(Caller, name)

        def later(self: Caller, *given: Any, real: Any = real, **named: Any) -> Any:
            clock.shift(timedelta(minutes=1))
            return real(self, *given, **named)

        monkeypatch.setattr(Caller, name, later)


def handed_back() -> tuple[Story, str]:
    """Let Lanzhou sign, object and lose it; answer the story and its piece of evidence."""
    story = Story()
    item = ok(upload(story.sender.liaison, story.clue_id, paper("证据")), 201)
    story.objected().on_leg(story.sender.lead, "take_back")
    return story, item["id"]


def goes_on(story: Story) -> None:
    """Let Baiyin take it over and bring it to its end."""
    story.clue()
    story.on_clue(story.sender.liaison, "propose_redirect", {"receiver": BAIYIN})
    story.on_clue(story.sender.lead, "redirect")
    story.follow()
    story.receiver = Desk(BAIYIN)
    story.on_leg(story.receiver.liaison, "sign", {"manifest": story.manifest()})
    story.accept()
    story.feed_back()
    story.on_leg(story.sender.liaison, "confirm")


def test_what_became_of_it_shows_nowhere() -> None:
    story, item = handed_back()
    former = story.receiver.lead
    listed = HandedList.objects.create(
        id=uuid4(),
        name="清单",
        department=Department.objects.get(code=WATER),
        opened_at=timezone.now(),
    )
    Clue.objects.filter(pk=story.clue_id).update(handed_list=listed)
    subject = ok(former.get(f"clues/{story.clue_id}/"))["subjects"][0]["id"]
    own = Story(sender=LANZHOU, receiver=CHENGGUAN).submitted()

    alike = f"clues/{own.clue_id}/duplicates/"

    def look() -> list[Any]:
        return [
            former.get(f"clues/{story.clue_id}/")["ETag"],
            [row["status"] for row in ok(former.get(f"subjects/{subject}/"))["clues"]],
            ok(former.get(f"lists/{listed.pk}/"))["rates"],
            [row["status"] for row in ok(former.get(alike))["results"]],
            ok(former.get(f"evidence/{item}/custody/"))["results"],
            ok(former.get(f"matters/{story.clue_id}/deadlines/"))["results"],
            ok(former.get(f"matters/{story.clue_id}/parties/"))["results"],
            ok(former.get(f"clues/{story.clue_id}/"))["parties"],
        ]

    before = look()

    goes_on(story)

    assert ok(story.sender.lead.get(f"clues/{story.clue_id}/"))["status"] == "concluded"
    assert look() == before


def test_the_office_that_has_ruled_neither_reads_on_nor_acts_on() -> None:
    staff(WATER, LANZHOU, "620000-government")
    office = Desk("620000-joint-office")["coordinator"]
    story = Story().fed_back()
    for _ in range(2):
        story.on_leg(story.sender.lead, "dispute_feedback", REASON)
        story.feed_back()
    story.on_leg(story.sender.lead, "refer_feedback", REASON)
    story.on_leg(office, "rule_rework", REASON)
    story.on_leg(story.receiver.handler, "report_progress", {"progress": "以后的事"})
    story.feed_back()

    leg = ok(office.get(f"transfers/{story.leg_id}/"))

    assert (leg["status"], leg["progress"], leg["summary"], leg["outcomes"]) == (
        "rework",
        "",
        "",
        [],
    )
    tag = {"If-Match": f'"{story.leg()["version"]}"'}
    answer = office.post(f"transfers/{story.leg_id}/actions/rule_final/", REASON, **tag)
    assert "current_status" not in refused(answer, 403, "not-your-step")
    story.on_leg(story.sender.liaison, "confirm")
    tag = {"If-Match": f'"{story.clue()["version"]}"'}
    answer = office.post(f"clues/{story.clue_id}/actions/reopen/", REASON, **tag)
    refused(answer, 403, "not-your-step")
    assert story.clue()["status"] == "concluded"


def test_a_former_receiver_does_not_learn_into_what_it_was_merged() -> None:
    survivor = Story(receiver=BAIYIN).sent()
    story, _ = handed_back()
    former = Desk(LANZHOU).lead
    story.clue()
    story.on_clue(story.sender.lead, "merge", {"survivor": survivor.clue_id})

    detail = ok(former.get(f"transfers/{story.leg_id}/"))
    [row] = ok(former.get("transfers/"))["results"]

    assert (detail["clue"], detail["parent"], detail["root"]) == (story.clue_id,) * 3
    assert row["clue"] == story.clue_id
    assert survivor.clue_id not in json.dumps([detail, row])
    refused(former.get(f"clues/{survivor.clue_id}/"), 404, "not-found")


def test_who_has_forwarded_it_adds_no_evidence() -> None:
    story = Story().signed()
    story.on_leg(story.receiver.lead, "forward", {"receiver": CHENGGUAN})

    refused(upload(story.receiver.liaison, story.clue_id, paper("x")), 403, "not-your-step")

    assert ok(story.sender.lead.get(f"matters/{story.clue_id}/evidence/"))["results"] == []


def test_the_office_is_told_of_a_settlement_and_reads_no_further() -> None:
    coordinator = Desk("620000-joint-office")["coordinator"]
    story = Story().disputed()
    assert story.leg(coordinator)["status"] == "disputed"
    told(coordinator)

    story.on_leg(story.receiver.lead, "propose_settlement", {"settlement": "here"})
    story.on_leg(story.sender.lead, "propose_settlement", {"settlement": "here"})
    story.on_leg(story.receiver.lead, "agree_here")

    assert told(coordinator) == ["transfer.settled_here"]
    read = acts(coordinator, "transfers", story.leg_id)
    assert read[-1] == "agree_here"
    story.accept()
    seen = ok(coordinator.get(f"transfers/{story.leg_id}/"))
    assert seen["status"] == "signed"
    assert acts(coordinator, "transfers", story.leg_id) == read
    assert told(coordinator) == []


def test_who_stands_above_the_next_receiver_reads_on() -> None:
    story, _ = handed_back()
    former = story.receiver.lead
    path = f"clues/{story.clue_id}/timeline/?page_size=100"
    before = {row["id"] for row in ok(former.get(path))["results"]}
    story.clue()

    story.on_clue(story.sender.liaison, "propose_redirect", {"receiver": CHENGGUAN})
    story.on_clue(story.sender.lead, "redirect")

    after = ok(former.get(path))["results"]
    assert before < {row["id"] for row in after}
    assert {"propose_redirect", "redirect"} <= {row["verb"] for row in after}
    assert verbs(ok(former.get(f"clues/{story.clue_id}/"))) == []
