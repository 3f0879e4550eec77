"""What follows from the state of a matter: whose turn it is, and who may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.common.rows import Last
from apps.matters.actions.writing import derived_rows
from apps.matters.kinds import spec_of
from apps.matters.reach import reasons
from apps.matters.work import Work
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import DeadlineState

Readers = Mapping[UUID, Mapping[int, tuple[Why, ...]]]


def derived(work: Work, matters: Sequence[Any]) -> Last:
    """Give the waits and the access of matters, to be written at a statement's end."""
    pks = [matter.pk for matter in matters]
    dossiers = [
        member for root in {matter.root_id for matter in matters} for member in work.dossier(root)
    ]
    readers = {member.pk: reasons(work, member) for member in dossiers}
    return derived_rows(
        pks,
        waits=_waits(work, matters),
        access=_access(matters, readers, nearest=_nearest_due(work, dossiers, readers)),
        clocks=_clocks(work, pks, readers),
    )


def _waits(work: Work, matters: Sequence[Any]) -> list[Any]:
    waits: list[Any] = []
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
    return waits


def _clocks(work: Work, pks: Sequence[UUID], readers: Readers) -> list[Any]:
    return [
        (clock.pk, pk, department, clock.due_at)
        for pk in pks
        for clock in work.clocks.open(pk)
        for department, whys in readers[pk].items()
        if whys != (Why.FORMER,)
    ]


def _access(
    matters: Sequence[Any], readers: Readers, *, nearest: Mapping[tuple[UUID, int], datetime]
) -> list[Any]:
    rows: list[Any] = []
    for matter in matters:
        for department, whys in readers[matter.pk].items():
            current = whys != (Why.FORMER,)
            rows += [
                (
                    matter.pk,
                    department,
                    str(why),
                    place == 0,
                    str(matter.kind),
                    matter.opened_at,
                    current and matter.concluded_at is None,
                    nearest.get((matter.pk, department)),
                )
                for place, why in enumerate(whys)
            ]
    return rows


def _nearest_due(
    work: Work, dossiers: Sequence[Any], readers: Readers
) -> dict[tuple[UUID, int], datetime]:
    """Find the nearest running due time of each matter as each of its readers may know it.

    A root's is that of its dossier, so far as the department reads it, and reads the root itself
    as it is now: who has left a clue may still have a case that hangs on it.
    """
    nearest: dict[tuple[UUID, int], datetime] = {}
    for matter in dossiers:
        due = work.clocks.next_due_at(matter.pk)
        if due is None:
            continue
        for department, whys in readers[matter.pk].items():
            if whys == (Why.FORMER,):
                continue
            for pk in {matter.pk, matter.root_id}:
                if readers.get(pk, {}).get(department) != (Why.FORMER,):
                    nearest[pk, department] = min(nearest.get((pk, department), due), due)
    return nearest
