"""What a department may still read whose part in a matter has ended: up to its end, no more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from apps.matters.models import Access, PartyRow
from apps.matters.work import Work
from clue_transfer.actors import Actor
from clue_transfer.visibility import Relation, Why, reasons_to_read
from clue_transfer.vocabulary import Party


def in_reach(actor: Actor, *, at: str) -> Q:
    """Keep rows beside visible matters: all of them, a former party's only up to its end.

    For tables that refer to a matter; `at` names the column that says when a row came about.
    """
    current = Access.objects.filter(
        matter_id=OuterRef("matter_id"), department_id=actor.acting
    ).exclude(why=Why.FORMER)
    past = PartyRow.objects.filter(
        matter_id=OuterRef("matter_id"),
        department_id=actor.acting,
        until__gt=OuterRef(at),
    )
    return Q(Exists(current)) | Q(Exists(past))


def former_until(work: Work, matter: Any) -> datetime | None:
    """When the acting department's part ended, if having had it is its only reason to read."""
    rows = work.parties[matter.pk]
    reasons = reasons_to_read(
        [
            Relation(row.department_id, Party(row.part), current=row.until is None)
            for row in rows
            if row.until is None or row.acted
        ],
        superiors_of=work.directory.superior_chain,
        escalation_level=matter.escalation_level,
    )
    department = work.actor.department
    if department is None or set(reasons.get(department, ())) != {Why.FORMER}:
        return None
    return max(row.until for row in rows if row.department_id == department and row.until)
