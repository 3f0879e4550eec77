"""`expand` adds what a caller asks for, and nothing that is not offered."""

from __future__ import annotations

import pytest

from tests.client import Caller, draft, ok

pytestmark = pytest.mark.usefixtures("seeded_db")


def test_a_list_shows_the_parties_of_each_row_when_asked() -> None:
    liaison = Caller("liaison", "620000-water")
    ok(liaison.post("clues/", draft()), 201)

    plain = ok(liaison.get("clues/"))["results"][0]
    expanded = ok(liaison.get("clues/?expand=parties&fields=id,parties"))["results"][0]

    assert "parties" not in plain
    assert set(expanded) == {"id", "parties"}
    assert [(row["department"]["code"], row["part"]) for row in expanded["parties"]] == [
        ("620000-water", "sender")
    ]


def test_what_is_not_offered_is_refused() -> None:
    liaison = Caller("liaison", "620000-water")

    answer = liaison.get("clues/?expand=reporter")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/query/expand"
