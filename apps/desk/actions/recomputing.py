"""Reckon open clocks again after the calendar has changed, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from apps.audit.actions import record_apart
from apps.deadlines.actions import Moved, ladder_of, stay
from apps.deadlines.models import Deadline
from apps.deadlines.queries import Rulebook, computed_under_another_calendar, rulebook
from apps.desk.queries.reckoned import concerned_by, reckoned
from apps.matters.actions import Work
from apps.matters.actions.flush import flush
from apps.matters.actions.moving import say
from apps.matters.kinds import all_specs
from apps.notifications.actions import take_back
from apps.organizations.actions import Announced, Notice, foreseen
from apps.organizations.queries import calendar_with, directory, stamp
from clue_transfer.actors import SYSTEM
from clue_transfer.calendars import WorkCalendar
from clue_transfer.reminders import Reminded
from clue_transfer.vocabulary import DeadlineKind, Kind, Secrecy, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One clock that has another due time than before; `number` is that of internal matters."""

    matter: UUID
    number: str
    clock: DeadlineKind
    department: str
    before: datetime
    after: datetime


def recompute(*, now: datetime, batch: int = 200) -> Iterator[list[Change]]:
    """Reckon every open clock of another calendar again, a transaction a batch.

    Clocks that do not move are noted as reckoned, many at once; for those that do, their matters
    are locked. It may run beside the service and be broken off: who is at a matter keeps it, and
    the next run takes what is left.
    """
    version = _leave_alone(now=now)
    stale = computed_under_another_calendar(version).order_by("matter_id")
    matters = stale.values_list("matter_id", flat=True).distinct()
    found, moved = list(matters[:batch]), 0
    while found:
        changes = _recompute(found, now=now)
        moved += len(changes)
        yield changes
        found = list(matters.filter(matter_id__gt=found[-1])[:batch])
    if moved:
        content = {"calendar_version": version, "moved": moved}
        record_apart(
            "calendar.recomputed", chain="calendar", actor=SYSTEM, now=now, content=content
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """What notices would do: to the days, and to the clocks, of which batches are reckoned."""

    announced: list[Announced]
    calendar_version: int
    """The version of the calendar that is left behind."""
    clocks: QuerySet[Deadline]
    calendar: WorkCalendar

    def changes(self) -> Iterator[tuple[int, list[Change]]]:
        """Reckon batch by batch: how many clocks were looked at, and which of them would move."""
        names, rules = directory(stamp()), rulebook(stamp())
        clocks = self.clocks.select_related("matter")
        for batch in reckoned(clocks, rulebook=rules, calendar=self.calendar):
            yield (
                len(batch),
                [
                    Change(
                        matter=each.clock.matter_id,
                        number=_number(each.clock.matter),
                        clock=DeadlineKind(each.clock.kind),
                        department=names.by_id(each.clock.department_id).code,
                        before=each.clock.due_at,
                        after=each.due.at,
                    )
                    for each in batch
                    if each.due is not None and each.due.at != each.clock.due_at
                ],
            )


def foresee(notices: Sequence[Notice]) -> Foresight:
    """Say what notices would change, and which open clocks would move; nothing is written."""
    years = foreseen(notices)
    announced = [done for _, done in years]
    version = directory(stamp()).calendar.version
    days = frozenset[date]().union(*(done.days for done in announced))
    return Foresight(
        announced=announced,
        calendar_version=version,
        clocks=concerned_by(days, calendar_version=version),
        calendar=calendar_with(row for row, _ in years),
    )


def _leave_alone(*, now: datetime) -> int:
    """Note of the clocks that the calendar does not move that they were reckoned under it."""
    calendar, rules = directory(stamp()).calendar, rulebook(stamp())
    stale = computed_under_another_calendar(calendar.version)
    for batch in reckoned(stale, rulebook=rules, calendar=calendar):
        staying = [each.clock for each in batch if not each.differs]
        stay(
            [(clock, _look(clock, rules, calendar, now=now)) for clock in staying],
            calendar_version=calendar.version,
        )
    return calendar.version


def _look(
    clock: Deadline, rules: Rulebook, calendar: WorkCalendar, *, now: datetime
) -> datetime | None:
    """Say when to look at a clock that stays: its reminders may fall on other days."""
    if clock.next_action_at is None or clock.next_action_at <= now or clock.held_until:
        return clock.next_action_at
    ladder = ladder_of(clock, rule=rules.by_id(clock.rule_id), calendar=calendar)
    return ladder.next_at(now)


def _recompute(pks: Sequence[UUID], *, now: datetime) -> list[Change]:
    with transaction.atomic():
        work = Work(now=now, actor=SYSTEM)
        roots = work.lock(pks, skip_locked=True)
        for spec in all_specs():
            work.load(spec, roots)
        work.load_satellites(roots)
        moved = work.clocks.recompute(now=now)
        _hold_on(work, moved)
        by_matter: dict[UUID, list[Moved]] = {}
        for change in moved:
            by_matter.setdefault(change.deadline.matter_id, []).append(change)
        for pk in sorted(by_matter):
            _tell(work, work.matters[pk], by_matter[pk])
        take_back(by_matter, events=Reminded, now=now)
        flush(work)
        return [_change(work, change) for change in moved]


def _hold_on(work: Work, moved: Sequence[Moved]) -> None:
    """Let escalation wait for a decision about more time until its new end."""
    for change in moved:
        request = work.matters[change.deadline.matter_id]
        if request.kind == Kind.EXTENSION_REQUEST:
            clock = work.clocks.by_id(request.deadline_id)
            if clock is not None and clock.is_open:
                work.clocks.hold(clock, until=change.after, now=work.now)


def _tell(work: Work, matter: Any, moved: Sequence[Moved]) -> None:
    """Note the new dates in the matter's record, and tell whose clocks they are."""
    event = f"{matter.kind}.deadlines_recomputed"
    work.touch(matter)
    work.touch(work.matters[matter.root_id])
    clocks = [
        {
            "clock": str(change.deadline.kind),
            "did": "recomputed",
            "due_before": change.before,
            "due_at": change.after,
        }
        for change in moved
    ]
    work.record(matter, {"clocks": clocks}, event=event, verb=Verb.RECOMPUTE, actor=SYSTEM)
    for department in sorted({change.deadline.department_id for change in moved}):
        say(work, matter, event=event, department=department)


def _change(work: Work, change: Moved) -> Change:
    clock = change.deadline
    return Change(
        matter=clock.matter_id,
        number=_number(work.matters[clock.matter_id]),
        clock=DeadlineKind(clock.kind),
        department=work.directory.by_id(clock.department_id).code,
        before=change.before,
        after=change.after,
    )


def _number(matter: Any) -> str:
    """Name a matter by its number, unless only some may know of it."""
    return matter.number or "" if matter.secrecy == Secrecy.INTERNAL else ""
