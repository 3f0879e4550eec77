"""One statement for many rows: updates, inserts of child tables, waits and access."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

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
    sources = ", ".join(f"unnest(%s::text[]) AS {name}" for name in quoted)
    table = connection.ops.quote_name(model._meta.db_table)
    # Only names from the models stand in the text; every value is a parameter.
    statement = (
        f"UPDATE {table} AS t SET {assignments} FROM (SELECT {sources}) AS v "
        f"WHERE t.{quoted[0]} = v.{quoted[0]}::{_type(key)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _columns_of_text(rows, columns))


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
    values = ", ".join(f"v.c{place}::{_type(column)}" for place, column in enumerate(columns))
    sources = ", ".join(f"unnest(%s::text[]) AS c{place}" for place in range(len(columns)))
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"INSERT INTO {table} ({quoted}) SELECT {values} FROM (SELECT {sources}) AS v"
    with connection.cursor() as cursor:
        cursor.execute(statement, _columns_of_text(rows, columns))


def replace_waits(
    matter_ids: Sequence[UUID],
    *,
    waits: Iterable[tuple[UUID, int, str, UUID | None, datetime | None]],
) -> None:
    """Make the waits of the matters exactly these: matter, department, verb, deadline, due."""
    rows = list(waits)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH wanted AS (
                SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::uuid[],
                                     %s::timestamptz[])
                    AS w(matter_id, department_id, verb, deadline_id, due_at)
            ), gone AS (
                DELETE FROM matters_wait AS t WHERE t.matter_id = ANY(%s) AND NOT EXISTS (
                    SELECT FROM wanted AS w WHERE w.matter_id = t.matter_id
                        AND w.department_id = t.department_id AND w.verb = t.verb)
            )
            INSERT INTO matters_wait AS t (matter_id, department_id, verb, deadline_id, due_at)
            SELECT * FROM wanted
            ON CONFLICT (matter_id, department_id, verb) DO UPDATE
                SET deadline_id = excluded.deadline_id, due_at = excluded.due_at
                WHERE (t.deadline_id, t.due_at)
                    IS DISTINCT FROM (excluded.deadline_id, excluded.due_at)
            """,
            [*_transposed(rows, 5), list(matter_ids)],
        )


def replace_access(
    matter_ids: Sequence[UUID],
    *,
    rows: Iterable[tuple[UUID, int, str, bool, str, datetime, bool, datetime | None]],
) -> None:
    """Make the access of the matters exactly these rows.

    Each row: matter, department, why, primary, kind, opened_at, open, next_due_at.
    """
    wanted = list(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH wanted AS (
                SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bool[],
                                     %s::text[], %s::timestamptz[], %s::bool[],
                                     %s::timestamptz[])
                    AS w(matter_id, department_id, why, "primary", kind, opened_at, open,
                         next_due_at)
            ), gone AS (
                DELETE FROM matters_access AS t WHERE t.matter_id = ANY(%s) AND NOT EXISTS (
                    SELECT FROM wanted AS w WHERE w.matter_id = t.matter_id
                        AND w.department_id = t.department_id AND w.why = t.why)
            )
            INSERT INTO matters_access AS t (matter_id, department_id, why, "primary", kind,
                                             opened_at, open, next_due_at)
            SELECT * FROM wanted
            ON CONFLICT (matter_id, department_id, why) DO UPDATE
                SET "primary" = excluded."primary", open = excluded.open,
                    next_due_at = excluded.next_due_at
                WHERE (t."primary", t.open, t.next_due_at)
                    IS DISTINCT FROM (excluded."primary", excluded.open, excluded.next_due_at)
            """,
            [*_transposed(wanted, 8), list(matter_ids)],
        )


def _name(column: models.Field[Any, Any]) -> str:
    return str(connection.ops.quote_name(str(column.column)))


def _type(column: models.Field[Any, Any]) -> str:
    kind = column.rel_db_type(connection) if column.is_relation else column.db_type(connection)
    return str(kind)


def _columns_of_text(
    rows: Sequence[models.Model], columns: Sequence[models.Field[Any, Any]]
) -> list[list[str | None]]:
    return [[_text(getattr(row, column.attname), column) for row in rows] for column in columns]


def _text(value: Any, column: models.Field[Any, Any]) -> str | None:
    if value is None:
        return None
    if isinstance(column, models.JSONField):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def _transposed(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
