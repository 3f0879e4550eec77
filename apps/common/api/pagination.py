"""Lists in pages that cost the same wherever they stand: keyset pagination on (key, id)."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.api import cursors
from apps.common.api.cursors import Cursor
from apps.common.api.keyset import Ordering, Walk
from apps.common.api.problems import Malformed
from apps.common.api.trimming import trimmed, wanted_fields
from apps.common.prepared import filled
from clue_transfer.errors import FieldError

PAGE_SIZE = 25
MAX_PAGE_SIZE = 100
MOST_COUNTED = 1000
PARAMETERS = frozenset({"cursor", "page_size", "count", "ordering", "fields"})


Orderings = Mapping[str, Ordering | tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """Rows to page through whose SQL depends on the shape alone, and the values that fill it.

    The queryset has a `Param` for each value. Two questions of one shape are the same text, which
    is written once a process; the builder must hold nothing of a request.
    """

    shape: Hashable
    build: Callable[[], QuerySet[Any]] = field(compare=False)
    values: Mapping[str, Any] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `count` only if it was asked for."""

    results: list[Any]
    next: str | None
    previous: str | None
    count: int | None = None
    request: Request | None = None

    def body(self, results: Any = None) -> dict[str, Any]:
        """Lay the page out as an answer, with the rows as they are or as they were rendered.

        Of each row only what the request's `fields` names; raises Malformed for an unknown one.
        """
        counted = {} if self.count is None else {"count": self.count}
        rows = self.results if results is None else results
        if rows and self.request is not None and "fields" in self.request.query_params:
            rows = trimmed(rows, fields=wanted_fields(self.request, among=rows[0].keys()))
        return {
            "next": self.next,
            "previous": self.previous,
            **counted,
            "results": rows,
        }


def page(
    asked: QuerySet[Any] | Question,
    *,
    request: Request,
    orderings: Orderings,
    default: str,
    page_size: int = PAGE_SIZE,
    max_page_size: int = MAX_PAGE_SIZE,
) -> Page:
    """Cut the page that the request's parameters ask for; raises Malformed.

    What is asked gives instances or, after `values()`, dicts. No row is counted to find a page:
    one more than asked is fetched, in one query, or two where a page reaches the empty keys.
    """
    query = request.query_params
    name = query.get("ordering") or default
    if name not in orderings:
        raise _malformed("ordering", "排序方式应为：%(allowed)s", allowed=list(orderings))
    size = _size(query.get("page_size"), default=page_size, most=max_page_size)
    ordering = _ordering(orderings[name])
    if isinstance(asked, Question):
        of = _written if asked.shape is None else _written_once
        walk, values = of(asked, ordering), asked.values
    else:
        walk, values = Walk(asked, ordering), {}
    count = _count(walk.queryset, values, how=query.get("count"))
    bound_to = f"{request.path} {name}"
    cursor = None
    if text := query.get("cursor"):
        cursor = cursors.read(text, bound_to=bound_to, key=walk.key_field, id=walk.id_field)

    found = walk.rows(cursor, size + 1, values=values)
    more, found = len(found) > size, found[:size]
    backward = cursor is not None and cursor.backward
    if backward:
        found.reverse()
    places = [place for _, place in found]

    def link(place: Cursor | None) -> str | None:
        if place is None:
            return None
        text = cursors.write(place, bound_to=bound_to)
        # From the decoded parameters: a client may send Chinese characters as they are.
        parameters = request.query_params.copy()
        parameters["cursor"] = text
        return f"{request.build_absolute_uri(request.path)}?{parameters.urlencode()}"

    has_next, has_previous = (True, more) if backward else (more, cursor is not None)
    after, before = _neighbors(places, cursor)
    return Page(
        results=[row for row, _ in found],
        next=link(after if has_next else None),
        previous=link(before if has_previous else None),
        count=count,
        request=request,
    )


