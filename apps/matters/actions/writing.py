"""What a statement writes of waits and access of many matters, and of their named persons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from apps.common.rows import Last

_PARTS = """
    turns AS (
        SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::uuid[],
                             %s::timestamptz[])
            AS w(matter_id, department_id, verb, deadline_id, due_at)
    ), turns_gone AS (
        DELETE FROM matters_wait AS t WHERE t.matter_id = ANY(%s) AND NOT EXISTS (
            SELECT FROM turns AS w WHERE w.matter_id = t.matter_id
                AND w.department_id = t.department_id AND w.verb = t.verb)
    ), turns_put AS (
        INSERT INTO matters_wait AS t (matter_id, department_id, verb, deadline_id, due_at)
        SELECT * FROM turns
        ON CONFLICT (matter_id, department_id, verb) DO UPDATE
            SET deadline_id = excluded.deadline_id, due_at = excluded.due_at
            WHERE (t.deadline_id, t.due_at)
                IS DISTINCT FROM (excluded.deadline_id, excluded.due_at)
    ), readers AS (
        SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bool[],
                             %s::text[], %s::timestamptz[], %s::bool[],
                             %s::timestamptz[])
            AS w(matter_id, department_id, why, "primary", kind, opened_at, open,
                 next_due_at)
    ), readers_gone AS (
        DELETE FROM matters_access AS t WHERE t.matter_id = ANY(%s) AND NOT EXISTS (
            SELECT FROM readers AS w WHERE w.matter_id = t.matter_id
                AND w.department_id = t.department_id AND w.why = t.why)
    ), clocks AS (
        SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::timestamptz[])
            AS w(deadline_id, matter_id, department_id, due_at)
    ), clocks_gone AS (
        DELETE FROM matters_clockaccess AS t WHERE t.matter_id = ANY(%s) AND NOT EXISTS (
            SELECT FROM clocks AS w WHERE w.deadline_id = t.deadline_id
                AND w.department_id = t.department_id)
    ), clocks_put AS (
        INSERT INTO matters_clockaccess AS t (deadline_id, matter_id, department_id, due_at)
        SELECT * FROM clocks
        ON CONFLICT (deadline_id, department_id) DO UPDATE SET due_at = excluded.due_at
            WHERE t.due_at <> excluded.due_at
    )
"""
_REST = """
    INSERT INTO matters_access AS t (matter_id, department_id, why, "primary", kind,
                                     opened_at, open, next_due_at)
    SELECT * FROM readers
    ON CONFLICT (matter_id, department_id, why) DO UPDATE
        SET "primary" = excluded."primary", kind = excluded.kind,
            opened_at = excluded.opened_at, open = excluded.open,
            next_due_at = excluded.next_due_at
        WHERE (t."primary", t.kind, t.opened_at, t.open, t.next_due_at)
            IS DISTINCT FROM (excluded."primary", excluded.kind, excluded.opened_at,
                              excluded.open, excluded.next_due_at)
"""


def derived_rows(
    matter_ids: Sequence[UUID],
    *,
    waits: Iterable[tuple[UUID, int, str, UUID | None, datetime | None]],
    access: Iterable[tuple[UUID, int, str, bool, str, datetime, bool, datetime | None]],
    clocks: Iterable[tuple[UUID, UUID, int, datetime]],
) -> Last:
    """Make the waits and the access of the matters exactly these rows, at a statement's end.

    A wait: matter, department, verb, deadline, due. An access: matter, department, why, primary,
    kind, opened_at, open, next_due_at. Of a clock that is read: deadline, matter, department, due.
    """
    pks = list(matter_ids)
    return Last(
        _PARTS,
        _REST,
        [
            *(*_transposed(list(waits), 5), pks),
            *(*_transposed(list(access), 8), pks),
            *(*_transposed(list(clocks), 4), pks),
        ],
    )


def add_named(
    pairs: Sequence[tuple[UUID, int]], *, alike: Sequence[tuple[UUID, UUID]], now: datetime
) -> None:
    """Name persons on matters, and on the second of each pair who is named on the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO matters_namedperson (matter_id, person_id, since)
            SELECT matter_id, person_id, %s
            FROM unnest(%s::uuid[], %s::bigint[]) AS w(matter_id, person_id)
            UNION
            SELECT a.matter_id, t.person_id, %s
            FROM unnest(%s::uuid[], %s::uuid[]) AS a(from_id, matter_id)
            JOIN matters_namedperson AS t ON t.matter_id = a.from_id
            ON CONFLICT DO NOTHING
            """,
            [now, *_transposed(pairs, 2), now, *_transposed(alike, 2)],
        )


def drop_named(pairs: Sequence[tuple[UUID, int]]) -> None:
    """Name persons on matters no longer."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM matters_namedperson AS t
            USING unnest(%s::uuid[], %s::bigint[]) AS w(matter_id, person_id)
            WHERE t.matter_id = w.matter_id AND t.person_id = w.person_id
            """,
            _transposed(pairs, 2),
        )


def _transposed(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
