"""The rulebook chooses the one rule that binds, or refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from apps.deadlines.models import Rule
from apps.deadlines.queries import NoRule, Rulebook, RulesTied, rulebook
from apps.organizations.queries import stamp
from clue_transfer.counting import REGIMES
from clue_transfer.vocabulary import DeadlineKind, System, Unit, Urgency
from seeds.deadline_rules import load_deadline_rules

TODAY = date(2026, 11, 16)


def book() -> Rulebook:
    """Read the rulebook as it stands."""
    return rulebook(stamp())


def choose(word: str, *, system: str = "ecology", urgency: str = "normal", on: date = TODAY) -> str:
    """Answer the code of the rule that binds."""
    return book().rule(word, system=system, urgency=urgency, on=on)[1].code


def changed(code: str, /, **fields: Any) -> Rule:
    """Add another row like one that there is."""
    row = Rule.objects.get(code=code, version=1)
    row.pk = None
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


@pytest.fixture(autouse=True)
def loaded(db: None) -> None:
    """Load the rules."""
    load_deadline_rules()


def test_seeds_hold_every_default_and_the_limits_of_the_two_tracks() -> None:
    codes = set(Rule.objects.filter(reference_only=False).values_list("code", flat=True))

    later = {"T16", "T17", "T18", "T19", "T21"}  # no step starts these clocks yet
    assert codes == {f"T{n:02}" for n in range(1, 26)} - later | {
        "T01.confirm_urgent",
        "T15.second",
        *("T24.refused", "T24.refused_last"),
        *("A01", "A01.other", "A03", "A03.other", "A14"),
        *(f"H{n:02}" for n in range(1, 5)),
        *(f"C{n:02}" for n in (*range(2, 7), 8, 9, 10, 14, 15, 16, 19, 24, 25)),
        "C19.other",
        *(f"G{n:02}" for n in (2, 3, *range(5, 10))),
        *("P02", "P02.supply", "P07", "P08", "P11", "D02", "D03", "D07"),
        *(f"J{n:02}" for n in (1, 2, 4, 8, 9, 10, 11, 13, 17)),
        *("R01", "R02", "R06", "R09"),
    }
    assert set(Rule.objects.values_list("regime", flat=True)) <= set(REGIMES)


def test_second_load_adds_nothing_and_keeps_what_the_office_changed() -> None:
    Rule.objects.filter(code="T02").update(limit=3)

    loaded = load_deadline_rules()

    assert (loaded.added, loaded.present) == (0, 172)
    assert Rule.objects.get(code="T02").limit == 3


def test_every_kind_that_is_started_has_one_rule_for_everybody_whom_it_binds() -> None:
    rows = Rule.objects.filter(reference_only=False, named_only=False)
    bound: dict[str, set[str]] = {}
    for row in rows:
        bound.setdefault(row.kind, set()).update(row.applies_to_systems or list(System))
    asked = [
        (kind, system, urgency)
        for kind, systems in bound.items()
        if kind != DeadlineKind.ASSIGNMENT  # which of its two rules binds, the table names
        for system in systems
        for urgency in Urgency
    ]

    chosen = [
        book().rule(kind, system=system, urgency=urgency, on=TODAY)[1].kind
        for kind, system, urgency in asked
    ]

    assert chosen == [kind for kind, _, _ in asked]


@pytest.mark.parametrize(
    ("word", "system", "code"),
    [
        ("filing", "ecology", "A01"),
        ("filing", "water", "A01.other"),
        ("penalty", "ecology", "A03"),
        ("penalty", "forestry", "A03.other"),
        ("approval", "water", "T01"),
        ("T01.confirm_urgent", "water", "T01.confirm_urgent"),
    ],
)
def test_most_specific_rule_binds(word: str, system: str, code: str) -> None:
    assert choose(word, system=system) == code


def test_law_before_its_day_does_not_bind() -> None:
    assert choose("filing", on=date(2023, 6, 30)) == "A01.other"
    assert choose("filing", on=date(2023, 7, 1)) == "A01"


def test_values_are_those_of_the_text() -> None:
    filing = book().rule("A01", system="ecology", urgency="normal", on=TODAY)[1]
    penalty = book().rule("A03", system="ecology", urgency="normal", on=TODAY)[1]
    signing = book().rule("T02", system="water", urgency="urgent", on=TODAY)[1]

    assert (filing.limit, filing.unit, filing.extension_limit, filing.confidence) == (
        15,
        Unit.NATURAL_DAYS,
        15,
        "D",
    )
    assert (penalty.limit, penalty.extension_limit) == (90, 60)
    assert Rule.objects.get(code="A03").extension_limits == [30, 30]
    assert (signing.limit, signing.urgent_limit, signing.urgent_unit) == (2, 2, Unit.HOURS)


def test_newest_version_in_force_binds_and_the_old_one_stays_readable() -> None:
    old = Rule.objects.get(code="T02")
    new = changed("T02", version=2, limit=3, effective_from=date(2026, 12, 1))

    before = book().rule("signing", system="water", urgency="normal", on=date(2026, 11, 30))
    after = book().rule("signing", system="water", urgency="normal", on=date(2026, 12, 1))

    assert (before[0], before[1].limit) == (old.pk, 2)
    assert (after[0], after[1].limit) == (new.pk, 3)
    assert book().by_id(old.pk).limit == 2


def test_rule_of_a_system_and_an_urgency_beats_the_rule_of_a_system() -> None:
    changed("A01", code="A01.urgent", applies_to_urgencies=["urgent"], limit=7)

    assert choose("filing", urgency="urgent") == "A01.urgent"
    assert choose("filing", urgency="normal") == "A01"


def test_two_equally_specific_rules_are_refused() -> None:
    changed("A01", code="A01.twin")

    with pytest.raises(RulesTied, match=r"A01、A01\.twin"):
        choose("filing")

    assert choose("A01") == "A01"


def test_missing_rule_is_refused_by_its_name() -> None:
    Rule.objects.filter(code="T02").update(effective_until=date(2026, 1, 1))

    with pytest.raises(NoRule, match="签收"):
        choose("signing")
    with pytest.raises(NoRule, match="X99"):
        choose("X99")
    with pytest.raises(NoRule):
        choose("A01", system="water")


@pytest.mark.parametrize(
    "fault",
    [
        {"regime": "no_such"},
        {"unit": "fortnights"},
        {"limit": 9_999_999},
        {"regime": "months"},
        {"applies_to_systems": ["nobody"]},
        {"extension_limits": ["a"]},
    ],
)
def test_broken_rule_does_not_take_the_others_down(fault: dict[str, Any]) -> None:
    Rule.objects.filter(code="T02").update(**fault)

    with pytest.raises(NoRule):
        choose("signing")

    assert choose("acceptance") == "T03"


def test_rulebook_is_read_once_a_stamp(django_assert_num_queries: Any) -> None:
    Rule.objects.filter(code="T02").update(limit=2)
    at = stamp()

    with django_assert_num_queries(1):
        first = rulebook(at)
    with django_assert_num_queries(0):
        second = rulebook(at)

    assert first is second


def test_rulebook_follows_a_change() -> None:
    before = book()
    Rule.objects.filter(code="T02").update(limit=9)

    after = book()

    assert after.stamp > before.stamp
    assert after.rule("signing", system="water", urgency="normal", on=TODAY)[1].limit == 9
    assert before.rule("signing", system="water", urgency="normal", on=TODAY)[1].limit == 2


def test_snapshot_cannot_be_changed() -> None:
    rule = book().rule("signing", system="water", urgency="normal", on=TODAY)[1]

    with pytest.raises(AttributeError):
        rule.limit = 5  # type: ignore[misc]  # frozen, as it must be
    assert replace(rule, limit=5).limit == 5


def test_a_rule_for_reference_is_never_chosen_and_is_served_all_the_same() -> None:
    assert Rule.objects.get(code="A02").kind == "filing"

    chosen = book().rule("filing", system="ecology", urgency="normal", on=date(2022, 1, 3))[1]

    assert chosen.code != "A02"
    with pytest.raises(NoRule):
        book().rule("A02", system="ecology", urgency="normal", on=date(2022, 1, 3))


def test_the_level_of_a_department_counts_like_its_system() -> None:
    signing = Rule.objects.get(code="T02")
    changed("T02", code="T02.county", limit=1, applies_to_levels=["county"])

    county = book().rule("signing", system="water", level="county", urgency="normal", on=TODAY)
    province = book().rule("signing", system="water", level="province", urgency="normal", on=TODAY)

    assert (county[1].code, county[1].limit) == ("T02.county", 1)
    assert province[0] == signing.pk
