"""The register of the shared platform: what each organ entered in time, late, or not at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from apps.deadlines.models import Rule
from tests.client import Caller, ok
from tests.referrals import APPROVAL, NUMBER, OVER, Detention, Referral
from tests.stories import BAIYIN, LANZHOU, on, refused


def register(reader: Caller, query: str = "") -> list[dict[str, Any]]:
    """Read the register."""
    rows: list[dict[str, Any]] = ok(reader.get(f"two-laws/register/{query}"))["results"]
    return rows


def entered(row: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Say of each decision whose it is, of which day, and how it was entered."""
    return [
        (entry["verb"], entry["organ"], entry["decided_on"], entry["state"])
        for entry in row["entries"]
    ]


def test_what_each_organ_decided_stands_with_its_day_and_when_it_was_entered(clock: Any) -> None:
    case = Referral().received()
    clock.move_to(on("2026-12-01"))  # the seventh day is a Saturday
    case.read()
    case.take(case.police["police_head"], "file", {**NUMBER, "decided_on": "2026-11-21"})

    [row] = register(Caller("procurator", OVER))

    assert (row["number"], row["days"], row["article"]) == (
        case.read()["number"],
        7,
        "环环监〔2017〕17号第34条",
    )
    assert entered(row) == [
        ("approve_transfer", "sender", "2026-11-20", "in_time"),
        ("transfer", "sender", "2026-11-20", "in_time"),
        ("file", "police", "2026-11-21", "late"),
    ]
    assert row["entries"][2]["due_at"] == "2026-11-30T23:59:59+08:00"
    assert row["missing"] == []


def test_a_decision_entered_on_the_last_day_is_in_time(clock: Any) -> None:
    case = Referral().received()
    clock.move_to(on("2026-11-27", 23))
    case.read()
    case.take(case.police["police_head"], "file", NUMBER)

    assert entered(register(case.sender.lead)[0])[-1] == (
        "file",
        "police",
        "2026-11-20",
        "in_time",
    )


def test_whose_decisions_of_which_days_are_asked_for(clock: Any) -> None:
    early = Referral(subjects=[{"name": "兰州某印染厂"}]).received()
    clock.move_to(on("2026-11-23"))
    early.read()
    early.take(early.police["police_head"], "file", NUMBER)
    late = Referral().reported()
    late.take(late.sender["head"], "approve_transfer", APPROVAL)
    over = Caller("procurator", OVER)

    def found(query: str) -> dict[str, list[str]]:
        return {
            row["id"]: [each["verb"] for each in row["entries"]] for row in register(over, query)
        }

    assert found("?organ=police") == {early.id: ["file"]}
    assert found("?organ=procuratorate") == {}
    assert found("?to=2026-11-20") == {early.id: ["approve_transfer", "transfer"]}
    assert found("?from=2026-11-21") == {early.id: ["file"], late.id: ["approve_transfer"]}
    assert found("?from=2026-11-21&organ=sender") == {late.id: ["approve_transfer"]}
    assert found("?from=2026-11-21&to=2026-11-22") == {}
    problem = refused(over.get("two-laws/register/?organ=court"), 400, "malformed")
    assert problem["errors"][0]["pointer"] == "/query/organ"


def test_detentions_are_narrowed_by_their_decisions_as_well() -> None:
    case = Detention().sent()
    query = "?kind=detention_referral&from=2026-11-20&organ="

    [row] = register(case.sender.lead, f"{query}sender")

    assert [each["verb"] for each in row["entries"]] == ["approve", "send"]
    assert register(case.sender.lead, f"{query}police") == []


def test_a_decision_that_is_due_and_not_there_is_missing(clock: Any) -> None:
    late, other = Referral().received(), Referral(sender=BAIYIN)
    clock.move_to(on("2026-11-25"))
    over = Caller("procurator", "620000-procuratorate")

    [row] = register(over, "?missing=true")

    assert row["id"] == late.id
    [missing] = row["missing"]
    assert (missing["decision"], missing["state"]) == ("police_filing", "missing")
    assert missing["department"]["code"] == "620100-police"
    assert register(over, "?missing=true&department=620400-police") == []
    assert [each["id"] for each in register(other.sender.handler, "?missing=false")] == [other.id]


def test_detentions_have_a_register_of_their_own() -> None:
    Detention()

    [row] = register(Caller("lead", LANZHOU), "?kind=detention_referral")

    assert (row["kind"], row["entries"]) == ("detention_referral", [])
    assert register(Caller("lead", LANZHOU)) == []
    problem = refused(Caller("lead", LANZHOU).get("two-laws/register/?kind=clue"), 400, "malformed")
    assert problem["errors"][0]["pointer"] == "/query/kind"


@pytest.mark.parametrize(
    ("role", "department", "count"),
    [
        ("procurator", OVER, 1),
        ("procurator", "620400-procuratorate", 0),
        ("lead", LANZHOU, 1),
        ("lead", BAIYIN, 0),
        ("lead", "620000-ecology", 1),
    ],
)
def test_the_register_shows_what_the_reader_may_read(
    role: str, department: str, count: int
) -> None:
    case = Referral().reported()
    case.take(case.sender["head"], "approve_transfer", APPROVAL)

    assert len(register(Caller(role, department))) == count


def test_who_had_the_case_once_reads_no_later_decision() -> None:
    case = Referral().received()
    first = case.police["police_officer"]
    case.take(first, "reroute", {"police": "620400-police", "reason": "案发地不在本辖区"})

    assert [(row["entries"], row["missing"]) for row in register(first)] == [([], [])]


def test_a_later_version_of_the_rule_counts_from_its_day_and_none_is_said() -> None:
    Referral().received()
    rule = Rule.objects.get(code="C27")
    Rule.objects.create(
        **{
            **{field.name: getattr(rule, field.name) for field in rule._meta.fields},
            "id": None,
            "version": 2,
            "limit": 3,
            "effective_from": date(2027, 1, 1),
        }
    )
    over = Caller("procurator", OVER)
    assert register(over)[0]["days"] == 7

    Rule.objects.filter(code="C27").update(effective_from=date(2027, 1, 1))

    refused(over.get("two-laws/register/"), 409, "no-rule")
