"""Every limit of the law, and every default, worked out over a holiday and a month end."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from clue_transfer.calendars import WorkCalendar
from clue_transfer.deadlines import DeadlineRule, due_at, unit_of
from clue_transfer.machine import Start
from clue_transfer.vocabulary import (
    Confidence,
    DeadlineKind,
    Kind,
    Nature,
    Party,
    RuleSource,
    System,
    Unit,
    Verb,
)
from clue_transfer.workflows import MACHINES
from clue_transfer.workflows.crime_referral import REFERRING_SYSTEMS
from seeds.deadline_rules import rules_of_the_files
from tests.rules import brute_force

HERE = Path(__file__).parent
SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(
    holidays=frozenset(brute_force.HOLIDAYS),
    makeup_workdays=frozenset(brute_force.MAKEUP),
    known_through=max(brute_force.HOLIDAYS).replace(month=12, day=31),
)
STARTS = {
    "holiday": datetime(2026, 9, 28, 10, 20),  # noqa: DTZ001 - before the National Day, local
    "makeup": datetime(2026, 2, 11, 10, 20),  # noqa: DTZ001 - before a working Saturday, local
    "month_end": datetime(2026, 1, 30, 16, 40),  # noqa: DTZ001 - before a short February, local
}
RULES = {rule["code"]: rule for rule in rules_of_the_files()}
EXAMPLES: dict[str, dict[str, datetime]] = tomllib.loads(
    (HERE / "worked_examples.toml").read_text(encoding="utf-8")
)
SILENT = tomllib.loads(
    (brute_force.ROOT / "seeds/reference/limits_without_number.toml").read_text(encoding="utf-8")
)["no_number"]
ROWS_OF_THE_LAW = {
    "C": 32,
    "G": 17,
    "P": 17,
    "D": 8,
    "A": 16,
    "J": 19,
    "R": 11,
    "H": 21,
    "S": 6,
    "T": 25,
}


def kernel_rule(row: dict[str, Any]) -> DeadlineRule:
    """Carry a seeded row into the kernel."""
    return DeadlineRule(
        code=row["code"],
        kind=DeadlineKind(row["kind"]),
        limit=row["limit"],
        unit=Unit(row["unit"]),
        regime=row["regime"],
        roll_over=row["roll_over"],
        nature=Nature(row["nature"]),
        citation=row["citation"],
        confidence=Confidence(row["confidence"]),
        source=RuleSource(row["source"]),
        on_expiry=Verb(row["on_expiry"]) if "on_expiry" in row else None,
        extension_limits=tuple(row.get("extension_limits", ())),
    )


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_ends_where_its_worked_examples_say(code: str) -> None:
    rule = kernel_rule(RULES[code])

    for name, start in STARTS.items():
        worked = EXAMPLES[code][name]
        found = due_at(rule, start=start.replace(tzinfo=SHANGHAI), calendar=CALENDAR).at
        assert found.replace(tzinfo=None) == worked, name
        assert brute_force.due(RULES[code], start) == worked, name


def test_every_example_is_of_a_rule() -> None:
    assert EXAMPLES.keys() == RULES.keys()


def test_the_examples_meet_holidays_and_make_up_days() -> None:
    moved = {
        name: sum(EXAMPLES[code][name].date() != _plain_week(RULES[code], start) for code in RULES)
        for name, start in STARTS.items()
    }

    assert moved["holiday"] > 60
    assert moved["makeup"] > 60


def _plain_week(rule: dict[str, Any], start: datetime) -> Any:
    """Say when a limit would end if no year had holidays."""
    plain = WorkCalendar(
        holidays=frozenset(), makeup_workdays=frozenset(), known_through=CALENDAR.known_through
    )
    return due_at(kernel_rule(rule), start=start.replace(tzinfo=SHANGHAI), calendar=plain).at.date()


@pytest.mark.parametrize(("letter", "count"), ROWS_OF_THE_LAW.items())
def test_every_row_of_the_law_is_a_rule_or_says_why_it_is_no_clock(letter: str, count: int) -> None:
    found = {code.partition(".")[0] for code in [*RULES, *(row["code"] for row in SILENT)]}

    assert {code for code in found if code[0] == letter} == {
        f"{letter}{number:02}" for number in range(1, count + 1)
    }


def test_a_row_without_a_number_says_why() -> None:
    assert all(row["why"] and row["citation"] for row in SILENT)
    assert not {row["code"] for row in SILENT} & RULES.keys()


def _starts() -> Iterator[Start]:
    for machine in MACHINES.values():
        for row in machine.rows:
            yield from (*row.starts, *row.restarts, *row.parent_starts)
        for opening in machine.openings.values():
            yield from opening.starts


def test_every_rule_is_started_by_a_step_or_stands_for_reference_only() -> None:
    starts = list(_starts())
    codes = {start.rule for start in starts if start.rule}
    kinds = {str(start.kind) for start in starts if not start.rule}

    started = {
        code
        for code, rule in RULES.items()
        if code in codes
        or (rule["kind"] in kinds and not rule.get("named_only") and not rule.get("reference_only"))
    }
    reference = {code for code, rule in RULES.items() if rule.get("reference_only")}

    assert started & reference == set()
    assert started | reference == RULES.keys()


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_is_whole(code: str) -> None:
    rule = RULES[code]

    assert rule["actor"]
    assert rule["citation"]
    assert rule["trigger"]
    assert set(rule.get("applies_to_systems", ())) <= {str(system) for system in System}
    assert unit_of(kernel_rule(rule)) == Unit(brute_force.counted_in(rule))


def test_every_kind_of_a_rule_is_a_word_and_every_word_has_a_rule() -> None:
    assert {rule["kind"] for rule in RULES.values()} == {str(kind) for kind in DeadlineKind}


def _whose_law() -> Iterator[tuple[Start, frozenset[System]]]:
    """Give every clock that steps start with the systems whose law it may count by."""
    for kind, machine in MACHINES.items():
        referral = kind in (Kind.CRIME_REFERRAL, Kind.DETENTION_REFERRAL)
        rows = [(*row.starts, *row.restarts, *row.parent_starts) for row in machine.rows]
        for starts in (*rows, *(opening.starts for opening in machine.openings.values())):
            for start in starts:
                if referral:
                    yield start, REFERRING_SYSTEMS
                elif start.on is Party.PROCURATORATE:
                    yield start, frozenset({System.PROCURATORATE})
                else:
                    yield start, frozenset(System)


def test_what_a_step_starts_is_started_for_every_system_that_it_concerns() -> None:
    bound: dict[str, set[str]] = {}
    for rule in RULES.values():
        if not rule.get("named_only") and not rule.get("reference_only"):
            systems = rule.get("applies_to_systems") or list(System)
            bound.setdefault(rule["kind"], set()).update(systems)

    for start, systems in _whose_law():
        if not start.rule:
            assert systems <= bound.get(start.kind, set()), start
