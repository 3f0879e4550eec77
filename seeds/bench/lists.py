"""Lists that a department has imported: one a quarter, made when their clues are there."""

from __future__ import annotations

from uuid import NAMESPACE_OID, uuid5

from django.db import connection

_WEEKS = 13
_LISTS = """
    INSERT INTO clues_handedlist (id, name, department_id, opened_at)
    SELECT c.handed_list_id, '交办清单' || upper(left(c.handed_list_id::text, 8)), c.sender_id,
           min(m.opened_at)
    FROM clues_clue c JOIN matters_matter m ON m.id = c.matter_ptr_id
    WHERE c.handed_list_id IS NOT NULL
    GROUP BY c.handed_list_id, c.sender_id
    ON CONFLICT DO NOTHING
"""
_RUNS = """
    INSERT INTO clues_importrun
        (id, kind, department_id, created_by_id, submitted_by_id, approved_by_id, created_at,
         status, dry_run, file_name, sha256, size, busy, asked_by, rows, good, existing, made,
         list_name, handed_list_id, errors, error_count, warnings, warning_count, failure)
    SELECT c.import_run_id, 'ministry_list', c.sender_id, min(c.confirmed_by_id),
           min(c.confirmed_by_id), min(c.confirmed_by_id), min(m.opened_at), 'approved', false,
           '线索清单.xlsx',
           encode(sha256(c.import_run_id::text::bytea), 'hex'), 1000 * count(*), '', '{}',
           count(*), count(*), 0, count(*), l.name, l.id, '[]', 0, '[]', 0, '{}'
    FROM clues_clue c
    JOIN matters_matter m ON m.id = c.matter_ptr_id
    JOIN clues_handedlist l ON l.id = c.handed_list_id
    WHERE c.import_run_id IS NOT NULL
    GROUP BY c.import_run_id, c.sender_id, l.id, l.name
    ON CONFLICT DO NOTHING
"""


def list_key(kind: str, department: str, *, weeks: int) -> str:
    """Name the key of a department's list, or of its import, of the quarter so far back."""
    return str(uuid5(NAMESPACE_OID, f"{kind} {department} {weeks // _WEEKS}"))


def make_lists() -> None:
    """Make the lists and the imports that clues refer to."""
    with connection.cursor() as cursor:
        cursor.execute(_LISTS)
        cursor.execute(_RUNS)
