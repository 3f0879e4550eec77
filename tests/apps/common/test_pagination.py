"""Pages: each row once, in order, forward and back, whatever ties and gaps there are."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.db.models import F, IntegerField, QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.common.api import pagination
from apps.common.api.pagination import KeysetPagination, Ordering, Page, Question, page
from apps.common.api.problems import Malformed
from apps.common.api.trimming import trimmed, wanted_expansions, wanted_fields
from apps.common.models import IdempotencyKey
from apps.common.prepared import Param
from tests.apps.common.asking import asked

ORDERINGS: dict[str, Any] = {
    "department": ("department_id", False),
    "-department": ("department_id", True),
    "key": Ordering("key"),
    "-made": Ordering("created_at", descending=True),
    "id": Ordering("pk"),
    "-id": Ordering("id", descending=True),
}


def rows(*departments: int | None) -> list[IdempotencyKey]:
    return IdempotencyKey.objects.bulk_create(
        IdempotencyKey(user_id=place, department_id=department, route="r", key=f"{place % 3}")
        for place, department in enumerate(departments)
    )


def cut(
    queryset: QuerySet[Any] | None = None, *, path: str = "/api/v1/things/", **query: Any
) -> Page:
    found = IdempotencyKey.objects.all() if queryset is None else queryset
    return page(found, request=asked(path, **query), orderings=ORDERINGS, default="department")


def follow(link: str, queryset: QuerySet[Any] | None = None) -> Page:
    parts = urlsplit(link)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "http://testserver/api/v1/things/"
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return cut(queryset, **query)


def walk(first: Page, *, step: Callable[[Page], str | None]) -> list[Page]:
    pages = [first]
    while link := step(pages[-1]):
        pages.append(follow(link))
        assert len(pages) < 200
    return pages


def ids(*pages: Page) -> list[int]:
    return [row.pk for one in pages for row in one.results]


@given(
    departments=st.lists(st.none() | st.integers(0, 4), max_size=23),
    size=st.integers(1, 7),
    name=st.sampled_from(list(ORDERINGS)),
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_walk_meets_each_row_once_in_order_and_the_same_way_back(
    db: None, departments: list[int | None], size: int, name: str
) -> None:
    IdempotencyKey.objects.all().delete()
    made = rows(*departments)
    infinite = float("inf")
    key: Callable[[IdempotencyKey], Any] = {
        "department": lambda r: infinite if r.department_id is None else r.department_id,
        "key": lambda r: r.key,
    }.get(name.lstrip("-"), lambda r: 0)
    made.sort(key=lambda r: (key(r), r.pk), reverse=name.startswith("-"))
    expected = [row.pk for row in made]

    forward = walk(cut(ordering=name, page_size=size), step=lambda one: one.next)
    back = walk(forward[-1], step=lambda one: one.previous)

    assert ids(*forward) == expected
    assert ids(*reversed(back)) == expected
    assert forward[0].previous is None
    assert back[-1].previous is None
    assert all(len(one.results) == size for one in forward[:-1])
    assert (back[-1].next is not None) == (len(forward) > 1)


def test_pages_are_stable_under_inserts(db: None) -> None:
    made = rows(1, 2, 3, 4)

    first = cut(page_size=2)
    rows(0, 1, 9)
    second = follow(first.next or "")

    assert ids(first) == [made[0].pk, made[1].pk]
    assert ids(second) == [made[2].pk, made[3].pk]


def test_a_page_whose_rows_went_away_leads_back_to_the_last_row(db: None) -> None:
    made = rows(1, 2, 3, 4)
    first = cut(page_size=2)
    IdempotencyKey.objects.filter(pk__in=[made[2].pk, made[3].pk]).delete()

    empty = follow(first.next or "")
    back = follow(empty.previous or "")

    assert (empty.results, empty.next) == ([], None)
    assert ids(back) == [made[0].pk, made[1].pk]
    assert back.previous is None


def test_dicts_come_as_they_were_asked_for(db: None) -> None:
    rows(2, None, 1)
    asked_for = IdempotencyKey.objects.annotate(who=F("user_id")).values("who", "department_id")

    first = cut(asked_for, page_size=2)
    second = follow(first.next or "", asked_for)

    assert first.results == [{"who": 2, "department_id": 1}, {"who": 0, "department_id": 2}]
    assert second.results == [{"who": 1, "department_id": None}]


@pytest.mark.parametrize(
    ("departments", "query", "queries"),
    [
        ((1, 2, 3, 4, 5), {"ordering": "department"}, [1, 1, 2]),
        ((1, 2, 3, 4, None, None), {"ordering": "department"}, [1, 2, 2]),
        ((None, None, None), {"ordering": "department"}, [1, 1]),
        ((1, 2, 3, 4, None), {"ordering": "-department"}, [1, 1, 1]),
        ((1, 2, 3, 4, 5), {"ordering": "-made"}, [1, 1, 1]),
    ],
)
def test_a_page_is_one_query_or_two_where_the_empty_keys_begin(
    db: None, departments: tuple[int | None, ...], query: dict[str, Any], queries: list[int]
) -> None:
    rows(*departments)

    counts = []
    link: str | None = None
    for _ in queries:
        with CaptureQueriesContext(connection) as seen:
            link = (follow(link) if link else cut(page_size=2, **query)).next
        counts.append(len(seen))
        assert not any("COUNT(" in one["sql"] for one in seen)

    assert counts == queries
    assert link is None


def test_one_composite_index_answers_a_deep_page(db: None) -> None:
    rows(*range(50))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE INDEX deep ON common_idempotencykey (route, department_id DESC, id DESC)"
        )
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    of_route = IdempotencyKey.objects.filter(route="r")
    first = cut(of_route, ordering="-department", page_size=5)
    with CaptureQueriesContext(connection) as seen:
        follow(first.next or "", of_route)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON, COSTS OFF) {seen[0]['sql']}")
        plan = cursor.fetchone()[0]

    scan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plans"][0]
    assert (scan["Node Type"], scan["Index Name"]) == ("Index Scan", "deep")
    assert "ROW(department_id, id) < ROW(" in scan["Index Cond"]


def test_counts_only_when_asked(db: None) -> None:
    rows(1, 2, 3)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE common_idempotencykey")

    assert cut().body() == {"next": None, "previous": None, "results": cut().results}
    assert cut(count="exact", page_size=1).count == 3
    assert cut(count="estimate", page_size=1).body()["count"] == 3
    assert cut(IdempotencyKey.objects.none(), count="estimate").count == 0


@pytest.mark.parametrize(("cap", "expected"), [(3, 3), (2, 2)])
def test_only_beyond_the_cap_is_a_count_estimated(
    db: None, monkeypatch: pytest.MonkeyPatch, cap: int, expected: int
) -> None:
    rows(1, 2, 3)
    monkeypatch.setattr(pagination, "MOST_COUNTED", cap)
    monkeypatch.setattr(pagination, "_expected", lambda _: 0)

    assert cut(count="estimate").count == expected


@pytest.mark.parametrize(("guess", "told"), [(1499, 1000), (1501, 2000), (12_345, 12_000)])
def test_an_estimate_is_told_in_whole_thousands(
    db: None, monkeypatch: pytest.MonkeyPatch, guess: int, told: int
) -> None:
    rows(1, 2, 3)
    monkeypatch.setattr(pagination, "MOST_COUNTED", 2)
    monkeypatch.setattr(pagination, "_expected", lambda _: guess)

    assert cut(count="estimate").count == told


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"ordering": "route"}, "/query/ordering"),
        ({"page_size": "0"}, "/query/page_size"),
        ({"page_size": "101"}, "/query/page_size"),
        ({"page_size": "-1"}, "/query/page_size"),
        ({"page_size": "9" * 5000}, "/query/page_size"),
        ({"page_size": "²"}, "/query/page_size"),
        ({"count": "yes"}, "/query/count"),
        ({"cursor": "x"}, "/query/cursor"),
        ({"cursor": "WzEsMiwwXQ:forged"}, "/query/cursor"),
        ({"cursor": "%00"}, "/query/cursor"),
    ],
)
def test_what_cannot_be_read_is_malformed(db: None, query: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Malformed) as refused:
        cut(**query)

    assert [one.pointer for one in refused.value.errors] == [pointer]


def test_a_cursor_belongs_to_its_list_and_ordering(db: None) -> None:
    rows(1, 2, 3)
    link = cut(page_size=1, ordering="department").next or ""
    cursor = parse_qs(urlsplit(link).query)["cursor"][0]

    with pytest.raises(Malformed):
        cut(cursor=cursor, ordering="-department")
    with pytest.raises(Malformed):
        cut(cursor=cursor, ordering="department", path="/api/v1/others/")
    assert len(cut(cursor=cursor, ordering="department").results) == 2


def test_links_keep_chinese_words_however_they_were_sent(db: None) -> None:
    rows(1, 2)
    as_wsgi_gives_raw_bytes = "永靖".encode().decode("latin-1")

    raw = cut(page_size=1, search=as_wsgi_gives_raw_bytes).next or ""
    quoted = cut(page_size=1, search="%E6%B0%B8%E9%9D%96").next or ""

    assert parse_qs(urlsplit(raw).query)["search"] == ["永靖"]
    assert parse_qs(urlsplit(quoted).query)["search"] == ["永靖"]


def test_a_generic_view_gets_its_pages(db: None) -> None:
    rows(3, 1, 2)
    view = type("V", (), {"orderings": ORDERINGS, "default_ordering": "-department"})()
    pages = KeysetPagination()

    found = pages.paginate_queryset(IdempotencyKey.objects.all(), asked(page_size="2"), view)
    body = pages.get_paginated_response(["a", "b"]).data

    assert [row.department_id for row in found] == [3, 2]
    assert (body["results"], body["previous"]) == (["a", "b"], None)
    assert "cursor=" in body["next"]


def test_a_list_describes_itself() -> None:
    view = type("V", (), {"orderings": ORDERINGS, "default_ordering": "-made"})()

    parameters = KeysetPagination().get_schema_operation_parameters(view)
    schema = KeysetPagination().get_paginated_response_schema({"type": "array"})

    assert [one["name"] for one in parameters] == [
        "cursor",
        "page_size",
        "ordering",
        "count",
        "fields",
    ]
    assert parameters[2]["schema"]["enum"] == list(ORDERINGS)
    assert parameters[2]["schema"]["default"] == "-made"
    assert schema["required"] == ["next", "previous", "results"]


def test_rows_are_trimmed_to_the_fields_that_are_wanted() -> None:
    among = ("id", "title", "status")
    row = {"id": 1, "title": "a", "status": "b"}

    wanted = wanted_fields(asked(fields="title,id,"), among=among)

    assert trimmed([row], fields=wanted) == [{"id": 1, "title": "a"}]
    assert trimmed([row], fields=wanted_fields(asked(), among=among)) == [row]
    assert wanted_expansions(asked(expand="parties"), among=["parties"]) == {"parties"}
    with pytest.raises(Malformed) as refused:
        wanted_fields(asked(fields="title,secret"), among=among)
    assert [(one.pointer, one.code) for one in refused.value.errors] == [
        ("/query/fields", "unknown-field")
    ]


def test_questions_of_one_shape_are_written_once_and_filled_each_time(db: None) -> None:
    built = []

    def build() -> QuerySet[Any]:
        built.append(1)
        return IdempotencyKey.objects.filter(department_id=Param("department", IntegerField()))

    def answer(department: int, **query: Any) -> Page:
        question = Question(("keys", "department"), build, {"department": department})
        request = asked("/api/v1/things/", **query)
        return page(question, request=request, orderings=ORDERINGS, default="id")

    kept = rows(1, 1, 2, 1)

    first, second = answer(1, page_size=2), answer(2)
    [cursor] = parse_qs(urlsplit(str(first.next)).query)["cursor"]
    rest = answer(1, page_size=2, cursor=cursor)

    assert [row.pk for row in first.results] == [kept[0].pk, kept[1].pk]
    assert [row.pk for row in second.results] == [kept[2].pk]
    assert [row.pk for row in rest.results] == [kept[3].pk]
    assert answer(1, count="exact").count == 3
    assert answer(1, count="estimate").count == 3
    assert built == [1]
