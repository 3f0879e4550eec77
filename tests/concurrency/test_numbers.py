"""Numbers have no gaps and no doubles, however many approve at the same time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from apps.accounts.queries import actor_of
from apps.clues.actions.drafting import create_clues
from apps.clues.models import Clue, Transfer
from apps.matters.actions import take_steps
from apps.matters.models import Counter
from clue_transfer.vocabulary import Kind, Verb
from tests.client import Caller, draft
from tests.stories import BAIYIN, MORNING, WATER, assert_record_is_sound

AtOnce = Callable[..., list[Any]]


def test_fifty_approvals_of_one_department_number_without_a_gap(at_once: AtOnce) -> None:
    clues = _submitted(WATER, count=50)
    leads = [Caller("lead", WATER, suffix=f".{n}") for n in range(10)]
    chunks = [clues[n::10] for n in range(10)]

    results = at_once(
        *(
            lambda who=who, chunk=chunk: [_approve(who, pk) for pk in chunk]
            for who, chunk in zip(leads, chunks, strict=True)
        )
    )

    assert results == [[200] * 5] * 10
    assert _numbers(WATER) == {f"甘水线〔2026〕{n}号" for n in range(1, 51)}
    assert set(Transfer.objects.values_list("number", flat=True)) == {
        f"甘水线〔2026〕{n}号-1" for n in range(1, 51)
    }
    assert _lasts() == {("clue", 50), ("letter", 50)}
    assert_record_is_sound()


def test_two_departments_number_apart_and_a_refused_approval_takes_no_number(
    at_once: AtOnce,
) -> None:
    water, baiyin = _submitted(WATER, count=12), _submitted(BAIYIN, count=12)

    def approve(who: Caller, clues: list[str]) -> list[int]:
        return [code for pk in clues for code in (_approve(who, pk), _approve(who, pk))]

    parts = [
        (Caller("lead", code, suffix=f".{n}"), clues[n::3])
        for code, clues in ((WATER, water), (BAIYIN, baiyin))
        for n in range(3)
    ]

    results = at_once(*(lambda who=who, part=part: approve(who, part) for who, part in parts))

    assert results == [[200, 412] * 4] * 6
    assert _numbers(WATER) == {f"甘水线〔2026〕{n}号" for n in range(1, 13)}
    assert _numbers(BAIYIN) == {f"白环线〔2026〕{n}号" for n in range(1, 13)}
    lasts = Counter.objects.order_by("series", "last").values_list("series", "last")
    assert list(lasts) == [("clue", 12), ("clue", 12), ("letter", 12), ("letter", 12)]


def _submitted(department: str, *, count: int) -> list[str]:
    """Make clues that wait for approval, in one batch."""
    liaison = Caller("liaison", department).user
    actor = actor_of(liaison, on=MORNING.date())
    drafts = [
        draft(title=f"第{n}件", leg_kind="transfer", occurred_on=None, discovered_on=MORNING.date())
        for n in range(count)
    ]
    work = create_clues(drafts, actor=actor, now=timezone.now())
    pks = list(work.matters)
    take_steps(
        Kind.CLUE,
        Verb.SUBMIT,
        among=Clue.objects.visible_to,
        pks=pks,
        actor=actor,
        payload={},
        now=timezone.now(),
    )
    return [str(pk) for pk in pks]


def _approve(who: Caller, pk: str) -> int:
    return int(who.step("clues", pk, "approve", version=2).status_code)


def _lasts() -> set[tuple[str, int]]:
    return set(Counter.objects.values_list("series", "last"))


def _numbers(department: str) -> set[str | None]:
    return set(Clue.objects.filter(sender__code=department).values_list("number", flat=True))
