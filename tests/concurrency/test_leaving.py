"""Somebody is deactivated while others name them as a handler: nobody inactive stays one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.actions import deactivate
from apps.clues.models import Transfer
from apps.desk.actions import return_work
from clue_transfer.actors import SYSTEM
from tests.client import Caller
from tests.concurrency.invariants import assert_all_holds
from tests.stories import LANZHOU, Story


@pytest.mark.parametrize("again", [1, 2, 3])
def test_who_is_deactivated_is_not_left_with_a_matter(
    again: int, at_once: Callable[..., list[Any]]
) -> None:
    stories = [Story().accepted() for _ in range(4)]
    leaver = Caller("liaison", LANZHOU, suffix=f".{again}").user
    lead = stories[0].receiver.lead
    body = {"handler": leaver.username}

    def leave() -> bool:
        return deactivate(leaver, actor=SYSTEM, now=timezone.now())

    def reassign(story: Story) -> Callable[[], int]:
        return lambda: lead.step("transfers", story.leg_id, "reassign", body).status_code

    left, *answers = at_once(leave, *(reassign(story) for story in stories))
    returned = return_work(now=timezone.now())

    assert left is True
    assert set(answers) <= {200, 422}
    assert returned == answers.count(200)
    assert not Transfer.objects.filter(handler=leaver).exists()
    assert_all_holds()
