"""One statement for many rows of several models, whose number does not matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from django.db import connection, models


@dataclass(frozen=True, slots=True)
class Insert:
    """Rows of a model to be inserted, its own columns only: a parent's are written beside it."""

    model: type[models.Model]
    rows: Sequence[models.Model]


@dataclass(frozen=True, slots=True)
class Update:
    """Rows of a model that exist and are locked, and the columns of them to be written."""

    model: type[models.Model]
    rows: Sequence[models.Model]
    fields: Sequence[str]


Columns = tuple[tuple[str, str, bool], ...]
"""Of each column its name, the attribute that holds its value, and whether it holds JSON."""


@dataclass(frozen=True, slots=True)
class Last:
    """A statement in words of its own that ends one of many rows: named parts, and the rest."""

    parts: str
    rest: str
    values: Sequence[Any]


def write_rows(changes: Iterable[Insert | Update], *, last: Last | None = None) -> None:
    """Write all changes in one statement, each row in at most one of them.

    Django's `bulk_create` refuses models that inherit a table and knows one table at a time. What
    refers to another row of the statement is checked at the commit, as every foreign key here.
    """
    parts = [
        _insert(change) if isinstance(change, Insert) else _update(change)
        for change in changes
        if change.rows and (isinstance(change, Insert) or change.fields)
    ]
    values: list[Any] = [each for _, each in parts]
    if last is None:
        if not parts:
            return
        rest, parts = parts[-1][0], parts[:-1]
    else:
        rest, values = last.rest, [*values, *last.values]
    # A part of a WITH is carried out although nothing reads from it.
    named = [f"part_{place} AS ({text})" for place, (text, _) in enumerate(parts)]
    named += [] if last is None else [last.parts]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(named)} {rest}" if named else rest, values)


def _update(change: Update) -> tuple[str, str]:
    statement, columns = _updating(change.model, tuple(change.fields))
    return statement, _values(change.rows, columns)


@cache
def _updating(model: type[models.Model], fields: tuple[str, ...]) -> tuple[str, Columns]:
    own = {column.name: column for column in model._meta.concrete_fields}
    key = model._meta.pk
    columns = [key, *(own[name] for name in fields)]
    quoted = [_name(column) for column in columns]
    assignments = ", ".join(
        f"{name} = v.{name}::{_type(column)}"
        for name, column in zip(quoted[1:], columns[1:], strict=True)
    )
    # Only names of the models stand in the text; the values are the one parameter.
    statement = (
        f"UPDATE {_table(model)} AS t SET {assignments} FROM {_source(columns)} "
        f"WHERE t.{quoted[0]} = v.{quoted[0]}::{_type(key)}"
    )
    return statement, _places(columns)


def _insert(change: Insert) -> tuple[str, str]:
    statement, columns = _inserting(change.model)
    return statement, _values(change.rows, columns)


@cache
def _inserting(model: type[models.Model]) -> tuple[str, Columns]:
    columns = [
        column
        for column in model._meta.local_concrete_fields
        if not getattr(column, "generated", False) and not isinstance(column, models.AutoField)
    ]
    quoted = ", ".join(_name(column) for column in columns)
    values = ", ".join(f"v.{_name(column)}::{_type(column)}" for column in columns)
    statement = f"INSERT INTO {_table(model)} ({quoted}) SELECT {values} FROM {_source(columns)}"
    return statement, _places(columns)


def _table(model: type[models.Model]) -> str:
    return str(connection.ops.quote_name(model._meta.db_table))


def _source(columns: Sequence[models.Field[Any, Any]]) -> str:
    """Take the rows apart in the database: one text is quoted, not each value of each row."""
    typed = ", ".join(f"{_name(column)} text" for column in columns)
    return f"json_to_recordset(%s::json) AS v({typed})"


def _places(columns: Sequence[models.Field[Any, Any]]) -> Columns:
    return tuple(
        (str(column.column), column.attname, isinstance(column, models.JSONField))
        for column in columns
    )


def _values(rows: Sequence[models.Model], places: Columns) -> str:
    return orjson.dumps(
        [{name: _text(getattr(row, at), at_json) for name, at, at_json in places} for row in rows]
    ).decode()


def _name(column: models.Field[Any, Any]) -> str:
    return str(connection.ops.quote_name(str(column.column)))


def _type(column: models.Field[Any, Any]) -> str:
    kind = column.rel_db_type(connection) if column.is_relation else column.db_type(connection)
    return str(kind)


def _text(value: Any, as_json: bool) -> str | None:  # noqa: FBT001 - one caller
    if value is None:
        return None
    if as_json:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, list | tuple | memoryview):
        raise TypeError(f"no text is known of a column of {type(value).__name__}")
    return str(value)
