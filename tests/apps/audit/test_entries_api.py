"""Auditors read the record; nobody else does, and sealed matters keep their content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from apps.accounts.actions import issue_token
from apps.accounts.models import Membership, Scope, User
from apps.audit import actions
from apps.audit.models import Entry
from clue_transfer.vocabulary import Role

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
PATH = "/api/v1/audit/entries/"

MakeMatter = Callable[..., UUID]
Act = Callable[..., list[Entry]]


@pytest.fixture
def api(user: User) -> APIClient:
    key = issue_token(user, scope=Scope.READ, days=1, now=timezone.now())
    actions.seal(now=NOW)
    return APIClient(headers={"authorization": f"Token {key}"})


def test_an_entry_is_shown_with_its_places(
    api: APIClient, make_matter: MakeMatter, act: Act, user: User
) -> None:
    matter = make_matter()
    (entry,) = act(matter, {"title": "倾倒"})

    response = api.get(f"{PATH}?matter={matter}")

    assert response.json()["results"] == [
        {
            "id": entry.pk,
            "position": None,
            "at": "2026-11-18T17:30:00+08:00",
            "matter": str(matter),
            "event": "clue.submitted",
            "verb": "submit",
            "person": {"id": user.pk, "name": "审小计"},
            "department": {"code": "990000-joint-office", "name": "测试省两法衔接工作办公室"},
            "on_behalf_of": None,
            "chain": str(matter),
            "sequence": 1,
            "previous_hash": "",
            "hash": entry.hash,
            "content": {"title": "倾倒"},
            "withheld": False,
        }
    ]


def test_a_sealed_entry_has_its_position(api: APIClient, make_matter: MakeMatter, act: Act) -> None:
    act(make_matter(), {"n": 1})
    actions.seal(now=NOW)

    response = api.get(PATH)

    assert [row["position"] for row in response.json()["results"]] == [2, 1]


@pytest.mark.parametrize("secrecy", ["confidential", "sealed"])
def test_the_content_of_matters_for_named_persons_is_withheld(
    secrecy: str, api: APIClient, make_matter: MakeMatter, act: Act
) -> None:
    matter = make_matter(secrecy)
    act(matter, {"title": "举报人线索"})

    response = api.get(f"{PATH}?matter={matter}")

    (row,) = response.json()["results"]
    assert (row["content"], row["withheld"]) == (None, True)
    assert "举报人" not in response.content.decode()


def test_a_page_is_two_queries(
    api: APIClient,
    make_matter: MakeMatter,
    act: Act,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    act(make_matter(), *({"n": n} for n in range(40)))

    with django_assert_num_queries(2):
        response = api.get(PATH)

    assert len(response.json()["results"]) == 25


@pytest.mark.parametrize(
    ("query", "events"),
    [
        ("", ["clue.submitted", "token.issued"]),
        ("ordering=oldest", ["token.issued", "clue.submitted"]),
        ("event=token.issued", ["token.issued"]),
        ("department=990000-joint-office", ["clue.submitted"]),
        ("department=990000-water", []),
        ("after=2026-11-18T17:30:00%2B08:00&before=2026-11-18T09:30:01Z", ["clue.submitted"]),
        ("before=2026-11-18T09:30:00Z", []),
    ],
)
def test_filters(
    query: str, events: list[str], api: APIClient, make_matter: MakeMatter, act: Act
) -> None:
    act(make_matter(), {"n": 1})

    response = api.get(f"{PATH}?{query}")

    assert [row["event"] for row in response.json()["results"]] == events


@pytest.mark.parametrize("query", ["matter=x", "after=yesterday", "person=1", "cursor=made"])
def test_a_bad_query_is_malformed(query: str, api: APIClient) -> None:
    response = api.get(f"{PATH}?{query}")

    assert (response.status_code, response.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_other_roles_are_not_let_in(role: Role, api: APIClient) -> None:
    Membership.objects.update(role=role)

    response = api.get(PATH)

    assert (response.status_code, response.json()["code"]) == (403, "not-your-step")
    assert "results" not in response.json()


def test_strangers_are_not_let_in(db: None) -> None:
    assert APIClient().get(PATH).status_code == 401


def test_nothing_can_be_written(api: APIClient, user: User) -> None:
    key = issue_token(user, scope=Scope.WRITE, days=1, now=timezone.now())
    writer = APIClient(headers={"authorization": f"Token {key}"})

    assert writer.post(PATH, {}).status_code == 405
    assert writer.delete(f"{PATH}1/").status_code == 404
