"""What the fuzzer of `make prove` once broke the service with."""

from __future__ import annotations

import pytest

from tests.client import Caller, draft, ok

pytestmark = pytest.mark.usefixtures("seeded_db")


@pytest.mark.parametrize(
    ("asked", "found"),
    [("620100", 2), ("620102", 1), ("620000", 2), ("620200", 0), ("62", 2), ("0", 0), ("x", 0)],
)
def test_a_division_filters_lists_with_those_below_it(asked: str, found: int) -> None:
    liaison = Caller("liaison", "620000-water")
    ok(liaison.post("clues/", draft(division="620100")), 201)
    ok(liaison.post("clues/", draft(division="620102")), 201)

    listed = ok(liaison.get(f"clues/?division={asked}"))

    assert len(listed["results"]) == found


@pytest.mark.parametrize("path", ["evidence/", "notifications/actions/read/", "clues/", "me/"])
def test_options_is_refused_since_the_schema_tells_all(path: str) -> None:
    liaison = Caller("liaison", "620100-ecology")

    refused = liaison.send("OPTIONS", path, b"")

    assert (refused.status_code, refused.json()["code"]) == (405, "method-not-allowed")
