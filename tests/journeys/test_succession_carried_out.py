"""The worker that passes matters on may be broken off and run again; one does not stop another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from apps.accounts.models import Membership
from apps.audit.models import Entry
from apps.desk.actions import allot, carry_out, succeeding, withdraw_succession
from apps.desk.models import Allotment, Succession
from apps.desk.tasks import succeed
from apps.matters.models import Matter
from apps.notifications.models import Notification
from apps.organizations.models import Department
from clue_transfer.actors import SYSTEM
from clue_transfer.errors import Invalid, WrongStatus
from tests.architecture.counting import counted
from tests.concurrency.invariants import assert_all_holds
from tests.journeys.test_succession import FORESTRY, TAKES_OVER
from tests.stories import BAIYIN, LANZHOU, Desk, Story, holder, on, told
from tests.successions import registered, succeeded


def stops_at(monkeypatch: pytest.MonkeyPatch, *, root: str, error: type[BaseException]) -> None:
    """Let the passing of one dossier fail."""
    take = succeeding.take_steps_across

    def failing(verb: Any, *, pks: Any, **given: Any) -> Any:
        if UUID(root) in pks:
            raise error
        return take(verb, pks=pks, **given)

    monkeypatch.setattr(succeeding, "take_steps_across", failing)


def taken_over(story_lead: Any) -> list[str]:
    """Read what the lead was told of having taken over."""
    rows = Notification.objects.filter(user=story_lead.user, event="matter.work_taken_over")
    return list(rows.values_list("title", flat=True))


def test_what_was_broken_off_goes_on_and_the_leads_are_told_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stories = [Story().accepted() for _ in range(3)]
    lead = Desk(TAKES_OVER).lead
    made = registered(LANZHOU, TAKES_OVER)
    monkeypatch.setattr(succeeding, "BATCH", 1)
    with monkeypatch.context() as broken:
        stops_at(broken, root=stories[2].clue_id, error=KeyboardInterrupt)
        with pytest.raises(KeyboardInterrupt):
            carry_out(now=timezone.now())
    made.refresh_from_db()
    assert (made.total, made.passed, made.done_at) == (3, 2, None)
    assert [holder(story.leg()) for story in stories] == [TAKES_OVER, TAKES_OVER, LANZHOU]
    assert told(lead) == []

    assert succeed() == 1

    made.refresh_from_db()
    assert (made.total, made.passed, made.left) == (3, 3, 0)
    assert told(lead) == ["matter.work_taken_over"]
    [title] = taken_over(lead)
    assert title.startswith("兰州市生态环境局的职责已由本单位承继：接办未结卷宗3件")
    assert Entry.objects.filter(event="transfer.succeeded").count() == 3
    assert succeed() == 0
    assert told(lead) == []
    assert_all_holds()


def test_one_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    stories = [Story().accepted() for _ in range(3)]
    other = Story(receiver=BAIYIN).sent()
    lead = Desk(TAKES_OVER).lead
    registered(BAIYIN, FORESTRY)
    with monkeypatch.context() as broken:
        stops_at(broken, root=stories[1].clue_id, error=ValueError)
        made = succeeded(LANZHOU, TAKES_OVER)

    assert [holder(story.leg()) for story in stories] == [TAKES_OVER, LANZHOU, TAKES_OVER]
    assert holder(other.leg()) == FORESTRY
    assert told(lead) == ["matter.work_taken_over"]
    assert (made.passed, made.left, made.done_at) == (2, 1, None)
    assert carry_out(now=timezone.now()) == 1
    made.refresh_from_db()
    assert (made.passed, made.left, made.done_at) == (3, 0, timezone.now())
    assert_all_holds()


def test_what_comes_late_passes_too() -> None:
    made = succeeded(LANZHOU, TAKES_OVER)
    Department.objects.filter(code=LANZHOU).update(active=True)
    story = Story().sent()
    Department.objects.filter(code=LANZHOU).update(active=False)

    assert carry_out(now=timezone.now()) == 1

    assert holder(story.leg()) == TAKES_OVER
    made.refresh_from_db()
    assert (made.passed, made.left) == (1, 0)
    assert_all_holds()


def test_passing_many_costs_no_more_statements_than_passing_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    costs = []
    for number, (old, new) in ((2, (LANZHOU, TAKES_OVER)), (6, (BAIYIN, FORESTRY))):
        for _ in range(number):
            Story(receiver=old).accepted()
        registered(old, new)
        with counted() as sent:
            assert carry_out(now=timezone.now()) == number
        costs.append(len(sent))
        Succession.objects.update(done_at=on("2026-11-01"))

    assert costs[0] == costs[1]


def test_a_dossier_that_is_left_goes_to_another_department_that_an_administrator_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story, gone = Story().accepted(), Story().accepted()
    with monkeypatch.context() as broken:
        stops_at(broken, root=story.clue_id, error=ValueError)
        made = succeeded(LANZHOU, TAKES_OVER, kind="split")
    number = story.leg()["number"]

    allot(made, [(number, FORESTRY)], actor=SYSTEM, now=timezone.now())
    carry_out(now=timezone.now())

    assert holder(story.leg()) == FORESTRY
    assert Allotment.objects.get().root_id == UUID(story.clue_id)
    with pytest.raises(Invalid) as refused:
        allot(made, [(gone.leg()["number"], FORESTRY)], actor=SYSTEM, now=timezone.now())
    assert [error.code for error in refused.value.errors] == ["unknown-matter"]
    assert holder(gone.leg()) == TAKES_OVER


@pytest.mark.parametrize(
    ("successor", "changes", "pointer", "code"),
    [
        (LANZHOU, {}, "/successor", "oneself"),
        ("620100-police", {}, "/successor", "other-system"),
        (BAIYIN, {}, "/successor", "inactive-department"),
        (FORESTRY, {}, "/successor", "ring"),
        (TAKES_OVER, {"allotments": [("没有", FORESTRY)]}, "/allotments/0", "unknown-matter"),
        (TAKES_OVER, {"kind": "merger"}, "/allotments", "not-in-a-merger"),
        (TAKES_OVER, {"code": "没有"}, "/allotments/0", "unknown-department"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_happens(
    successor: str, changes: dict[str, Any], pointer: str, code: str
) -> None:
    story = Story().sent()
    Department.objects.filter(code=BAIYIN).update(active=False)
    if code == "ring":
        registered(FORESTRY, LANZHOU, effective_on=on("2026-12-31").date())
    before = Succession.objects.count(), Entry.objects.count()
    given = {"kind": "split", **changes}
    if code in ("not-in-a-merger", "unknown-department"):
        given["allotments"] = [(story.leg()["number"], given.pop("code", TAKES_OVER))]

    with pytest.raises(Invalid) as refused:
        registered(LANZHOU, successor, **given)

    errors = [(error.pointer, error.code) for error in refused.value.errors]
    assert (pointer, code) in errors
    assert (Succession.objects.count(), Entry.objects.count()) == before
    assert Department.objects.get(code=LANZHOU).active


def test_what_is_registered_for_later_is_withdrawn_and_what_has_begun_is_not() -> None:
    later = registered(LANZHOU, TAKES_OVER, effective_on=on("2026-12-31").date())

    withdraw_succession(later, actor=SYSTEM, now=timezone.now())

    assert not Succession.objects.exists()
    assert Entry.objects.filter(event="succession.withdrawn").count() == 1
    begun = succeeded(LANZHOU, TAKES_OVER)
    with pytest.raises(WrongStatus):
        withdraw_succession(begun, actor=SYSTEM, now=timezone.now())
    assert Succession.objects.get() == begun


def test_memberships_stay_what_they_were() -> None:
    story = Story().accepted()
    before = set(Membership.objects.values_list("user", "department", "role", "until"))

    succeeded(LANZHOU, TAKES_OVER)

    assert set(Membership.objects.values_list("user", "department", "role", "until")) == before
    assert Matter.objects.get(pk=story.leg_id).holder.code == TAKES_OVER
