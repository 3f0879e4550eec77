"""Find subjects by credit code, or make them; put them on the positive list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction

from apps.audit.actions import record_apart
from apps.clues.models import Subject
from apps.common.ids import new_id
from clue_transfer.actors import Actor

_FIRMS = UUID("6f0c7b52-3f6a-5d0e-9a51-0d6a3f5c9e21")


def find_or_make(subjects: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """Answer the key of each subject; a firm with a known credit code is found again.

    One statement for all. A subject without a code is always new: names alone do not tell
    two people apart. Rows are taken in order of code, so that two writers never deadlock.
    """
    if not subjects:
        return []
    by_code: dict[str, UUID] = {}
    keys: list[UUID] = []
    rows: list[tuple[UUID, str, str | None]] = []
    for subject in subjects:
        code = subject.get("credit_code") or None
        if code is not None and code in by_code:
            keys.append(by_code[code])
            continue
        # A firm's key follows from its code alone, so that it does not tell when anybody first
        # wrote about the firm.
        key = new_id() if code is None else uuid5(_FIRMS, code)
        if code is not None:
            by_code[code] = key
        keys.append(key)
        rows.append((key, subject["name"], code))
    rows.sort(key=lambda row: row[2] or "")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO clues_subject AS s
                (id, name, credit_code, positive_list, key_unit, address)
            SELECT id, name, credit_code, false, false, ''
                FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS v(id, name, credit_code)
            ON CONFLICT (credit_code) DO UPDATE SET credit_code = excluded.credit_code
            RETURNING id, credit_code
            """,
            [list(column) for column in zip(*rows, strict=True)],
        )
        stored = {code: key for key, code in cursor.fetchall() if code is not None}
    renamed = {mine: stored[code] for code, mine in by_code.items()}
    return [renamed.get(key, key) for key in keys]


def mark_subject(
    pk: UUID, *, positive_list: bool, key_unit: bool, actor: Actor, now: datetime
) -> bool:
    """Set a subject's flags and record who did so; False when they are so already."""
    with transaction.atomic():
        subject = Subject.objects.select_for_update(no_key=True).get(pk=pk)
        before = {"positive_list": subject.positive_list, "key_unit": subject.key_unit}
        after = {"positive_list": positive_list, "key_unit": key_unit}
        if before == after:
            return False
        Subject.objects.filter(pk=pk).update(**after)
        record_apart(
            "subject.marked",
            chain="subjects",
            actor=actor,
            now=now,
            content={"subject": str(pk), "name": subject.name, "before": before, "after": after},
        )
    return True
