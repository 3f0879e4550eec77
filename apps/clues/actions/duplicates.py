"""Find what submitted clues are likely duplicates of: few candidates, then the kernel's measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from apps.clues.models import Clue, ClueSubject, Duplicate
from apps.matters.actions import Step, Work
from clue_transfer.duplicates import Looks, compare, degrees_around, grams
from clue_transfer.vocabulary import Status

KEPT = 20
_NEVER = (Status.DRAFT, Status.DISCARDED, Status.WITHDRAWN, Status.MERGED)
_EACH_WAY = 30
_COLUMNS = (
    "pk",
    "title",
    "description",
    "longitude",
    "latitude",
    "occurred_on",
    "discovered_on",
)

# The newest few of each way, whatever the size of the tables: a subject that stands in thousands
# of clues, or a place where everything happens, must not slow the next submission down. Of those
# that are submitted together each is compared with the ones that were drafted before it.
_CANDIDATES = """
    SELECT DISTINCT c.matter_ptr_id, found.id
    FROM unnest(%(ids)s::uuid[], %(east)s::float8[], %(north)s::float8[]) AS w(id, east, north)
    JOIN clues_clue AS c ON c.matter_ptr_id = w.id
    CROSS JOIN LATERAL (
        (SELECT their.clue_id AS id
            FROM clues_cluesubject AS our
            JOIN clues_cluesubject AS their
                ON their.subject_id = our.subject_id AND their.clue_id <> our.clue_id
            JOIN matters_matter AS m ON m.id = their.clue_id AND (
                m.status <> ALL(%(never)s) OR (m.id = ANY(%(ids)s::uuid[]) AND m.id < w.id))
            WHERE our.clue_id = c.matter_ptr_id
            ORDER BY their.id DESC LIMIT %(most)s)
        UNION ALL
        (SELECT near.matter_ptr_id
            FROM clues_clue AS near
            JOIN matters_matter AS m ON m.id = near.matter_ptr_id AND (
                m.status <> ALL(%(never)s) OR (m.id = ANY(%(ids)s::uuid[]) AND m.id < w.id))
            WHERE near.latitude BETWEEN c.latitude - w.north AND c.latitude + w.north
                AND near.longitude BETWEEN c.longitude - w.east AND c.longitude + w.east
                AND near.matter_ptr_id <> c.matter_ptr_id
            LIMIT %(most)s)
        UNION ALL
        (SELECT alike.matter_ptr_id
            FROM clues_clue AS alike
            JOIN matters_matter AS m ON m.id = alike.matter_ptr_id AND (
                m.status <> ALL(%(never)s) OR (m.id = ANY(%(ids)s::uuid[]) AND m.id < w.id))
            WHERE alike.violation_type_id = c.violation_type_id
                AND alike.discovered_on
                    BETWEEN c.discovered_on - 30 AND c.discovered_on + 30
                AND alike.matter_ptr_id <> c.matter_ptr_id
            ORDER BY alike.discovered_on DESC LIMIT %(most)s)
    ) AS found
"""


def find_duplicates(work: Work, clues: Sequence[Any]) -> None:
    """Read once for a batch what its clues are likely the same as; kept until they are written."""
    pairs = _candidates(clues)
    involved = {pk for pair in pairs for pk in pair}
    looks = _looks(involved)
    found: dict[UUID, list[Duplicate]] = {}
    for mine, other in pairs:
        finding = compare(looks[mine], looks[other])
        if finding is not None:
            row = Duplicate(
                clue_id=mine,
                other_id=other,
                score=finding.score,
                reasons=[
                    {"why": str(reason.why), "amount": reason.amount} for reason in finding.reasons
                ],
                found_at=work.now,
            )
            found.setdefault(mine, []).append(row)
    known = set(
        Duplicate.objects.filter(clue__in=list(found)).values_list("clue_id", "other_id")
        if found
        else ()
    )
    work.prepared["duplicates"] = {
        mine: [row for row in sorted(rows, key=_best_first)[:KEPT] if _key(row) not in known]
        for mine, rows in found.items()
    }


def keep_duplicates(step: Step) -> None:
    """Store what the submitted clue is likely a duplicate of."""
    step.work.satellites += step.work.prepared["duplicates"].get(step.matter.pk, ())


def _best_first(row: Duplicate) -> tuple[int, UUID]:
    return -row.score, row.other_id


def _key(row: Duplicate) -> tuple[UUID, UUID]:
    return row.clue_id, row.other_id


def _candidates(clues: Sequence[Any]) -> list[tuple[UUID, UUID]]:
    around = [degrees_around(float(clue.latitude or 0)) for clue in clues]
    with connection.cursor() as cursor:
        cursor.execute(
            _CANDIDATES,
            {
                "ids": [clue.pk for clue in clues],
                "east": [east for east, _ in around],
                "north": [north for _, north in around],
                "most": _EACH_WAY,
                "never": [str(status) for status in _NEVER],
            },
        )
        return [(mine, other) for mine, other in cursor.fetchall()]


def _looks(pks: Iterable[UUID]) -> dict[UUID, Looks]:
    if not pks:
        return {}
    wanted = list(pks)
    subjects: dict[UUID, set[UUID]] = {}
    named = ClueSubject.objects.filter(clue__in=wanted).values_list("clue_id", "subject_id")
    for clue, subject in named:
        subjects.setdefault(clue, set()).add(subject)
    return {
        row["pk"]: Looks(
            subjects=frozenset(subjects.get(row["pk"], ())),
            place=(
                None
                if row["longitude"] is None or row["latitude"] is None
                else (float(row["longitude"]), float(row["latitude"]))
            ),
            on=row["occurred_on"] or row["discovered_on"],
            grams=grams(row["title"], row["description"]),
        )
        for row in Clue.objects.filter(pk__in=wanted).values(*_COLUMNS)
    }
