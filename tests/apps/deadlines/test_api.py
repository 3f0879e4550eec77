"""The rules are read by anybody who is logged in, and written by nobody over HTTP."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from apps.deadlines.models import Rule
from seeds.deadline_rules import load_deadline_rules
from tests.apps.facts import department, person


@pytest.fixture
def client(db: None) -> APIClient:
    """Log a person with a department in."""
    load_deadline_rules()
    client = APIClient()
    user = person("甲", works_in=department())
    user.memberships.update(primary=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_rules_are_listed_by_code(client: APIClient) -> None:
    answer = client.get("/api/v1/deadline-rules/", {"page_size": 2})

    assert answer.status_code == 200
    assert [row["code"] for row in answer.json()["results"]] == ["A01", "A01.other"]


def test_rules_are_narrowed(client: APIClient) -> None:
    answer = client.get(
        "/api/v1/deadline-rules/",
        {"kind": "filing", "system": "water", "on": "2026-11-16", "confidence": "M"},
    )

    assert [row["code"] for row in answer.json()["results"]] == ["A01.other"]


def test_rules_of_a_level_are_those_that_name_it_or_none(client: APIClient) -> None:
    Rule.objects.filter(code="A01.other").update(applies_to_levels=["county"])

    found = {
        level: client.get("/api/v1/deadline-rules/", {"kind": "filing", "level": level})
        for level in ("county", "province")
    }

    codes = {
        level: [row["code"] for row in each.json()["results"]] for level, each in found.items()
    }
    assert codes == {
        "county": ["A01", "A01.other", "A02", "A02.urgent"],
        "province": ["A01", "A02", "A02.urgent"],
    }


def test_rules_for_reference_are_told_apart(client: APIClient) -> None:
    answer = client.get("/api/v1/deadline-rules/", {"kind": "filing", "reference_only": "true"})

    assert [row["code"] for row in answer.json()["results"]] == ["A02", "A02.urgent"]
    assert answer.json()["results"][0]["actor"] == "环保部门"


def test_rule_says_where_it_is_written(client: APIClient) -> None:
    rule = Rule.objects.get(code="A01")

    answer = client.get(f"/api/v1/deadline-rules/{rule.pk}/")

    body = answer.json()
    assert answer.status_code == 200
    assert (body["limit"], body["unit"], body["confidence"], body["source"]) == (
        15,
        "natural_days",
        "D",
        "statute",
    )
    assert body["extension_limits"] == [15]


def test_unknown_rule_is_not_found(client: APIClient) -> None:
    assert client.get("/api/v1/deadline-rules/999999/").status_code == 404


def test_rules_are_not_written_over_http(client: APIClient) -> None:
    assert client.post("/api/v1/deadline-rules/", {}, format="json").status_code == 405


def test_nobody_reads_rules_without_logging_in(db: None) -> None:
    assert APIClient().get("/api/v1/deadline-rules/").status_code == 401
