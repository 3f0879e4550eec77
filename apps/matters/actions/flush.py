"""Write a unit of work: numbers, record, rows, clocks, waits, access, messages, once each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from apps.audit.actions import record
from apps.documents import actions as documents
from apps.matters.actions.writing import (
    insert_rows,
    replace_access,
    replace_waits,
    update_rows,
)
from apps.matters.kinds import spec_of
from apps.matters.models import Matter, NamedPerson, PartyRow
from apps.notifications.actions import Message, tell
from clue_transfer.visibility import Relation, reasons_to_read
from clue_transfer.vocabulary import DeadlineState, DocumentKind, Party

if TYPE_CHECKING:
    from apps.matters.work import Work

_SPINE = frozenset(field.name for field in Matter._meta.local_concrete_fields)


def flush(work: Work) -> None:
    """Write everything that the work noted, a constant number of statements whatever its size."""
    take_numbers(work)
    _record(work)
    _write_matters(work)
    _write_parties(work)
    for model in sorted({type(row) for row in work.satellites}, key=lambda m: m.__name__):
        model.objects.bulk_create([row for row in work.satellites if type(row) is model])
    work.clocks.save()
    if work.touched:
        _write_waits(work)
        _write_access(work)
    if work.documents:
        documents.request([_document(*asked) for asked in work.documents], now=work.now)
    if work.messages:
        tell([_message(*noted) for noted in work.messages], now=work.now)


def take_numbers(work: Work) -> None:
    """Take the numbers asked for, gap-free, counters in order of department."""
    wanted: dict[tuple[int, str], list[Any]] = {}
    for request in work.numbers:
        wanted.setdefault((request.department, request.series), []).append(request)
    if not wanted:
        return
    year = work.local_year
    keys = sorted(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO matters_counter AS t (department_id, series, year, last)
            SELECT * FROM unnest(%s::bigint[], %s::text[], %s::smallint[], %s::int[])
            ON CONFLICT (department_id, series, year) DO UPDATE
                SET last = t.last + excluded.last
            RETURNING department_id, series, last
            """,
            [
                [department for department, _ in keys],
                [str(series) for _, series in keys],
                [year for _ in keys],
                [len(wanted[key]) for key in keys],
            ],
        )
        lasts = {(department, series): last for department, series, last in cursor.fetchall()}
    for key in keys:
        requests = wanted[key]
        first = lasts[(key[0], str(key[1]))] - len(requests) + 1
        for place, request in enumerate(requests):
            request.then(first + place)


def _record(work: Work) -> None:
    for entry in record(work.new_entries(), now=work.now):
        matter = work.matters[UUID(entry.chain)]
        matter.record_head = entry.hash
        matter.record_count = entry.sequence
        work.dirty[matter.pk].update(("record_head", "record_count"))


def _write_matters(work: Work) -> None:
    new = {matter.pk for matter in work.new}
    insert_rows(Matter, work.new)
    for model in sorted({type(matter) for matter in work.new}, key=lambda m: m.__name__):
        insert_rows(model, [matter for matter in work.new if type(matter) is model])
    changed = [work.matters[pk] for pk in sorted(work.dirty) if pk not in new and work.dirty[pk]]
    spine = sorted({name for row in changed for name in work.dirty[row.pk] if name in _SPINE})
    update_rows(Matter, changed, fields=spine)
    for model in sorted({type(row) for row in changed}, key=lambda m: m.__name__):
        rows = [row for row in changed if type(row) is model and work.dirty[row.pk] - _SPINE]
        own = sorted({name for row in rows for name in work.dirty[row.pk] if name not in _SPINE})
        update_rows(model, rows, fields=own)


def _write_parties(work: Work) -> None:
    added = [row for rows in work.parties.values() for row in rows if row.pk is None]
    if added:
        PartyRow.objects.bulk_create(added)
    fresh = {id(row) for row in added}
    update_rows(
        PartyRow,
        [row for key, row in work.changed_parties.items() if key not in fresh],
        fields=("until", "acted"),
    )
    if work.new_named:
        NamedPerson.objects.bulk_create(
            [
                NamedPerson(matter_id=matter, person_id=person, since=work.now)
                for matter, person in sorted(work.new_named, key=str)
            ],
            ignore_conflicts=True,
        )


def _write_waits(work: Work) -> None:
    waits = []
    for matter in _touched(work):
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
    replace_waits([matter.pk for matter in _touched(work)], waits=waits)


def _write_access(work: Work) -> None:
    rows = []
    nearest = _nearest_due(work)
    for matter in _touched(work):
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
    replace_access([matter.pk for matter in _touched(work)], rows=rows)


def _nearest_due(work: Work) -> dict[UUID, datetime]:
    """Find the nearest running due time of each matter; a root's is that of its dossier."""
    nearest: dict[UUID, datetime] = {}
    for matter in work.matters.values():
        due = work.clocks.next_due_at(matter.pk)
        if due is not None:
            for key in {matter.pk, matter.root_id}:
                nearest[key] = min(nearest.get(key, due), due)
    return nearest


def _touched(work: Work) -> list[Any]:
    return [work.touched[pk] for pk in sorted(work.touched)]


def _message(matter: Any, event: str, department: int, extra: dict[str, Any]) -> Message:
    return Message(
        event=event,
        title=" ".join(part for part in (matter.number, matter.title) if part),
        matter_id=matter.pk,
        department_id=department,
        content={"kind": str(matter.kind), "number": matter.number, **extra},
    )


def _document(
    matter: Any, kind: DocumentKind, title: str, data: dict[str, Any]
) -> documents.NewDocument:
    return documents.NewDocument(
        matter_id=matter.pk, kind=kind, number=matter.number or "", title=title, data=data
    )