class KeysetPagination(BasePagination):
    """The same for generic views, which name `orderings` and `default_ordering`."""

    page_size = PAGE_SIZE
    max_page_size = MAX_PAGE_SIZE
    _page: Page

    def paginate_queryset(  # type: ignore[override]  # a list in memory has no keys
        self, queryset: QuerySet[Any], request: Request, view: Any = None
    ) -> list[Any]:
        """Cut a page of what the view lists."""
        orderings = self._orderings(view)
        self._page = page(
            queryset,
            request=request,
            orderings=orderings,
            default=getattr(view, "default_ordering", None) or next(iter(orderings)),
            page_size=self.page_size,
            max_page_size=self.max_page_size,
        )
        return self._page.results

    def get_paginated_response(self, data: Any) -> Response:
        """Answer the rendered rows with their links."""
        return Response(self._page.body(data))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link,
                "previous": link,
                "count": {
                    "type": "integer",
                    "minimum": 0,
                    "description": "Only with the parameter `count`.",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the parameters of a list."""
        orderings = self._orderings(view)
        default = getattr(view, "default_ordering", None) or next(iter(orderings))
        return [
            _parameter("cursor", {"type": "string"}, "A place that `next` or `previous` gave."),
            _parameter(
                "page_size",
                {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": self.max_page_size,
                    "default": self.page_size,
                },
                "How many rows a page has.",
            ),
            _parameter(
                "ordering",
                {"type": "string", "enum": list(orderings), "default": default},
                "The order of the rows.",
            ),
            _parameter(
                "count",
                {"type": "string", "enum": ["estimate", "exact"]},
                "Also answer how many rows there are: `exact` at a price, `estimate` exactly up to "
                "1000, roughly in whole thousands beyond.",
            ),
            _parameter(
                "fields", {"type": "string"}, "Which fields of a row to answer, with commas."
            ),
        ]

    @staticmethod
    def _orderings(view: Any) -> Orderings:
        return getattr(view, "orderings", None) or {"id": Ordering("pk")}


def _neighbors(places: list[Cursor], cursor: Cursor | None) -> tuple[Cursor | None, Cursor | None]:
    """Name where the next and the previous page begin."""
    if places:
        last, first = places[-1], places[0]
        return Cursor(last.key, last.id), Cursor(first.key, first.id, backward=True)
    if cursor is None:
        return None, None
    # Nothing is left on this side: the way back takes the row that the way here left out.
    turned = not cursor.inclusive
    return (
        Cursor(cursor.key, cursor.id, inclusive=turned),
        Cursor(cursor.key, cursor.id, backward=True, inclusive=turned),
    )


def _ordering(given: Ordering | tuple[Any, ...]) -> Ordering:
    return given if isinstance(given, Ordering) else Ordering(*given)


def _size(text: str | None, *, default: int, most: int) -> int:
    if text is None:
        return default
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most:
        return int(text)
    raise _malformed("page_size", "每页条数应为1至%(most)d", most=most)


def _written(question: Question, ordering: Ordering) -> Walk:
    return Walk(question.build(), ordering)


_written_once = lru_cache(maxsize=500)(_written)


def _count(queryset: QuerySet[Any], values: Mapping[str, Any], *, how: str | None) -> int | None:
    if how is None:
        return None
    with filled(values, using=queryset.db):
        if how == "exact":
            return queryset.count()
        if how == "estimate":
            return _estimate(queryset)
    raise _malformed("count", "count应为estimate或exact")


def _estimate(queryset: QuerySet[Any]) -> int:
    """Count up to a thousand; of more the planner says how many it expects, which costs nothing.

    Its guess would tell how many there are that the reader may not see: so few rows are counted,
    and of many it is told in whole thousands.
    """
    counted = queryset.order_by()[: MOST_COUNTED + 1].count()
    if counted <= MOST_COUNTED:
        return counted
    return max(MOST_COUNTED, round(_expected(queryset), -3))


def _expected(queryset: QuerySet[Any]) -> int:
    try:
        sql, params = queryset.order_by().query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    if isinstance(plan, str):
        plan = json.loads(plan)
    return int(plan[0]["Plan"]["Plan Rows"])


def _malformed(parameter: str, message: str, **params: Any) -> Malformed:
    wrong = FieldError(f"/query/{parameter}", "invalid", message, params)
    return Malformed(message, errors=[wrong], **params)


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": schema,
        "description": description,
    }
