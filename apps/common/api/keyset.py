"""A walk over a queryset in one ordering, each stretch of which one index range answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, F, Func, QuerySet

from apps.common.api.cursors import Cursor
from apps.common.prepared import Param, Prepared

_KEY, _ID = "page_key", "page_id"
_AFTER_KEY, _AFTER_ID = "after_key", "after_id"


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


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an ordering that one index range answers: what lies ahead of a place in it."""

    rising: bool
    keyed: bool | None = None
    """Only rows whose key has a value, or only those without; `None` for both."""
    operator: str | None = None
    """How a row compares with the place; `None` for rows that lie ahead whatever they are."""


class Walk:
    """A queryset in one ordering, and the steps from a place in it to its neighbors.

    It knows no place: the texts of its statements are kept and may be used again for another.
    """

    def __init__(self, queryset: QuerySet[Any], ordering: Ordering) -> None:
        self.ordering = ordering
        self.single = ordering.key in (ordering.id, "id" if ordering.id == "pk" else "pk")
        self.nullable = ordering.nullable
        if self.nullable is None:
            self.nullable = _may_be_null(queryset, ordering.key)
        self.queryset = queryset.annotate(**{_KEY: F(ordering.key), _ID: F(ordering.id)})
        self.key_field = self.queryset.query.annotations[_KEY].output_field
        self.id_field = self.queryset.query.annotations[_ID].output_field
        self._statements: dict[tuple[Stretch, int], Prepared] = {}

    def rows(
        self, cursor: Cursor | None, limit: int, *, values: Mapping[str, Any]
    ) -> list[tuple[Any, Cursor]]:
        """Read so many rows from a place on, nearest first, each with its own place."""
        rising = self.ordering.descending == (cursor is not None and cursor.backward)
        given = dict(values)
        if cursor is not None:
            given |= {_AFTER_KEY: cursor.key, _AFTER_ID: cursor.id}
        found: list[Any] = []
        for stretch in self._stretches(cursor, rising=rising):
            found.extend(self._statement(stretch, limit).read(**given)[: limit - len(found)])
            if len(found) >= limit:
                break
        return [(row, _take_place(row)) for row in found]

    def _stretches(self, cursor: Cursor | None, *, rising: bool) -> Iterator[Stretch]:
        if cursor is None:
            yield Stretch(rising)
            return
        operator = (">" if rising else "<") + ("=" if cursor.inclusive else "")
        if self.single:
            yield Stretch(rising, operator=operator)
        elif cursor.key is None:
            yield Stretch(rising, keyed=False, operator=operator)
            if not rising:
                yield Stretch(rising, keyed=True)
        else:
            yield Stretch(rising, operator=operator)
            if rising and self.nullable:
                yield Stretch(rising, keyed=False)

    def _statement(self, stretch: Stretch, limit: int) -> Prepared:
        known = self._statements.get((stretch, limit))
        if known is None:
            known = Prepared(lambda: self._part(stretch)[:limit], using=self.queryset.db)
            self._statements[stretch, limit] = known
        return known

    def _part(self, stretch: Stretch) -> QuerySet[Any]:
        part = self.queryset
        if stretch.keyed is not None:
            part = part.filter(**{f"{_KEY}__isnull": not stretch.keyed})
        if stretch.operator is not None:
            names, after = [_ID], [Param(_AFTER_ID, self.id_field)]
            if not self.single and stretch.keyed is None:
                names, after = [_KEY, _ID], [Param(_AFTER_KEY, self.key_field), *after]
            part = part.filter(After(*map(F, names), *after, operator=stretch.operator))
        names = [_ID] if self.single else [_KEY, _ID]
        in_order = (F(name).asc() if stretch.rising else F(name).desc() for name in names)
        return part.order_by(*in_order)


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
