"""Indexes are set aside while many rows come in, and built at once when they are there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

_FIND = """
    SELECT t.relname, i.relname, pg_get_indexdef(x.indexrelid), c.conname,
           pg_get_constraintdef(c.oid)
    FROM pg_index x
    JOIN pg_class t ON t.oid = x.indrelid
    JOIN pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_constraint c ON c.conindid = x.indexrelid AND c.contype = 'u'
    WHERE t.relname = ANY(%s) AND NOT x.indisprimary
    ORDER BY t.relname, i.relname
"""
_MEMORY = "SET maintenance_work_mem = '768MB'"


@dataclass(frozen=True, slots=True)
class Aside:
    """One index: whose it is, how it is dropped, and how it is made again."""

    table: str
    name: str
    drop: str
    make: str


def of_tables(tables: Collection[str]) -> list[Aside]:
    """Find all indexes but those of primary keys, with the constraints that they carry."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [list(tables)])
        rows = cursor.fetchall()
    found = []
    for table, index, definition, constraint, written in rows:
        if constraint is None:
            found.append(Aside(table, index, f'DROP INDEX "{index}"', definition))
            continue
        alter = f'ALTER TABLE "{table}"'
        drop = f'{alter} DROP CONSTRAINT "{constraint}"'
        found.append(Aside(table, index, drop, f'{alter} ADD CONSTRAINT "{constraint}" {written}'))
    return found


def drop(indexes: Collection[Aside]) -> None:
    """Set them aside."""
    with connection.cursor() as cursor:
        for each in indexes:
            cursor.execute(each.drop)


def shared_out(indexes: Collection[Aside], *, among: int) -> list[list[Aside]]:
    """Share them out: those of a table go together, for they wait for each other."""
    tables: dict[str, list[Aside]] = {}
    for each in indexes:
        tables.setdefault(each.table, []).append(each)
    shares: list[list[Aside]] = [[] for _ in range(among)]
    loads = [0] * among
    for size, table in sorted(((_size(table), table) for table in tables), reverse=True):
        place = loads.index(min(loads))
        shares[place] += tables[table]
        loads[place] += size * len(tables[table])
    return shares


def _size(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s::regclass)", [table])
        size: int = cursor.fetchone()[0]
    return size


def make(index: Aside) -> None:
    """Build one again."""
    with connection.cursor() as cursor:
        cursor.execute(_MEMORY)
        cursor.execute(index.make)
