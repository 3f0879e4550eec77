"""One statement each for the waits, the access and the named persons of many matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection


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
                SET "primary" = excluded."primary", kind = excluded.kind,
                    opened_at = excluded.opened_at, open = excluded.open,
                    next_due_at = excluded.next_due_at
                WHERE (t."primary", t.kind, t.opened_at, t.open, t.next_due_at)
                    IS DISTINCT FROM (excluded."primary", excluded.kind, excluded.opened_at,
                                      excluded.open, excluded.next_due_at)
            """,
            [*_transposed(wanted, 8), list(matter_ids)],
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


def _transposed(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
