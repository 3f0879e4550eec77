"""Every number of the board is what a walk through all rows finds, and leads to as many rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine
from django.utils import timezone

from clue_transfer.board import Figure
from seeds.demo.accounts import load_accounts
from seeds.demo.stories import load_stories
from tests.client import Caller, ok
from tests.matrix.asking import asker
from tests.matrix.counts import Cell, Counts
from tests.matrix.intake import take_in
from tests.matrix.truth import Truth
from tests.matrix.worlds import KINDS, World, build, empower, enter, staff_everybody
from tests.opinions import Opinion
from tests.referrals import Detention, Referral
from tests.stories import BAIYIN, MORNING, REASON, Story, on

DEMO = (
    ("procurator", "620000-procuratorate"),
    ("police_head", "620100-police"),
    ("judge_clerk", "620100-court"),
    ("justice_officer", "620100-justice"),
    ("lead", "620000-ecology"),
)
"""Readers whom the worlds of the matrix do not have."""


def play(*, secrecy: str) -> tuple[dict[tuple[str, str], Caller], World]:
    """Bring dossiers, demonstration stories and cases of the two laws to many standings."""
    people = staff_everybody() | {pair: Caller(*pair) for pair in DEMO}
    intake = take_in()
    world = build("push", intake=intake)
    load_accounts()
    load_stories(now=timezone.now())
    Story().decided()
    Referral.on(Story(subjects=[{"name": "某电镀厂", "role": "suspect"}]).accepted()).reported()
    Referral.on(Story(subjects=[{"name": "某皮革厂", "role": "suspect"}]).accepted()).reported()
    Referral.on(Story(subjects=[{"name": "某印染厂", "role": "suspect"}]).accepted()).received()
    longer = Referral(subjects=[{"name": "某水泥厂"}]).received()
    body = {"track": "seven", "reason": "线索需要查证"}
    longer.take(longer.police["police_head"], "choose_track", body)
    asked = Referral(subjects=[{"name": "某造纸厂"}]).declined()
    asked.take(asked.sender.lead, "ask_supervision", REASON)
    asked.take(asked.over["procurator"], "ask_reasons")
    Referral(subjects=[{"name": "某药厂"}], secrecy="sealed").reported()
    Referral(sender=BAIYIN, subjects=[{"name": "某铜业公司"}])
    Detention().taken_up()
    Opinion().served()
    Opinion(opinion_kind="penalise").served()
    enter(secrecy, [world])
    return people, world


def told(figures: list[dict[str, Any]]) -> Counter[tuple[Figure, str]]:
    """Read a board by figure and stage."""
    return Counter(
        {
            (Figure(figure["figure"]), stage["stage"]): stage["count"]
            for figure in figures
            for stage in figure["stages"]
        }
    )


def numbers(figure: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """List every number of a figure that leads somewhere."""
    yield from (figure, *figure["stages"])
    for place in figure["divisions"]:
        yield from (place, *place["stages"])


def by_stage(cells: Counter[Cell]) -> Counter[tuple[Figure, str]]:
    """Add up what is counted over all divisions."""
    found: Counter[tuple[Figure, str]] = Counter()
    for (figure, stage, _division), count in cells.items():
        found[figure, stage] += count
    return found


def unequal(people: dict[tuple[str, str], Caller]) -> tuple[list[str], Counter[Figure]]:
    """Ask every reader's board; list what differs from the walk, and what was met at all."""
    truth, now = Truth(), timezone.now()
    walk, wrong, met = Counts(truth=truth, now=now), [], Counter[Figure]()
    seen: set[int] = set()
    boards: set[str] = set()
    for (relation, role), caller in people.items():
        if caller.user.pk in seen:
            continue
        seen.add(caller.user.pk)
        expected = by_stage(walk.of(asker(caller, truth).actor))
        figures = ok(caller.get("two-laws/board/"))["figures"]
        if told(figures) != expected:
            wrong.append(f"{relation} {role}: {told(figures)} instead of {expected}")
        for figure, _stage in expected:
            met[figure] += 1
        if repr((relation, figures)) in boards:  # a colleague's, who is told the same
            continue
        boards.add(repr((relation, figures)))
        for figure in figures:
            for number in numbers(figure):
                rows = ok(caller.get(f"{number['url']}&page_size=100"))
                if rows["next"] is not None or len(rows["results"]) != number["count"]:
                    wrong.append(f"{relation} {role}: {number['url']} has not {number['count']}")
    return wrong, met


def test_the_board_agrees_with_a_walk_through_all_rows(
    seeded_db: None, tmp_path: Path, settings: Any
) -> None:
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with time_machine.travel(MORNING, tick=True):
        people, world = play(secrecy="confidential")

    with time_machine.travel(on("2026-12-28") + timedelta(minutes=1), tick=False):
        empower(people, dict.fromkeys(KINDS, world))  # powers last some hours only
        wrong, met = unequal(people)

    assert wrong == []
    assert set(met) == set(Figure)
