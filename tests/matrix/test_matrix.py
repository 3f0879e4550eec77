"""All pairs of address, relation, role, kind of leg and secrecy agree with the kernel."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path
from typing import Any

import time_machine

from tests.apps.test_permissions import ROUTES
from tests.matrix.asking import Case, walk
from tests.matrix.intake import take_in
from tests.matrix.pairs import all_pairs
from tests.matrix.places import ELSEWHERE, PLACES
from tests.matrix.truth import Truth
from tests.matrix.worlds import (
    KINDS,
    RELATIONS,
    ROLES,
    STAGES,
    build,
    empower,
    enter,
    staff_everybody,
)
from tests.stories import MORNING

DIMENSIONS = (PLACES, tuple(RELATIONS), KINDS, ROLES, STAGES)


def test_every_address_that_reads_has_its_place() -> None:
    reads = {route for method, route in ROUTES if method == "GET"}
    placed = {place.route for place in PLACES}

    assert placed.isdisjoint(ELSEWHERE)
    assert placed | ELSEWHERE.keys() == reads


def test_the_cases_meet_every_pair() -> None:
    cases = all_pairs(DIMENSIONS)

    for one, two in combinations(range(len(DIMENSIONS)), 2):
        met = {(case[one], case[two]) for case in cases}
        assert met == set(product(DIMENSIONS[one], DIMENSIONS[two]))
    assert len(cases) < 2 * len(PLACES) * len(RELATIONS)


def test_all_pairs_agree_with_the_rules(seeded_db: None, tmp_path: Path, settings: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    cases = [
        Case(stage, kind, relation, role, place)
        for place, relation, kind, role, stage in all_pairs(DIMENSIONS)
    ]

    assert differences(cases) == []


def differences(cases: list[Case]) -> list[str]:
    """Build the dossiers, ask every case at its stage, and list what is not as the rules say."""
    wrong: list[str] = []
    with time_machine.travel(MORNING, tick=True):
        people = staff_everybody()
        intake = take_in()
        worlds = {kind: build(kind, intake=intake) for kind in KINDS}
        empower(people, worlds)
        assert worlds["push"].orders
        assert worlds["push"].requests
        for stage in STAGES:
            enter(stage, list(worlds.values()))
            due = [case for case in cases if case.stage == stage]
            found, sent = walk(due, worlds, people, truth=Truth())
            wrong += found
            # Who has one account in several roles is asked once, everybody else in each.
            cells = {
                (people[case.relation, case.role].user.pk, case.kind, case.place) for case in due
            }
            assert sent >= len(cells), stage
    return wrong
