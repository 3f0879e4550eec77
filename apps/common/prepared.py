"""Querysets whose SQL is built once a process: on hot paths building costs more than reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, Expression, Field, Func, QuerySet, UUIDField
from django.db.models.sql.compiler import SQLCompiler


class Param(Expression):
    """A place in a prepared queryset that each use fills with a value of its own."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Write a placeholder, with itself where the value will stand."""
        return "%s", [self]


class Among(Func):
    """`column = ANY (list)`: one text whatever the length of the list."""

    conditional = True
    output_field = BooleanField()

    def __init__(self, column: Any, values: Any) -> None:
        super().__init__(column, values)

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # Django passes more
        """Write the comparison; the list is cast to what the column is."""
        column, values = self.get_source_expressions()
        (left, own), (right, given) = compiler.compile(column), compiler.compile(values)
        return f"{left} = ANY ({right}::{values.output_field.db_type(connection)})", [*own, *given]


PKS = Param("pks", ArrayField(UUIDField()))
"""The matters of a page."""


class Prepared:
    """A queryset with named parameters; `read` gives its rows for some values.

    The builder is called once, when its rows are first read. What the values are must not change
    which tables or conditions the text names: build one queryset for each such case.
    """

    def __init__(self, build: Callable[[], QuerySet[Any]], *, using: str = "default") -> None:
        self._build, self._using = build, using

    def read(self, **values: Any) -> list[Any]:
        """Read the rows: instances, or what `values()` and `values_list()` of the builder give."""
        try:
            queryset, compiler, text, params = self._compiled
        except EmptyResultSet:
            return []
        given = _with_values(params, values)
        # The framework reads its rows as ever; only the text is not written again.
        replayed: Any = copy(compiler)
        replayed.connection = connections[self._using]
        replayed.as_sql = lambda *_, **__: (text, given)
        replayed.get_converters = lambda *_: self._converters
        rows = queryset.all()
        query: Any = rows.query
        query.get_compiler = lambda *_, **__: replayed
        return list(rows)

    @cached_property
    def _converters(self) -> dict[int, Any]:
        _, compiler, *_ = self._compiled
        columns = compiler.select[: compiler.col_count]
        return compiler.get_converters([column for column, *_ in columns])

    @cached_property
    def _compiled(self) -> tuple[QuerySet[Any], SQLCompiler, str, tuple[Any, ...]]:
        queryset = self._build()
        compiler = queryset.query.get_compiler(using=self._using)
        text, params = compiler.as_sql()
        return queryset, compiler, text, tuple(params)


@contextmanager
def filled(values: Mapping[str, Any], *, using: str = "default") -> Iterator[None]:
    """Let querysets with named parameters run as they are, for what is asked too seldom to keep."""

    def fill(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        return execute(sql, _with_values(params or (), values), *rest)

    with connections[using].execute_wrapper(fill):
        yield


def _with_values(params: Any, values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values[each.name] if isinstance(each, Param) else each for each in params)
