"""Who locks second sees what the first has written, in the spine's table and in the kind's own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from apps.clues.models import Clue, Complaint, Rectification, Transfer
from apps.desk.models import ExtensionRequest
from apps.matters.kinds import all_specs, spec_of
from apps.matters.models import Comment, Matter
from apps.matters.work import Work
from apps.opinions.models import Inquiry, Opinion, PublicInterest, ReverseLinkage
from apps.referrals.models import CrimeReferral, DetentionReferral
from clue_transfer.actors import SYSTEM
from tests import opinions as written
from tests import referrals as cases
from tests.client import ok
from tests.complaints import complain
from tests.stories import WATER, Desk, Story

AtOnce = Callable[..., list[Any]]
OWN = {
    Clue: "description",
    Transfer: "summary",
    Rectification: "requirement",
    Complaint: "content",
    ExtensionRequest: "reason",
    CrimeReferral: "charge",
    DetentionReferral: "facts",
    Opinion: "content",
    PublicInterest: "facts",
    ReverseLinkage: "facts",
    Inquiry: "question",
}
OF_TWO_LAWS = {
    CrimeReferral: cases.Referral,
    DetentionReferral: cases.Detention,
    Opinion: written.Opinion,
    PublicInterest: written.PublicInterest,
    ReverseLinkage: written.Linkage,
    Inquiry: written.Inquiry,
}
ORDER = {"outcomes": [{"outcome": "correction_at_once"}], "summary": "已责令改正。"}


def test_every_kind_is_raced() -> None:
    assert {spec.model for spec in all_specs()} == set(OWN)


def _one(model: type[Any]) -> str:
    """Bring about one matter of a kind."""
    if model is Complaint:
        return str(complain(Desk(WATER))["id"])
    if model in OF_TWO_LAWS:
        return str(OF_TWO_LAWS[model]().id)
    story = Story()
    if model is Rectification:
        story.accepted().on_leg(story.receiver.lead, "feed_back", ORDER)
        return str(Rectification.objects.get().pk)
    if model is ExtensionRequest:
        leg = story.accepted().leg()
        clock = next(row["id"] for row in leg["deadlines"] if row["kind"] == "filing")
        body = {"deadline": clock, "days": 5, "reason": "案情复杂"}
        return str(ok(story.receiver.handler.post("extension-requests/", body), 201)["id"])
    story.sent()
    return story.clue_id if model is Clue else story.leg_id


@pytest.mark.parametrize("model", list(OWN))
def test_the_second_locker_sees_the_new_values_of_both_tables(
    model: type[Any], at_once: AtOnce
) -> None:
    pk = _one(model)
    column, locked = OWN[model], threading.Event()

    def first() -> None:
        with transaction.atomic():
            row = model.objects.locked().get(pk=pk)
            locked.set()
            _wait_for_a_waiter()
            Matter.objects.filter(pk=row.pk).update(title="新标题")
            model.objects.filter(pk=row.pk).update(**{column: "新内容"})

    def second() -> tuple[str, str]:
        assert locked.wait(20)
        with transaction.atomic():
            row = model.objects.locked().get(pk=pk)
            return row.title, getattr(row, column)

    assert at_once(first, second) == [None, ("新标题", "新内容")]


@pytest.mark.parametrize("model", list(OWN))
def test_the_second_unit_of_work_waits_at_the_root_and_sees_the_new_values(
    model: type[Any], at_once: AtOnce
) -> None:
    pk = _one(model)
    column, locked = OWN[model], threading.Event()

    def first() -> None:
        with transaction.atomic():
            Work(now=timezone.now(), actor=SYSTEM).lock([pk])
            locked.set()
            _wait_for_a_waiter()
            Matter.objects.filter(pk=pk).update(title="新标题")
            model.objects.filter(pk=pk).update(**{column: "新内容"})

    def second() -> tuple[str, str]:
        assert locked.wait(20)
        with transaction.atomic():
            work = Work(now=timezone.now(), actor=SYSTEM)
            roots = work.lock([pk])
            work.load(spec_of(model.objects.get(pk=pk).kind), roots)
            [row] = [row for row in work.matters.values() if str(row.pk) == pk]
            return row.title, getattr(row, column)

    assert at_once(first, second) == [None, ("新标题", "新内容")]


def test_a_lock_on_a_matter_does_not_stop_what_is_written_beside_it(at_once: AtOnce) -> None:
    story = Story().sent()
    locked, written = threading.Event(), threading.Event()

    def first() -> bool:
        with transaction.atomic():
            Work(now=timezone.now(), actor=SYSTEM).lock([story.leg_id])
            Transfer.objects.locked().get(pk=story.leg_id)
            locked.set()
            return written.wait(20)

    def second() -> int:
        assert locked.wait(20)
        caller = story.receiver.liaison
        response = caller.post(f"matters/{story.leg_id}/comments/", {"text": "请尽快签收"})
        written.set()
        return int(response.status_code)

    assert at_once(first, second) == [True, 201]
    assert Comment.objects.get().text == "请尽快签收"


def _wait_for_a_waiter() -> None:
    """Return when another connection waits for what this one has locked."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
    raise TimeoutError("nobody waits")
