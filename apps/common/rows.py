"""One statement for many rows of a model: inserts and updates whose size does not matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, models


def update_rows(
    model: type[models.Model], rows: Sequence[models.Model], *, fields: Sequence[str]
) -> None:
    """Write the named columns of all rows in one statement; the rows exist and are locked."""
    if not rows or not fields:
        return
    own = {column.name: column for column in model._meta.concrete_fields}
    key = model._meta.pk
    columns = [key, *(own[name] for name in fields)]
    quoted = [_name(column) for column in columns]
    assignments = ", ".join(
        f"{name} = v.{name}::{_type(column)}"
        for name, column in zip(quoted[1:], columns[1:], strict=True)
    )
    table = connection.ops.quote_name(model._meta.db_table)
    # Only names of the models stand in the text; the values are the one parameter.
    statement = (
        f"UPDATE {table} AS t SET {assignments} FROM {_source(columns)} "
        f"WHERE t.{quoted[0]} = v.{quoted[0]}::{_type(key)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_values(rows, columns)])


def insert_rows(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert the model's own columns of all rows in one statement.

    Django's `bulk_create` refuses models that inherit a table; the parent's columns and the
    child's are written by one call each.
    """
    if not rows:
        return
    columns = [
        column
        for column in model._meta.local_concrete_fields
        if not getattr(column, "generated", False)
    ]
    quoted = ", ".join(_name(column) for column in columns)
    values = ", ".join(f"v.{_name(column)}::{_type(column)}" for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"INSERT INTO {table} ({quoted}) SELECT {values} FROM {_source(columns)}"
    with connection.cursor() as cursor:
        cursor.execute(statement, [_values(rows, columns)])


def _source(columns: Sequence[models.Field[Any, Any]]) -> str:
    """Take the rows apart in the database: one text is quoted, not each value of each row."""
    typed = ", ".join(f"{_name(column)} text" for column in columns)
    return f"json_to_recordset(%s::json) AS v({typed})"


def _values(rows: Sequence[models.Model], columns: Sequence[models.Field[Any, Any]]) -> str:
    places = [
        (column.column, column.attname, isinstance(column, models.JSONField)) for column in columns
    ]
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
    return str(value)
