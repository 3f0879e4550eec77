"""Every threshold is met at its limit, missed just below, and borderline just above."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from clue_transfer.thresholds import (
    EARLIER_PENALTIES,
    MULTIPLE,
    Comparison,
    Flag,
    Grade,
    Standing,
    Threshold,
    answer_errors,
    answering,
    comparisons,
    condition_errors,
    earlier_since,
    facts_of_subject,
    flags,
    rises,
    same_subject,
    screen,
)
from clue_transfer.vocabulary import Party, Status
from seeds.thresholds import threshold_rows

TODAY = date(2026, 11, 20)
ROWS = {row["code"]: row for row in threshold_rows()}


def kernel(row: dict[str, Any]) -> Threshold:
    """Carry a seeded row into the kernel, as if it were active."""
    return Threshold(
        code=row["code"],
        crime=row["crime"],
        article=row["article"],
        text=row["text"],
        grade=Grade(row["grade"]),
        all_of=comparisons(row.get("all_of", ())),
        any_of=comparisons(row.get("any_of", ())),
        margin=row["margin"],
        effective_from=row["effective_from"],
        id=1,
    )


def meeting(comparison: Comparison, *, times: float = 1.0) -> dict[str, Any]:
    """Give the facts that meet one comparison exactly, or so many times."""
    if comparison.at_least is not None:
        value = comparison.at_least * times
        if comparison.fact == MULTIPLE:
            return {"measured_value": value, "limit_value": 1}
        return {comparison.fact: value}
    return {comparison.fact: comparison.one_of[0] if comparison.one_of else True}


def facts_for(threshold: Threshold, *, times: float = 1.0) -> dict[str, Any]:
    """Give the facts that meet a threshold."""
    chosen = (*threshold.all_of, *threshold.any_of[:1])
    return {key: value for each in chosen for key, value in meeting(each, times=times).items()}


@pytest.mark.parametrize("code", ROWS)
def test_a_threshold_is_met_at_its_limit(code: str) -> None:
    threshold = kernel(ROWS[code])

    [hit] = screen(facts_for(threshold), thresholds=[threshold], on=TODAY)

    numbers = [each for each in (*threshold.any_of, *threshold.all_of) if each.at_least]
    assert hit.limit == (numbers[0].at_least if numbers else None)
    assert hit.borderline == bool(numbers and threshold.margin)


@pytest.mark.parametrize("code", ROWS)
def test_a_threshold_is_missed_just_below_or_without_one_of_its_facts(code: str) -> None:
    threshold = kernel(ROWS[code])
    whole = facts_for(threshold)

    for fact in whole:
        lacking = {key: value for key, value in whole.items() if key != fact}
        assert screen(lacking, thresholds=[threshold], on=TODAY) == []
    if any(each.at_least for each in (*threshold.all_of, *threshold.any_of)):
        below = facts_for(threshold, times=0.999)
        assert screen(below, thresholds=[threshold], on=TODAY) == []


@pytest.mark.parametrize("code", ROWS)
def test_twice_the_limit_is_not_borderline(code: str) -> None:
    threshold = kernel(ROWS[code])

    [hit] = screen(facts_for(threshold, times=2), thresholds=[threshold], on=TODAY)

    assert not hit.borderline
    assert hit.multiple in (2, None)


@pytest.mark.parametrize(
    ("tonnes", "multiple", "borderline"),
    [(3, 1.0, True), (3.1, 1.0333, True), (3.3, 1.1, True), (3.31, 1.1033, False)],
)
def test_up_to_the_margin_above_a_limit_is_borderline(
    tonnes: float, multiple: float, *, borderline: bool
) -> None:
    facts = {"hazardous_waste_tonnes": tonnes}

    [hit] = screen(facts, thresholds=[kernel(ROWS["1-2"])], on=TODAY)

    assert (hit.value, hit.multiple, hit.borderline) == (f"{tonnes}", multiple, borderline)


@pytest.mark.parametrize(("measured", "limit"), [(0.3, 0.1), (0.15, 0.05), (2.1, 0.7), (3, 1)])
def test_three_times_the_standard_is_three_times_the_standard(
    measured: float, limit: float
) -> None:
    facts = {"pollutant": "cadmium", "measured_value": measured, "limit_value": limit}

    [hit] = screen(facts, thresholds=[kernel(ROWS["1-3"])], on=TODAY)

    assert (hit.value, hit.limit, hit.multiple) == ("3", 3, 1.0)


def test_large_values_are_written_out() -> None:
    facts = {"illegal_gain_yuan": 1_234_567.5}

    [hit] = screen(facts, thresholds=[kernel(ROWS["2-4"])], on=TODAY)

    assert (hit.value, hit.multiple) == ("1234567.5", 1.2346)


def test_what_is_known_of_a_subject_counts_beside_what_is_typed() -> None:
    typed = {EARLIER_PENALTIES: 1, "illegal_gain_yuan": 5}

    assert facts_of_subject({"catch_kg": 1}, own={}, earlier=0, key_unit=False) == {"catch_kg": 1}
    assert facts_of_subject({}, own=typed, earlier=2, key_unit=True) == {
        EARLIER_PENALTIES: 2,
        "illegal_gain_yuan": 5,
        "key_unit": True,
    }
    assert facts_of_subject(typed, own={EARLIER_PENALTIES: 3}, earlier=2, key_unit=False) == {
        EARLIER_PENALTIES: 3,
        "illegal_gain_yuan": 5,
    }


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2026, 11, 20), date(2024, 11, 20)),
        (date(2028, 2, 29), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2024, 2, 28)),
    ],
)
def test_earlier_penalties_count_for_two_years(day: date, since: date) -> None:
    assert earlier_since(day) == since


@pytest.mark.parametrize(
    ("fact", "value", "outgrown"),
    [
        ("hazardous_waste_tonnes", "3.4", False),
        ("hazardous_waste_tonnes", "3", False),
        ("hazardous_waste_tonnes", "10", True),
        ("illegal_gain_yuan", "3.4", True),
    ],
)
def test_an_answer_covers_no_more_than_it_was_given_for(
    fact: str, value: str, *, outgrown: bool
) -> None:
    assert rises(fact, value, before=("hazardous_waste_tonnes", "3.4")) is outgrown


def test_another_word_is_another_matter() -> None:
    assert rises("evasion", "injection", before=("evasion", "hidden_pipe"))
    assert not rises("evasion", "injection", before=("evasion", "injection"))


@pytest.mark.parametrize(
    ("there", "same"),
    [
        (("兰州某化工有限公司", "91620100MA0000000C"), True),
        (("兰州 某化工有限公司", None), True),
        (("改名后的公司", "91620100MA0000000C"), True),
        (("兰州某化工有限公司", "91620100MA0000001A"), False),
        (("别的公司", ""), False),
    ],
)
def test_subjects_are_the_same_by_code_else_by_name(
    there: tuple[str, str | None], *, same: bool
) -> None:
    here = [("兰州某化工有限公司", "91620100MA0000000C")]

    assert same_subject(here, [("张某", None), there]) is same


def test_any_of_several_facts_is_enough() -> None:
    threshold = kernel(ROWS["1-9"])

    [hit] = screen({"property_loss_yuan": 450_000}, thresholds=[threshold], on=TODAY)

    assert (hit.fact, hit.value, hit.limit, hit.multiple) == (
        "property_loss_yuan",
        "450000",
        300_000,
        1.5,
    )


def test_the_multiple_is_computed_from_value_and_limit() -> None:
    threshold = kernel(ROWS["1-3"])
    facts = {"pollutant": "lead", "measured_value": 0.96, "limit_value": 0.3}

    [hit] = screen(facts, thresholds=[threshold], on=TODAY)

    assert (hit.fact, hit.value, hit.borderline) == (MULTIPLE, "3.2", True)
    assert screen({**facts, "limit_value": 0}, thresholds=[threshold], on=TODAY) == []
    assert screen({**facts, "pollutant": "cod"}, thresholds=[threshold], on=TODAY) == []


def test_what_is_not_active_or_not_in_force_does_not_count() -> None:
    threshold = kernel(ROWS["1-2"])
    facts = {"hazardous_waste_tonnes": 4}

    assert screen(facts, thresholds=[replace(threshold, active=False)], on=TODAY) == []
    assert screen(facts, thresholds=[threshold], on=date(2023, 8, 14)) == []
    ended = replace(threshold, effective_until=date(2026, 1, 1))
    assert screen(facts, thresholds=[ended], on=TODAY) == []


def test_what_is_from_memory_waits_for_confirmation() -> None:
    assert {row["code"] for row in ROWS.values() if not row["active"]} == {
        row["code"] for row in ROWS.values() if row["confidence"] == "M"
    }
    assert len(ROWS) == 27


@pytest.mark.parametrize("code", ROWS)
def test_the_seeded_conditions_are_well_formed(code: str) -> None:
    assert condition_errors(ROWS[code]) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({}, "required"),
        ({"all_of": [{"fact": "nonsense", "at_least": 3}]}, "unknown-fact"),
        ({"all_of": [{"fact": "key_unit"}]}, "one-condition"),
        ({"any_of": [{"fact": "catch_kg", "at_least": 1, "is_true": True}]}, "one-condition"),
        ({"all_of": [{"fact": "pollutant", "one_of": ["gold"]}]}, "unknown-word"),
        ({"all_of": [{"fact": "pollutant", "one_of": [["lead"]]}]}, "unknown-word"),
        ({"all_of": [{"fact": "pollutant", "at_least": 3}]}, "unfit"),
        ({"all_of": [{"fact": "catch_kg", "at_least": "three"}]}, "invalid"),
        ({"all_of": [{"fact": "catch_kg", "at_least": 1, "at_most": 2}]}, "one-condition"),
        ({"all_of": [{"fact": "protected_area", "is_true": 1}]}, "invalid"),
        ({"all_of": [3]}, "invalid"),
        ({"all_of": "catch_kg"}, "invalid"),
    ],
)
def test_malformed_conditions_are_named(row: dict[str, Any], code: str) -> None:
    assert [error.code for error in condition_errors(row)] == [code]


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing(answered=False, penalized=False), []),
        (Standing(answered=False, penalized=True), [Flag.PENALTY_INSTEAD]),
        (Standing(answered=True, penalized=True), []),
        (
            Standing(answered=True, penalized=False, referral=Status.REFUSED),
            [Flag.NOT_TRANSFERRED],
        ),
        (
            Standing(answered=True, penalized=False, late_before_police=True),
            [Flag.NOT_TRANSFERRED],
        ),
        (Standing(answered=True, penalized=False, late_at_police=True), [Flag.NOT_FILED]),
    ],
)
def test_flags(standing: Standing, expected: list[Flag]) -> None:
    assert flags(standing) == expected


def test_an_answer_is_a_referral_or_a_reason() -> None:
    assert answer_errors({"kind": "reason", "reason": "数量经复核为2.8吨"}) == []
    assert [error.pointer for error in answer_errors({"kind": "reason"})] == ["/reason"]
    assert [error.pointer for error in answer_errors({"kind": "referral"})] == ["/referral"]


def test_receivers_answer_and_before_there_are_any_the_sender() -> None:
    assert answering([(Party.SENDER, 1), (Party.SUPERIOR, 9)]) == {1}
    assert answering([(Party.SENDER, 1), (Party.RECEIVER, 2), (Party.RECEIVER, 3)]) == {2, 3}
