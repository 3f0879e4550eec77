"""The directory names who works where, and tells nobody how they log in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from apps.accounts import actions
from apps.accounts.models import Membership, Scope, User
from apps.organizations.models import Department
from clue_transfer.vocabulary import Role


@pytest.fixture
def api(user: User) -> APIClient:
    key = actions.issue_token(user, scope=Scope.READ, days=1, now=timezone.now())
    return APIClient(headers={"authorization": f"Token {key}"})


@pytest.fixture
def colleague(water: Department) -> User:
    colleague = User.objects.create(
        username="secret.name", email="secret@example.cn", full_name="王处理"
    )
    Membership.objects.create(
        user=colleague, department=water, role=Role.LEAD, primary=True, since=date(2026, 1, 1)
    )
    return colleague


def names(response: Any) -> list[str]:
    return [row["name"] for row in response.json()["results"]]


def test_a_person_is_shown_with_departments_and_roles(api: APIClient, user: User) -> None:
    response = api.get("/api/v1/users/")

    assert response.json() == {
        "next": None,
        "previous": None,
        "results": [
            {
                "id": user.pk,
                "name": "李联络",
                "phone": "0931-8400000",
                "memberships": [
                    {
                        "department": {"code": "990000-ecology", "name": "测试省生态环境厅"},
                        "roles": ["lead", "liaison"],
                        "primary": True,
                    },
                    {
                        "department": {"code": "990000-water", "name": "测试省水利厅"},
                        "roles": ["handler"],
                        "primary": False,
                    },
                ],
            }
        ],
    }


def test_a_page_is_two_queries_however_many_persons(
    api: APIClient, water: Department, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        person = User.objects.create(username=f"u{number}", full_name=f"张{number}")
        Membership.objects.create(
            user=person, department=water, role=Role.HANDLER, since=date(2026, 1, 1)
        )

    with django_assert_num_queries(2):
        response = api.get("/api/v1/users/")

    assert len(response.json()["results"]) == 25


def test_neither_user_name_nor_email_is_told(api: APIClient, colleague: User) -> None:
    text = api.get("/api/v1/users/").content.decode()

    assert "王处理" in text
    assert "secret" not in text


def test_persons_stand_in_the_order_of_pinyin(api: APIClient, colleague: User) -> None:
    assert names(api.get("/api/v1/users/")) == ["李联络", "王处理"]
    assert names(api.get("/api/v1/users/?ordering=-name")) == ["王处理", "李联络"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("department=990000-water", ["李联络", "王处理"]),
        ("department=990000-ecology", ["李联络"]),
        ("department=990000-water&role=lead", ["王处理"]),
        ("department=990000-ecology&role=head", []),
        ("role=lead", ["李联络", "王处理"]),
        ("department=nowhere", []),
        ("search=联络", ["李联络"]),
        ("search=Wang", ["王处理"]),
        ("search=无此人", []),
    ],
)
def test_filters(query: str, found: list[str], api: APIClient, colleague: User) -> None:
    assert names(api.get(f"/api/v1/users/?{query}")) == found


def test_who_has_left_is_not_listed(api: APIClient, colleague: User) -> None:
    Membership.objects.filter(user=colleague).update(until=date(2026, 1, 31))

    assert names(api.get("/api/v1/users/")) == ["李联络"]
    assert api.get(f"/api/v1/users/{colleague.pk}/").status_code == 404


def test_one_person_can_be_read(api: APIClient, colleague: User) -> None:
    response = api.get(f"/api/v1/users/{colleague.pk}/")

    assert response.status_code == 200
    assert (response.json()["id"], response.json()["name"]) == (colleague.pk, "王处理")


@pytest.mark.parametrize("path", ["999999/", f"{10**30}/", "x/"])
def test_an_unknown_person_is_not_found(path: str, api: APIClient) -> None:
    response = api.get(f"/api/v1/users/{path}")

    assert (response.status_code, response.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("query", ["role=king", "unknown=1", "email=x", "search=" + "x" * 100])
def test_a_bad_query_is_malformed(query: str, api: APIClient) -> None:
    response = api.get(f"/api/v1/users/?{query}")

    assert (response.status_code, response.json()["code"]) == (400, "malformed")


def test_strangers_are_not_let_in(db: None) -> None:
    assert APIClient().get("/api/v1/users/").status_code == 401


def test_the_directory_is_read_only(api: APIClient, user: User) -> None:
    key = actions.issue_token(user, scope=Scope.WRITE, days=1, now=timezone.now())
    writer = APIClient(headers={"authorization": f"Token {key}"})

    assert writer.post("/api/v1/users/", {"name": "x"}).status_code == 405
    assert writer.delete(f"/api/v1/users/{user.pk}/").status_code == 405
    assert User.objects.count() == 1
