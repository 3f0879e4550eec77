"""What follows from the state of a matter: whose turn it is, and who may read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.matters.actions.writing import replace_access, replace_waits
from apps.matters.kinds import spec_of
from apps.matters.work import Work
from clue_transfer.visibility import Relation, reasons_to_read
from clue_transfer.vocabulary import DeadlineState, Party


def write_derived(work: Work, matters: Sequence[Any]) -> None:
    """Write the waits and the access of matters, two statements whatever their number."""
    _write_waits(work, matters)
    _write_access(work, matters)


def _write_waits(work: Work, matters: Sequence[Any]) -> None:
    waits = []
    for matter in matters:
        if matter.concluded_at is not None:
            continue
        machine = spec_of(matter.kind).machine
        situation = work.situation(matter, work.actor)
        found = {}
        for turn in machine.whose_turn(
            situation.status, facts=situation.facts, acts=situation.acts
        ):
            department = work.department_of(matter, turn.party)
            if department is None:
                continue
            clock = work.clocks.find(matter.pk, turn.deadline) if turn.deadline else None
            due = clock.due_at if clock and clock.state == DeadlineState.RUNNING else None
            found[(department, str(turn.verb))] = (clock.pk if clock else None, due)
        waits += [(matter.pk, *key, *value) for key, value in found.items()]
    replace_waits([matter.pk for matter in matters], waits=waits)


def _write_access(work: Work, matters: Sequence[Any]) -> None:
    rows = []
    nearest = _nearest_due(work)
    for matter in matters:
        reasons = reasons_to_read(
            [
                Relation(row.department_id, Party(row.part), current=row.until is None)
                for row in work.parties[matter.pk]
                if row.until is None or row.acted
            ],
            superiors_of=work.directory.superior_chain,
            escalation_level=matter.escalation_level,
        )
        due = nearest.get(matter.pk)
        for department, whys in reasons.items():
            rows += [
                (
                    matter.pk,
                    department,
                    str(why),
                    place == 0,
                    str(matter.kind),
                    matter.opened_at,
                    matter.concluded_at is None,
                    due,
                )
                for place, why in enumerate(whys)
            ]
    replace_access([matter.pk for matter in matters], rows=rows)


def _nearest_due(work: Work) -> dict[UUID, datetime]:
    """Find the nearest running due time of each matter; a root's is that of its dossier."""
    nearest: dict[UUID, datetime] = {}
    for matter in work.matters.values():
        due = work.clocks.next_due_at(matter.pk)
        if due is not None:
            for key in {matter.pk, matter.root_id}:
                nearest[key] = min(nearest.get(key, due), due)
    return nearest
