"""Write a unit of work: numbers, record, rows, clocks, waits, access, messages, once each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction

from apps.audit.actions import chained, insertion
from apps.common.actions import wake_all
from apps.common.rows import Insert, Update, write_rows
from apps.documents import actions as documents
from apps.matters.actions.derived import derived
from apps.matters.actions.writing import add_named, drop_named
from apps.matters.kinds import spec_of
from apps.matters.models import Matter, PartyRow
from apps.notifications import actions as notifications
from clue_transfer.vocabulary import Role

if TYPE_CHECKING:
    from apps.matters.asked import PaperRequest
    from apps.matters.work import Work

_SPINE = frozenset(field.name for field in Matter._meta.local_concrete_fields)


def flush(work: Work) -> None:
    """Write everything that the work noted, a constant number of statements whatever its size."""
    take_numbers(work)
    _write_rows(work, record=_record(work))
    _write_what_follows(work)


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


def _record(work: Work) -> Insert:
    entries = chained(work.new_entries(), now=work.now)
    for entry in entries:
        matter = work.matters[UUID(entry.chain)]
        matter.record_head = entry.hash
        matter.record_count = entry.sequence
        work.dirty[matter.pk].update(("record_head", "record_count"))
    return insertion(entries)


def _write_rows(work: Work, *, record: Insert) -> None:
    """Write the record, matters, their parties and clocks that changed: one statement in all."""
    write_rows([record, *_matters(work), *_parties(work), work.clocks.changed()])
    if work.not_named:
        drop_named(work.not_named)
    if work.new_named or work.named_alike:
        add_named(sorted(work.new_named, key=str), alike=work.named_alike, now=work.now)


def _write_what_follows(work: Work) -> None:
    """Write satellites, clocks that begin, papers, messages, waits and access: one statement.

    Workers are woken afterwards.
    """
    papers = documents.requested([_paper(asked) for asked in work.papers], now=work.now)
    messages = [*(_message(*noted) for noted in work.messages), *_once(work)]
    kinds = sorted({type(row) for row in work.satellites}, key=lambda model: model.__name__)
    beside = [Insert(each, [row for row in work.satellites if type(row) is each]) for each in kinds]
    told = notifications.told(messages, now=work.now)
    following = derived(work, _touched(work)) if work.touched else None
    write_rows([*beside, work.clocks.begun(), papers, told], last=following)
    work.clocks.save_spans()
    tasks = [documents.MAKE] * bool(papers.rows) + [notifications.DELIVER] * bool(messages)
    if tasks:
        transaction.on_commit(partial(wake_all, *tasks))


def _matters(work: Work) -> Iterator[Insert | Update]:
    new = {matter.pk for matter in work.new}
    yield Insert(Matter, work.new)
    for model in sorted({type(matter) for matter in work.new}, key=lambda m: m.__name__):
        yield Insert(model, [matter for matter in work.new if type(matter) is model])
    changed = [work.matters[pk] for pk in sorted(work.dirty) if pk not in new and work.dirty[pk]]
    spine = sorted({name for row in changed for name in work.dirty[row.pk] if name in _SPINE})
    yield Update(Matter, changed, spine)
    for model in sorted({type(row) for row in changed}, key=lambda m: m.__name__):
        rows = [row for row in changed if type(row) is model and work.dirty[row.pk] - _SPINE]
        own = sorted({name for row in rows for name in work.dirty[row.pk] if name not in _SPINE})
        yield Update(model, rows, own)


def _parties(work: Work) -> Iterator[Insert | Update]:
    added = [row for rows in work.parties.values() for row in rows if row.pk is None]
    yield Insert(PartyRow, added)
    fresh = {id(row) for row in added}
    changed = [row for key, row in work.changed_parties.items() if key not in fresh]
    yield Update(PartyRow, changed, ("until", "acted", "as_left"))


def _once(work: Work) -> list[notifications.Message]:
    """Keep one notice a department, person and event: several matters may reach it."""
    known = {
        (each.event, each.department_id, each.person_id, each.matter_id, each.title): each
        for each in work.notices
    }
    return list(known.values())


def _touched(work: Work) -> list[Any]:
    return [work.touched[pk] for pk in sorted(work.touched)]


def _message(
    matter: Any, event: str, department: int, extra: dict[str, Any], roles: frozenset[Role]
) -> notifications.Message:
    return notifications.Message(
        event=event,
        title=" ".join(part for part in (matter.number, matter.title) if part),
        matter_id=matter.pk,
        department_id=department,
        roles=roles or spec_of(matter.kind).told,
        content={"kind": str(matter.kind), "number": matter.number, **extra},
    )


def _paper(asked: PaperRequest) -> documents.NewDocument:
    number = asked.number or asked.matter.number or ""
    return documents.NewDocument(
        matter_id=asked.matter.pk,
        kind=asked.kind,
        number=number,
        title=f"{asked.kind.label}（{number}）",
        data=asked.data(),
    )
