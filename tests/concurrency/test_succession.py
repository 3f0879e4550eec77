"""A department ends while others take steps on what it has: nothing stays with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from apps.audit.models import Entry
from apps.clues.models import Transfer
from apps.desk.actions import carry_out
from apps.matters.models import Access, Matter, PartyRow
from apps.notifications.models import Outbox
from tests.client import Caller
from tests.concurrency.invariants import assert_all_holds
from tests.stories import LANZHOU, Desk, Story
from tests.successions import registered

TAKES_OVER = "620100-natural-resources"


def nothing_left(department: str) -> bool:
    """Whether a department has no part in anything any more."""
    return not (
        PartyRow.objects.filter(department__code=department, until=None).exists()
        or Matter.objects.filter(holder__code=department).exists()
        or Access.objects.filter(department__code=department).exclude(why="former").exists()
    )


@pytest.mark.parametrize("again", [1, 2, 3])
def test_steps_taken_at_the_same_time_stand_before_it_or_are_refused(
    again: int, at_once: Callable[..., list[Any]]
) -> None:
    accepted = [Story().accepted() for _ in range(3)]
    submitted = [Story().submitted() for _ in range(2)]
    handler, lead = accepted[0].receiver.handler, submitted[0].sender.lead
    made = registered(LANZHOU, TAKES_OVER)

    def succeed() -> int:
        return carry_out(now=timezone.now())

    def report(story: Story) -> Callable[[], int]:
        body = {"progress": f"第{again}次核查"}
        return lambda: handler.step("transfers", story.leg_id, "report_progress", body).status_code

    def approve(story: Story) -> Callable[[], int]:
        return lambda: lead.step("clues", story.clue_id, "approve").status_code

    _, *answers = at_once(
        succeed, *(report(story) for story in accepted), *(approve(story) for story in submitted)
    )
    carry_out(now=timezone.now())

    assert set(answers[:3]) <= {200, 403, 404, 412}
    assert set(answers[3:]) <= {200, 412, 422}
    assert nothing_left(LANZHOU)
    reported = Entry.objects.filter(event="transfer.progress_reported").count()
    assert reported == answers[:3].count(200)
    assert Transfer.objects.filter(receiver__code=TAKES_OVER).count() == 3 + answers[3:].count(200)
    made.refresh_from_db()
    assert (made.left, made.done_at) == (0, timezone.now())
    assert_all_holds()


def test_two_runs_at_once_pass_everything_once(at_once: Callable[..., list[Any]]) -> None:
    for _ in range(4):
        Story().accepted()
    Caller("lead", TAKES_OVER)
    made = registered(LANZHOU, TAKES_OVER)

    runs = at_once(*[lambda: carry_out(now=timezone.now())] * 3)

    assert all(isinstance(passed, int) for passed in runs), runs
    assert nothing_left(LANZHOU)
    assert Entry.objects.filter(event="transfer.succeeded").count() == 4
    assert Entry.objects.filter(event="department.succeeded").count() == 1
    assert Outbox.objects.filter(event="matter.work_taken_over").count() == 1
    assert Desk(TAKES_OVER).waits().keys() == {"file", "feed_back", "report_progress"}
    made.refresh_from_db()
    assert (made.total, made.passed, made.left) == (4, 4, 0)
    assert made.done_at == timezone.now()
    assert sum(runs) == 4
    assert_all_holds()
