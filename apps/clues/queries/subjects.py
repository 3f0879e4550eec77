"""Reads of what a clue's subjects are called and what is known of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from apps.clues.models import ClueSubject
from apps.matters.work import Work


def search_text(clue: Any, subjects: Iterable[tuple[str, str | None]]) -> str:
    """Write what a clue is found by: number, title, subjects' names and codes, address."""
    parts = [clue.number or "", clue.title]
    for name, code in subjects:
        parts += [name, code or ""]
    parts.append(clue.address)
    return " ".join(part for part in parts if part)


def subjects_of(work: Work, clue: UUID, *, only: Sequence[str] = ()) -> list[ClueSubject]:
    """Read a clue's subjects in the order of entry, once a unit of work; `only` keeps a part."""
    known = read_subjects(work, [clue])
    return [row for row in known[clue] if not only or str(row.subject_id) in only]


def read_subjects(
    work: Work, clues: Collection[UUID], *, since: date | None = None
) -> dict[UUID, list[ClueSubject]]:
    """Read the subjects of all these clues in one query, but for those that have been read.

    With `since`, each knows how many `earlier` penalties for hazardous substances it has.
    """
    known: dict[UUID, list[ClueSubject]] = work.prepared.setdefault("subjects", {})
    missing = [clue for clue in clues if clue not in known]
    if missing:
        known |= {clue: [] for clue in missing}
        rows = ClueSubject.objects.filter(clue_id__in=missing).select_related("subject")
        if since is not None:
            rows = rows.with_earlier_penalties(since)
        for row in rows.order_by("place"):
            known[row.clue_id].append(row)
    return known
