"""Who may take over from a department, and what a draft names then."""

from __future__ import annotations

import pytest

from clue_transfer.succession import (
    ENDED_BY_UNION,
    Place,
    errors_of,
    kept_apart,
    new_superior,
    receivers_after,
)
from clue_transfer.vocabulary import Status, SuccessionKind, System, Verb
from clue_transfer.workflows import MACHINES

OLD = Place(id=1, system=System.ECOLOGY, active=True)


@pytest.mark.parametrize(
    ("successor", "code"),
    [
        (Place(id=2, system=System.ECOLOGY, active=True), None),
        (Place(id=2, system=System.WATER, active=True), None),
        (Place(id=2, system=System.POLICE, active=True), "other-system"),
        (Place(id=2, system=System.GOVERNMENT, active=True), "other-system"),
        (Place(id=1, system=System.ECOLOGY, active=True), "oneself"),
        (Place(id=2, system=System.ECOLOGY, active=False), "inactive-department"),
        (Place(id=2, system=System.ECOLOGY, active=True, line=(3, 1)), "ring"),
        (Place(id=2, system=System.ECOLOGY, active=True, line=(3,)), None),
    ],
)
def test_who_may_succeed(successor: Place, code: str | None) -> None:
    errors = errors_of(
        kind=SuccessionKind.MERGER, predecessor=OLD, successors={"/successor": successor}
    )

    assert [(error.pointer, error.code) for error in errors] == (
        [] if code is None else [("/successor", code)]
    )


def test_police_succeeds_police() -> None:
    old = Place(id=1, system=System.POLICE, active=True)
    new = Place(id=2, system=System.POLICE, active=True)

    assert errors_of(kind=SuccessionKind.MERGER, predecessor=old, successors={"/x": new}) == []


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (SuccessionKind.MERGER, ["inactive-department", "not-in-a-merger"]),
        (SuccessionKind.SPLIT, ["inactive-department"]),
        (SuccessionKind.DISSOLUTION, ["inactive-department"]),
    ],
)
def test_what_has_ended_does_not_end_again(kind: SuccessionKind, codes: list[str]) -> None:
    ended = Place(id=1, system=System.ECOLOGY, active=False)

    errors = errors_of(kind=kind, predecessor=ended, successors={}, allotted=True)

    assert [error.code for error in errors] == codes


@pytest.mark.parametrize(
    ("above_successor", "superior", "expected"),
    [((9,), 9, 2), ((1, 9), 9, 9), ((4, 1), None, None), ((), 9, 2)],
)
def test_under_whom_those_below_come(
    above_successor: tuple[int, ...], superior: int | None, expected: int | None
) -> None:
    found = new_superior(
        predecessor=1, superior=superior, successor=2, above_successor=above_successor
    )

    assert found == expected


def test_a_draft_names_nobody_twice_and_keeps_its_main_receiver() -> None:
    outside = {"external": {"name": "某省厅"}, "role": "co"}
    rows = [
        {"department": 2, "role": "co"},
        {"department": 1, "role": "main"},
        {"department": 3, "role": "co"},
        outside,
    ]

    found = receivers_after(rows, predecessor=1, successor=2)

    assert found == [{"department": 2, "role": "main"}, {"department": 3, "role": "co"}, outside]
    assert rows[0] == {"department": 2, "role": "co"}
    assert receivers_after(rows, predecessor=7, successor=8) == rows


def test_a_number_is_marked_only_where_it_would_stand_twice() -> None:
    assert kept_apart("A-1", short_name="兰环", taken=(), longest=80) == "A-1"
    assert kept_apart("A-1", short_name="兰环", taken={"A-1"}, longest=80) == "A-1（兰环）"
    assert kept_apart("A" * 80, short_name="兰环", taken={"A" * 80}, longest=80) == (
        "A" * 76 + "（兰环）"
    )


@pytest.mark.parametrize("machine", MACHINES.values(), ids=[str(kind) for kind in MACHINES])
def test_everything_passes_whether_it_is_open_or_has_ended(machine: object) -> None:
    row = machine.row(Verb.SUCCEED)

    assert row.sources == machine.statuses
    assert (row.target, row.starts, row.stops, row.tells) == (None, (), (), frozenset())


def test_a_dispute_ends_wherever_it_stands() -> None:
    assert {Status.OBJECTED, Status.DISPUTED, Status.REFERRED} == ENDED_BY_UNION
