"""Reads of clues and legs that join or aggregate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.clues.models import Clue, ClueSubject, Transfer
from apps.matters.rows import SPINE, named, nearest_deadlines, spine_row
from apps.organizations.queries import Directory


def search_text(clue: Any, subjects: Iterable[tuple[str, str | None]]) -> str:
    """Write what a clue is found by: number, title, subjects' names and codes, address."""
    parts = [clue.number or "", clue.title]
    for name, code in subjects:
        parts += [name, code or ""]
    parts.append(clue.address)
    return " ".join(part for part in parts if part)


def rows_of_clues(pks: list[UUID], *, directory: Directory, now: datetime) -> list[dict[str, Any]]:
    """Build the list rows of clues in the order given: four queries whatever the number."""
    rows = {
        row["pk"]: row
        for row in Clue.objects.filter(pk__in=pks).values(
            "pk",
            *SPINE,
            "violation_type_id",
            "source",
            "leg_kind",
            "sender_id",
            "address",
            "handed_list_id",
        )
    }
    legs: dict[UUID, list[Any]] = {}
    for leg in (
        Transfer.objects.filter(parent_id__in=pks)
        .order_by("parent_id", "sequence")
        .values("pk", "parent_id", "number", "role", "leg_kind", "receiver_id", "status")
    ):
        legs.setdefault(leg["parent_id"], []).append(leg)
    subjects: dict[UUID, list[str]] = {}
    for clue, name in (
        ClueSubject.objects.filter(clue_id__in=pks)
        .order_by("clue_id", "place")
        .values_list("clue_id", "name")
    ):
        subjects.setdefault(clue, []).append(name)
    nearest = nearest_deadlines(pks, now=now, dossier=True)
    return [
        {
            **spine_row(rows[pk], directory=directory),
            "violation_type": rows[pk]["violation_type_id"],
            "source": rows[pk]["source"],
            "leg_kind": rows[pk]["leg_kind"],
            "sender": named(directory, rows[pk]["sender_id"]),
            "address": rows[pk]["address"],
            "list": rows[pk]["handed_list_id"],
            "subjects": subjects.get(pk, []),
            "legs": [
                {
                    "id": leg["pk"],
                    "number": leg["number"],
                    "role": leg["role"],
                    "kind": leg["leg_kind"],
                    "receiver": named(directory, leg["receiver_id"]),
                    "status": leg["status"],
                }
                for leg in legs.get(pk, [])
            ],
            "nearest_deadline": nearest.get(pk),
        }
        for pk in pks
        if pk in rows
    ]


def rows_of_legs(pks: list[UUID], *, directory: Directory, now: datetime) -> list[dict[str, Any]]:
    """Build the list rows of legs in the order given: three queries whatever the number."""
    rows = {
        row["pk"]: row
        for row in Transfer.objects.filter(pk__in=pks).values(
            "pk",
            *SPINE,
            "parent_id",
            "leg_kind",
            "role",
            "sequence",
            "sender_id",
            "receiver_id",
            "signed_at",
        )
    }
    subjects: dict[UUID, list[str]] = {}
    clues = {row["parent_id"] for row in rows.values()}
    for clue, name in (
        ClueSubject.objects.filter(clue_id__in=clues)
        .order_by("clue_id", "place")
        .values_list("clue_id", "name")
    ):
        subjects.setdefault(clue, []).append(name)
    nearest = nearest_deadlines(pks, now=now, dossier=False)
    return [
        {
            **spine_row(rows[pk], directory=directory),
            "clue": rows[pk]["parent_id"],
            "leg_kind": rows[pk]["leg_kind"],
            "role": rows[pk]["role"],
            "sender": named(directory, rows[pk]["sender_id"]),
            "receiver": named(directory, rows[pk]["receiver_id"]),
            "signed_at": rows[pk]["signed_at"],
            "subjects": subjects.get(rows[pk]["parent_id"], []),
            "nearest_deadline": nearest.get(pk),
        }
        for pk in pks
        if pk in rows
    ]
