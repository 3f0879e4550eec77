"""A walk over a queryset in one ordering, each stretch of which one index range answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, F, Func, QuerySet, Value

from apps.common.api.cursors import Cursor

_KEY, _ID = "page_key", "page_id"


@dataclass(frozen=True, slots=True)
class Ordering:
    """One ordering that a list offers; key and id run the same way, and an index carries them.

    A key without a value counts as infinity, which is where PostgreSQL's indexes have it.
    `nullable` is found from the model's field when it is not given.
    """

    key: str
    descending: bool = False
    id: str = "pk"
    nullable: bool | None = None


class After(Func):
    """`(key, id) > (…)` as a comparison of rows, which one composite index answers."""

    conditional = True
    output_field = BooleanField()

    def __init__(self, *pair_and_values: Any, operator: str) -> None:
        super().__init__(*pair_and_values, operator=operator)

    def as_sql(  # type: ignore[override]  # Django passes more
        self,
        compiler: Any,
        connection: Any,
        **_: Any,
    ) -> tuple[str, list[Any]]:
        """Write both rows."""
        parts, params = [], []
        for expression in self.get_source_expressions():
            sql, own = compiler.compile(expression)
            parts.append(sql)
            params.extend(own)
        half = len(parts) // 2
        left, right = ", ".join(parts[:half]), ", ".join(parts[half:])
        return f"({left}) {self.extra['operator']} ({right})", params


class Walk:
    """A queryset in one ordering, and the steps from a place in it to its neighbors."""

    def __init__(self, queryset: QuerySet[Any], ordering: Ordering) -> None:
        self.ordering = ordering
        self.single = ordering.key in (ordering.id, "id" if ordering.id == "pk" else "pk")
        self.nullable = ordering.nullable
        if self.nullable is None:
            self.nullable = _may_be_null(queryset, ordering.key)
        self.queryset = queryset.annotate(**{_KEY: F(ordering.key), _ID: F(ordering.id)})
        self.key_field = self.queryset.query.annotations[_KEY].output_field
        self.id_field = self.queryset.query.annotations[_ID].output_field
        self._place: dict[int, Cursor] = {}

    def rows(self, cursor: Cursor | None, limit: int) -> list[Any]:
        """Read so many rows from a place on, nearest first."""
        rising = self.ordering.descending == (cursor is not None and cursor.backward)
        found: list[Any] = []
        for part in self._parts(cursor, rising=rising):
            found.extend(self._in_order(part, rising=rising)[: limit - len(found)])
            if len(found) >= limit:
                break
        for row in found:
            self._place[id(row)] = _take_place(row)
        return found

    def place_of(self, row: Any) -> Cursor:
        """Name the place of a row that was read."""
        return self._place[id(row)]

    def _in_order(self, part: QuerySet[Any], *, rising: bool) -> QuerySet[Any]:
        names = [_ID] if self.single else [_KEY, _ID]
        return part.order_by(*(F(name).asc() if rising else F(name).desc() for name in names))

    def _parts(self, cursor: Cursor | None, *, rising: bool) -> Iterator[QuerySet[Any]]:
        """Give the stretches that lie ahead, each of which one index range answers."""
        if cursor is None:
            yield self.queryset
        elif cursor.key is None:
            yield self._beyond(cursor, rising=rising)
            if not rising:
                yield self.queryset.filter(**{f"{_KEY}__isnull": False})
        else:
            yield self._beyond(cursor, rising=rising)
            if rising and self.nullable:
                yield self.queryset.filter(**{f"{_KEY}__isnull": True})

    def _beyond(self, cursor: Cursor, *, rising: bool) -> QuerySet[Any]:
        operator = (">" if rising else "<") + ("=" if cursor.inclusive else "")
        own = Value(cursor.id, output_field=self.id_field)
        if self.single:
            return self.queryset.filter(After(F(_ID), own, operator=operator))
        if cursor.key is None:
            empty = self.queryset.filter(**{f"{_KEY}__isnull": True})
            return empty.filter(After(F(_ID), own, operator=operator))
        key = Value(cursor.key, output_field=self.key_field)
        return self.queryset.filter(After(F(_KEY), F(_ID), key, own, operator=operator))


def _take_place(row: Any) -> Cursor:
    if isinstance(row, dict):
        return Cursor(row.pop(_KEY), row.pop(_ID))
    return Cursor(getattr(row, _KEY), getattr(row, _ID))


def _may_be_null(queryset: QuerySet[Any], key: str) -> bool:
    """Find out whether a key may be empty; one behind a join or an expression may."""
    if key == "pk":
        return False
    if key in queryset.query.annotations:
        return True
    try:
        return bool(queryset.model._meta.get_field(key).null)
    except FieldDoesNotExist:
        return True
