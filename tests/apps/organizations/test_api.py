"""The reference data over HTTP: lists, filters, search, pages; nothing can be written."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

ROOT = "/api/v1"


@pytest.fixture
def client(seeded_db: None) -> APIClient:
    """Make a client that is logged in; no role is needed to read."""
    client = APIClient()
    client.force_authenticate(get_user_model().objects.create(username="reader"))
    return client


def codes(client: APIClient, path: str, **query: str) -> list[str]:
    """Read the codes of one page."""
    answer = client.get(f"{ROOT}/{path}/", query)
    assert answer.status_code == 200, answer.content
    return [row["code"] for row in answer.json()["results"]]


def all_codes(client: APIClient, path: str, **query: str) -> list[str]:
    """Read the codes of all pages, following `next`."""
    found: list[str] = []
    answer = client.get(f"{ROOT}/{path}/", query).json()
    found += [row["code"] for row in answer["results"]]
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        found += [row["code"] for row in answer["results"]]
    return found


def test_strangers_read_nothing(seeded_db: None) -> None:
    answer = APIClient().get(f"{ROOT}/departments/")

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["divisions", "departments", "calendars"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_here(client: APIClient, path: str, method: str) -> None:
    answer = getattr(client, method)(f"{ROOT}/{path}/", {}, format="json")

    assert answer.status_code == 405


def test_department_in_a_list(client: APIClient) -> None:
    answer = client.get(f"{ROOT}/departments/", {"division": "620102", "system": "ecology"})

    assert answer.json() == {
        "next": None,
        "previous": None,
        "results": [
            {
                "code": "620102-ecology",
                "name": "兰州市生态环境局城关分局",
                "short_name": "城关环",
                "system": "ecology",
                "division": {"code": "620102", "name": "城关区"},
                "superior": "620100-ecology",
                "active": True,
            }
        ],
    }


def test_department_alone(client: APIClient) -> None:
    answer = client.get(f"{ROOT}/departments/620000-justice/")

    assert answer.json() == {
        "code": "620000-justice",
        "name": "甘肃省司法厅",
        "short_name": "甘司",
        "system": "justice",
        "division": {"code": "620000", "name": "甘肃省"},
        "superior": "620000-government",
        "active": True,
        "aliases": ["甘肃司法厅", "省司法厅"],
        "counterpart_police": "620000-police",
        "counterpart_procuratorate": "620000-procuratorate",
        "successor": None,
    }


def test_department_that_is_not_there(client: APIClient) -> None:
    answer = client.get(f"{ROOT}/departments/620000-nothing/")

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_division_alone(client: APIClient) -> None:
    answer = client.get(f"{ROOT}/divisions/622900/")

    assert answer.json() == {
        "code": "622900",
        "name": "临夏回族自治州",
        "short_name": "临夏州",
        "level": "prefecture",
        "parent": "620000",
    }


def test_calendars_newest_first(client: APIClient) -> None:
    answer = client.get(f"{ROOT}/calendars/").json()

    assert [row["year"] for row in answer["results"]] == [2026, 2025, 2024, 2023, 2022]
    assert answer["results"][0]["makeup_workdays"][-1] == "2026-10-10"


def test_calendar_of_a_year(client: APIClient) -> None:
    answer = client.get(f"{ROOT}/calendars/2026/", {"fields": "year,version,known"})

    assert answer.json() == {"year": 2026, "version": 1, "known": True}
    assert client.get(f"{ROOT}/calendars/2027/").status_code == 404


@pytest.mark.parametrize("ordering", ["code", "-code", "name"])
def test_pages_cover_every_department_once(client: APIClient, ordering: str) -> None:
    found = all_codes(client, "departments", ordering=ordering, page_size="100")

    assert len(found) == len(set(found)) == 1518


def test_names_are_ordered_by_pinyin(client: APIClient) -> None:
    found = codes(client, "divisions", level="prefecture", ordering="name")

    # 白银 定西 甘南 嘉峪关 金昌 酒泉 兰州 临夏 陇南 平凉 庆阳 天水 武威 张掖
    assert found == [
        *("620400", "621100", "623000", "620200", "620300", "620900", "620100"),
        *("622900", "621200", "620800", "621000", "620500", "620600", "620700"),
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"division": "620100"}, 20),
        ({"within": "620100", "system": "water"}, 10),
        ({"within": "620000", "system": "joint-office"}, 15),
        ({"level": "county", "system": "government"}, 87),
        ({"superior": "620100-ecology"}, 9),
        ({"active": "false"}, 0),
        ({"division": "999999"}, 0),
    ],
)
def test_departments_are_filtered(client: APIClient, query: dict[str, str], count: int) -> None:
    assert len(all_codes(client, "departments", **query)) == count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("城关环", ["620102-ecology"]),
        ("城关区环保局", ["620102-ecology"]),
        ("兰州市水", ["620100-water"]),
        ("lanzhoushishui", ["620100-water"]),
        ("Lan Zhou Shi Shui", ["620100-water"]),
        ("lzsswj", ["620100-water"]),
        ("620100-water", ["620100-water"]),
        ("不存在", []),
        ("%", []),
    ],
)
def test_departments_are_found(client: APIClient, text: str, expected: list[str]) -> None:
    assert codes(client, "departments", search=text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("临夏", ["622900", "622901", "622921"]),
        ("tanchang", ["621223"]),
        ("ktq", ["620802"]),
    ],
)
def test_divisions_are_found(client: APIClient, text: str, expected: list[str]) -> None:
    assert codes(client, "divisions", search=text) == expected


def test_divisions_of_a_prefecture(client: APIClient) -> None:
    assert codes(client, "divisions", parent="620400") == [
        *("620402", "620403", "620421", "620422", "620423")
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"system": "magic"},
        {"active": "maybe"},
        {"level": "planet"},
        {"search": "长" * 101},
        {"search": "\x00"},
        {"nothing": "1"},
        {"ordering": "aliases"},
        {"page_size": "101"},
        {"cursor": "made-by-hand"},
        {"fields": "secret"},
    ],
)
def test_bad_parameters_are_malformed(client: APIClient, query: dict[str, Any]) -> None:
    answer = client.get(f"{ROOT}/departments/", query)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    "path",
    [
        *("divisions/", "departments/", "calendars/"),
        *("divisions/620100/", "departments/620100-water/", "calendars/2026/"),
    ],
)
@pytest.mark.parametrize("size", ["1", "100"])
def test_one_query_an_answer(
    client: APIClient, django_assert_num_queries: DjangoAssertNumQueries, path: str, size: str
) -> None:
    query = {} if path.count("/") > 1 else {"page_size": size}

    with django_assert_num_queries(1):
        answer = client.get(f"{ROOT}/{path}", query)

    assert answer.status_code == 200
