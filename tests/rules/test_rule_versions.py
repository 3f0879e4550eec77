"""What cannot be a limit, and which version gives way to which."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clue_transfer.rule_versions import Version, gives_way, shape_errors, version_errors
from seeds.deadline_rules import rules_of_the_files
from tests.rules.test_rules_of_law import kernel_rule

RULES = {rule["code"]: rule for rule in rules_of_the_files()}
OLD = Version(number=1, since=date(2021, 7, 15), until=None)


def faults(facts: dict[str, Any], *others: Version, number: int = 1) -> list[tuple[str, str]]:
    """Say at which field there is which fault."""
    version = Version(
        number=number, since=facts["effective_from"], until=facts.get("effective_until")
    )
    found = shape_errors(facts) or version_errors(
        kernel_rule(facts),
        version=version,
        others=others,
        systems=facts.get("applies_to_systems", ()),
        levels=facts.get("applies_to_levels", ()),
        urgencies=facts.get("applies_to_urgencies", ()),
    )
    return [(error.pointer, error.code) for error in found]


@pytest.mark.parametrize("code", sorted(RULES))
def test_nothing_is_wrong_with_what_is_seeded(code: str) -> None:
    assert faults(RULES[code]) == []


@pytest.mark.parametrize(
    ("code", "fault", "found"),
    [
        ("T02", {"limit": 0}, ("/limit", "out-of-range")),
        ("T02", {"limit": -3}, ("/limit", "out-of-range")),
        ("T02", {"limit": 2501}, ("/limit", "out-of-range")),
        ("T02", {"unit": "fortnights"}, ("/unit", "unknown")),
        ("T02", {"regime": "lunar"}, ("/regime", "unknown-regime")),
        ("T02", {"kind": "lunch"}, ("/kind", "unknown")),
        ("T02", {"kind": ["signing"]}, ("/kind", "unknown")),
        ("T02", {"nature": "wish"}, ("/nature", "unknown")),
        ("T02", {"confidence": "?"}, ("/confidence", "unknown")),
        ("T02", {"source": "rumor"}, ("/source", "unknown")),
        ("T02", {"regime": "months"}, ("/unit", "unit-of-regime")),
        ("T02", {"urgent_unit": "moons"}, ("/urgent_unit", "unknown")),
        ("T02", {"on_expiry": "explode"}, ("/on_expiry", "unknown")),
        ("T02", {"applies_to_systems": ["nobody"]}, ("/applies_to_systems", "unknown")),
        ("T02", {"applies_to_levels": "county"}, ("/applies_to_levels", "malformed")),
        ("T02", {"applies_to_levels": [["county"]]}, ("/applies_to_levels", "malformed")),
        ("T02", {"applies_to_urgencies": ["soon"]}, ("/applies_to_urgencies", "unknown")),
        ("T03", {"suspension_causes": "rain"}, ("/suspension_causes", "malformed")),
        ("A01", {"extension_limits": [15, -1]}, ("/extension_limits", "out-of-range")),
        ("A01", {"extension_limits": ["15"]}, ("/extension_limits", "malformed")),
        ("A01", {"extension_limits": [True]}, ("/extension_limits", "malformed")),
        ("C03", {"extension_limits": [24]}, ("/extension_limits", "hours")),
        ("C03", {"roll_over": True}, ("/roll_over", "hours")),
        ("T02", {"effective_until": date(2021, 7, 14)}, ("/effective_until", "before-start")),
    ],
)
def test_a_senseless_limit_is_named_by_its_field(
    code: str, fault: dict[str, Any], found: tuple[str, str]
) -> None:
    assert faults({**RULES[code], **fault}) == [found]


def test_the_older_version_gives_way_to_the_newer_one() -> None:
    new = Version(number=2, since=date(2026, 3, 1), until=None)

    assert gives_way(OLD, to=new)
    assert not gives_way(new, to=OLD)
    assert faults({**RULES["T02"], "effective_from": new.since}, OLD, number=2) == []


@pytest.mark.parametrize("since", [date(2021, 7, 15), date(2020, 1, 1)])
def test_a_version_that_begins_before_the_older_one_is_refused(since: date) -> None:
    found = faults({**RULES["T02"], "effective_from": since}, OLD, number=2)

    assert found == [("/effective_from", "overlaps")]


def test_a_version_that_has_ended_does_not_grow_into_the_next_one() -> None:
    new = Version(number=2, since=date(2026, 1, 1), until=None)
    last = {"effective_until": date(2025, 12, 31)}

    assert faults({**RULES["T02"], **last}, new) == []
    assert faults(RULES["T02"], new) == [("/effective_from", "overlaps")]
