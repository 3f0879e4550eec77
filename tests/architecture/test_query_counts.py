"""Every request costs the number of queries that is committed, and no more than is promised.

The numbers in `tests/query_counts.json` are rewritten on purpose only, by
`REWRITE_QUERY_COUNTS=1 pytest -n 0 tests/architecture/test_query_counts.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from clue_transfer.vocabulary import Verb
from tests.architecture.counting import Counting, committed, compare, routes
from tests.architecture.every_verb import every_verb
from tests.architecture.plenty import everything_once, thirty_of_everything
from tests.client import Caller, draft, ok
from tests.stories import (
    MORNING,
    WATER,
    Story,
)

LIST_LIMIT, DETAIL_LIMIT, CREATE_LIMIT, STEP_LIMIT = 6, 8, 15, 20
BOARD_LIMIT = 12
BOARD = "GET two-laws/board/"

NOT_IN_TABLES = {
    "GET facts/",  # a catalogue of the kernel
    "GET imports/template/",  # a workbook made of words
}
STEPPED = (
    "POST clues/",
    "POST transfers/",
    "POST rectifications/",
    "POST complaints/",
    "POST extension-requests/",
    "POST crime-referrals/",
    "POST detention-referrals/",
    "POST opinions/",
    "POST public-interest/",
    "POST reverse-linkages/",
    "POST inquiries/",
)
NOBODY_BUT_THE_SYSTEM = {
    *(Verb.RAISE_LEVEL, Verb.RELEASE, Verb.SUCCEED, Verb.REMIND_REFUSAL),
    *(Verb.CRIME_TRANSFER, Verb.END_PENALTY),
}
ON_A_LEG_BY_THE_SYSTEM = {f"POST transfers/<uuid:pk>/actions/{Verb.RESUME_PENALTY}/"}
NEVER_ON_A_PART = {
    f"POST {part}/<uuid:pk>/actions/{verb}/"
    for part in ("transfers", "rectifications", "extension-requests")
    for verb in (Verb.PROPOSE_LOWERING, Verb.LOWER_SECRECY)
}
ONLY_ON_A_LEG = {
    f"POST {collection}/<uuid:pk>/actions/{verb}/"
    for collection in (
        *("clues", "rectifications", "complaints", "extension-requests"),
        *("crime-referrals", "opinions", "reverse-linkages", "inquiries"),
    )
    for verb in (Verb.PROPOSE_SUSPENSION, Verb.SUSPEND, Verb.RESUME)
}
"""No rule of the others' clocks names a cause for which people may suspend it."""


@pytest.fixture(autouse=True)
def world(seeded_db: None, tmp_path: Path, settings: Any) -> Iterator[None]:
    """A stopped clock, stores of the test's own, and warm snapshots of the reference facts."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with time_machine.travel(MORNING, tick=False):
        Story().sent()
        yield


@pytest.fixture
def counting(world: None, monkeypatch: pytest.MonkeyPatch) -> Counting:
    """Watch every request of the test."""
    return Counting(monkeypatch)


def test_a_list_costs_the_same_whatever_the_size_of_its_page(counting: Counting) -> None:
    paths = thirty_of_everything()
    counts: dict[int, dict[str, int]] = {}

    for size in (3, 30):
        counting.most.clear()
        for path, caller in paths.items():
            mark = "&" if "?" in path else "?"
            rows = ok(caller.get(f"{path}{mark}page_size={size}"))["results"]
            assert (path, len(rows)) == (path, size)
        counts[size] = dict(sorted(counting.most.items()))

    assert counts[3] == counts[30]
    assert {name: n for name, n in counts[30].items() if n > LIST_LIMIT} == {}
    compare("lists", counts[30])


def test_a_detail_costs_no_more_than_promised(counting: Counting) -> None:
    paths = everything_once()
    counting.most.clear()

    for path, caller in paths.items():
        response = caller.get(path)
        assert (path, response.status_code) == (path, 200)
        if response.streaming:
            assert b"".join(response) != b""

    measured = dict(sorted(counting.most.items()))
    assert measured[BOARD] <= BOARD_LIMIT
    details = {name: n for name, n in measured.items() if name != BOARD}
    assert {name: n for name, n in details.items() if n > DETAIL_LIMIT} == {}
    compare("details", measured)


def test_every_route_that_reads_is_measured() -> None:
    known = committed()

    measured = known["lists"].keys() | known["details"].keys()

    assert routes("GET") ^ measured == NOT_IN_TABLES


def test_every_step_costs_no_more_than_promised(counting: Counting) -> None:
    body = draft(secrecy="confidential")
    ok(Caller("liaison", WATER).post("clues/", body, **{"Idempotency-Key": str(uuid4())}), 201)
    every_verb()

    steps = {
        name: most
        for name, most in sorted(counting.most.items())
        if name.startswith(STEPPED) or name.startswith(("PATCH clues/", "DELETE clues/"))
    }

    left_out = tuple(f"/actions/{verb}/" for verb in NOBODY_BUT_THE_SYSTEM)
    expected = (
        {
            name
            for name in routes("POST")
            if name.startswith(STEPPED) and not name.endswith(left_out)
        }
        - NEVER_ON_A_PART
        - ONLY_ON_A_LEG
        - ON_A_LEG_BY_THE_SYSTEM
    )
    assert steps.keys() - {"PATCH clues/<uuid:pk>/", "DELETE clues/<uuid:pk>/"} == expected
    assert max(steps["POST clues/"], steps["POST complaints/"]) <= CREATE_LIMIT
    assert steps["POST extension-requests/"] <= STEP_LIMIT  # it is a step on a dossier's clock
    assert {name: n for name, n in steps.items() if n > STEP_LIMIT} == {}
    compare("steps", steps)
