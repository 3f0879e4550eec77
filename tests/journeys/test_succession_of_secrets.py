"""What only named persons may know passes to a successor without anybody learning of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from apps.clues.models import Complaint
from apps.desk.actions import carry_out
from apps.matters.models import Matter, NamedPerson, Recusal
from apps.notifications.actions import deliver
from apps.notifications.models import Notification
from clue_transfer.errors import Invalid
from tests.client import Caller, ok
from tests.complaints import NAME, complain
from tests.concurrency.invariants import assert_all_holds
from tests.journeys.test_succession import FORESTRY, TAKES_OVER, also_works_for
from tests.stories import LANZHOU, WATER, Desk, Story, holder, refused, staff, told
from tests.successions import registered, succeeded


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: Any) -> None:
    """Keep the keys of a test, and what they seal, apart."""
    settings.DATA_DIR = tmp_path / "data"
    settings.REPORTER_KEY_FILE = tmp_path / "keys" / "reporter.key"


def named(matter: str) -> set[str]:
    """Name who may know of a matter."""
    rows = NamedPerson.objects.filter(matter=matter)
    return set(rows.values_list("person__username", flat=True))


def test_a_sealed_clue_passes_to_who_answers_for_the_successor_and_leaves_the_former_people() -> (
    None
):
    staff(WATER, LANZHOU, TAKES_OVER)
    story = Story(secrecy="sealed").sent()
    stays = Caller("lead", LANZHOU)
    also_works_for(stays, TAKES_OVER, "lead")
    senders = {name for name in named(story.leg_id) if name.endswith(WATER)}

    succeeded(LANZHOU, TAKES_OVER)

    theirs = {f"head.{TAKES_OVER}", f"lead.{TAKES_OVER}", stays.user.username}
    assert named(story.leg_id) == senders | theirs
    assert holder(ok(stays.get(f"transfers/{story.leg_id}/"))) == TAKES_OVER
    refused(Desk(TAKES_OVER).liaison.get(f"transfers/{story.leg_id}/"), 404, "not-found")
    assert told(Desk(TAKES_OVER)["head"]) == ["matter.work_taken_over"]
    assert_all_holds()


def test_a_sealed_clue_waits_until_enough_of_the_successor_can_be_named() -> None:
    staff(WATER, LANZHOU)
    story, plain = Story(secrecy="sealed").sent(), Story().sent()
    before = Matter.objects.values("version", "holder__code", "handler").get(pk=story.leg_id)
    lead = Desk(TAKES_OVER).lead

    succession = succeeded(LANZHOU, TAKES_OVER)

    assert (succession.total, succession.passed, succession.left) == (2, 1, 1)
    assert succession.done_at is None
    after = Matter.objects.values("version", "holder__code", "handler").get(pk=story.leg_id)
    assert after == before
    assert holder(plain.leg()) == TAKES_OVER
    assert told(lead) == ["matter.needs_named_person", "matter.work_taken_over"]
    asks = Notification.objects.get(user=lead.user, event="matter.needs_named_person")
    assert asks.matter_id is None
    assert asks.title == "有限定知悉范围的事项因部门调整需要贵单位确定知悉人员"
    assert_all_holds()
    carry_out(now=timezone.now())
    assert told(lead) == []

    staff(TAKES_OVER)
    assert carry_out(now=timezone.now()) == 1

    succession.refresh_from_db()
    assert (succession.passed, succession.left) == (2, 0)
    assert succession.done_at == timezone.now()
    assert Matter.objects.get(pk=story.leg_id).holder.code == TAKES_OVER
    assert named(story.leg_id) >= {f"head.{TAKES_OVER}", f"lead.{TAKES_OVER}"}
    assert told(lead) == ["matter.work_taken_over"]
    assert_all_holds()


def test_a_sealed_clue_is_allotted_by_its_key_and_never_by_its_number() -> None:
    staff(WATER, LANZHOU, FORESTRY)
    story = Story(secrecy="sealed").sent()
    number = Matter.objects.get(pk=story.leg_id).number

    with pytest.raises(Invalid) as unknown:
        registered(LANZHOU, TAKES_OVER, kind="split", allotments=[(number, FORESTRY)])
    assert [error.code for error in unknown.value.errors] == ["unknown-matter"]

    succeeded(LANZHOU, TAKES_OVER, kind="split", allotments=[(story.clue_id, FORESTRY)])

    assert Matter.objects.get(pk=story.leg_id).holder.code == FORESTRY
    assert not any(name.endswith(TAKES_OVER) for name in named(story.leg_id))


def test_a_confidential_clue_asks_for_a_person_where_nobody_is_named_by_office() -> None:
    staff(WATER, LANZHOU)
    story = Story(secrecy="confidential").sent()
    liaison = Desk(TAKES_OVER).liaison

    succeeded(LANZHOU, TAKES_OVER)

    assert {name for name in named(story.leg_id) if not name.endswith(WATER)} == set()
    refused(liaison.get(f"transfers/{story.leg_id}/"), 404, "not-found")
    assert told(liaison) == ["matter.needs_named_person"]
    deliver(now=timezone.now())
    titles = Notification.objects.filter(user=liaison.user).values_list("title", flat=True)
    assert story.clue()["title"] not in " ".join(titles)
    assert_all_holds()


def test_the_sealed_reporter_is_read_by_the_intake_officers_of_the_successor() -> None:
    former, desk = Desk(LANZHOU), Desk(TAKES_OVER)
    complaint = complain(former)
    twin = complain(desk)
    path = f"complaints/{complaint['id']}/reporter/"
    assert ok(former["intake"].get(path))["name"] == NAME

    succeeded(LANZHOU, TAKES_OVER)

    assert ok(desk["intake"].get(path))["name"] == NAME
    refused(former["intake"].get(path), 404, "not-found")
    refused(desk.lead.get(path), 404, "not-found")
    number = complaint["external_number"]
    keys = Complaint.objects.order_by("received_at", "pk").values_list("external_number", flat=True)
    assert set(keys) == {number, f"{number}（兰环）"}
    assert Complaint.objects.get(pk=twin["id"]).external_number == number
    ok(desk["intake"].step("complaints", complaint["id"], "accept", {}))
    assert_all_holds()


def test_a_recusal_holds_in_the_successor() -> None:
    story = Story().accepted()
    handler = story.receiver.handler
    also_works_for(handler, TAKES_OVER, "handler")
    story.on_leg(handler, "recuse", {"reason": "与违法主体法定代表人系近亲属"})

    succeeded(LANZHOU, TAKES_OVER)

    refused(
        handler.step("transfers", story.leg_id, "report_progress", {"progress": "x"}),
        403,
        "recused",
    )
    assert Recusal.objects.get().person == handler.user
