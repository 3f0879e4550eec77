"""The open clocks of matters that a step has locked: changed in memory, written at once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from apps.deadlines.models import Deadline
from apps.deadlines.models import Suspension as SuspensionRow
from apps.deadlines.queries import Rulebook, open_by_matter
from clue_transfer.calendars import WorkCalendar
from clue_transfer.deadlines import DeadlineRule, Suspension, due_at, next_change, unit_of
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, Urgency, Verb

_MOVED = [
    "state",
    "due_at",
    "provisional",
    "extension",
    "suspended_at",
    "stopped_at",
    "stopped_by",
    "calendar_version",
    "due_version",
    "next_action_at",
]


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose due time is another one than before."""

    deadline: Deadline
    before: datetime
    after: datetime


class Clocks:
    """A step's view of clocks. Load it under the matters' lock, change it, then `save()` once."""

    def __init__(
        self, *, open_clocks: Iterable[Deadline], rulebook: Rulebook, calendar: WorkCalendar
    ) -> None:
        self._rulebook = rulebook
        self._calendar = calendar
        self._of: dict[uuid.UUID, list[Deadline]] = defaultdict(list)
        self._new: list[Deadline] = []
        self._changed: dict[uuid.UUID, Deadline] = {}
        self._spans: dict[uuid.UUID, list[SuspensionRow]] | None = None
        self._new_spans: list[SuspensionRow] = []
        self._ended_spans: list[SuspensionRow] = []
        for deadline in open_clocks:
            self._of[deadline.matter_id].append(deadline)

    @classmethod
    def load(
        cls, matter_ids: Collection[uuid.UUID], *, rulebook: Rulebook, calendar: WorkCalendar
    ) -> Clocks:
        """Read the open clocks of matters in one query."""
        found = open_by_matter(matter_ids)
        return cls(
            open_clocks=[each for clocks in found.values() for each in clocks],
            rulebook=rulebook,
            calendar=calendar,
        )

    def open(self, matter_id: uuid.UUID) -> list[Deadline]:
        """Return the clocks of a matter that run or stand suspended, as they are now."""
        return [each for each in self._of.get(matter_id, ()) if each.is_open]

    def find(
        self, matter_id: uuid.UUID, kind: DeadlineKind, *, department_id: int | None = None
    ) -> Deadline | None:
        """Find the open clock of a kind, of one department if given, the nearest due otherwise."""
        fitting = [
            each
            for each in self.open(matter_id)
            if each.kind == kind and department_id in (None, each.department_id)
        ]
        return min(fitting, key=lambda each: each.due_at, default=None)

    def next_due_at(self, matter_id: uuid.UUID) -> datetime | None:
        """Return when the next running clock of a matter ends."""
        running = [
            each.due_at for each in self.open(matter_id) if each.state == DeadlineState.RUNNING
        ]
        return min(running, default=None)

    def start(
        self,
        matter_id: uuid.UUID,
        *,
        rule_id: int,
        rule: DeadlineRule,
        department_id: int,
        urgency: Urgency,
        now: datetime,
        set_on: date | None = None,
    ) -> Deadline:
        """Start a clock; does nothing while one of its kind is open there.

        With `set_on` it ends with that day, whatever the rule's limit.
        """
        known = self.find(matter_id, rule.kind, department_id=department_id)
        if known is not None:
            return known
        deadline = Deadline(
            matter_id=matter_id,
            rule_id=rule_id,
            kind=rule.kind,
            department_id=department_id,
            urgency=urgency,
            started_at=now,
            set_on=set_on,
            state=DeadlineState.RUNNING,
        )
        self._reckon(deadline, rule=rule, spans=[], now=now)
        self._of[matter_id].append(deadline)
        self._new.append(deadline)
        return deadline

    def restart(
        self,
        matter_id: uuid.UUID,
        *,
        rule_id: int,
        rule: DeadlineRule,
        department_id: int,
        urgency: Urgency,
        now: datetime,
        by: Verb | str,
    ) -> Deadline:
        """Stop a running clock and start it anew; a suspended one is left as it is."""
        known = self.find(matter_id, rule.kind, department_id=department_id)
        if known is not None and known.state == DeadlineState.SUSPENDED:
            return known
        if known is not None:
            self._stop(known, now=now, by=by)
        return self.start(
            matter_id,
            rule_id=rule_id,
            rule=rule,
            department_id=department_id,
            urgency=urgency,
            now=now,
        )

    def stop(
        self,
        matter_id: uuid.UUID,
        *,
        now: datetime,
        by: Verb | str,
        kinds: Collection[DeadlineKind] | None = None,
    ) -> list[Deadline]:
        """Stop the open clocks of some kinds, all of them without `kinds`."""
        stopped = self._chosen(matter_id, kinds)
        for deadline in stopped:
            self._stop(deadline, now=now, by=by)
        return stopped

    def suspend(
        self,
        matter_id: uuid.UUID,
        *,
        kinds: Collection[DeadlineKind],
        cause: str,
        now: datetime,
    ) -> list[Deadline]:
        """Stop the time of running clocks; those that stand already are left as they are."""
        running = [
            each for each in self._chosen(matter_id, kinds) if each.state == DeadlineState.RUNNING
        ]
        for deadline in running:
            deadline.state = DeadlineState.SUSPENDED
            deadline.suspended_at = now
            deadline.next_action_at = None
            self._new_spans.append(SuspensionRow(deadline=deadline, cause=cause, since=now))
            self._touch(deadline)
        return running

    def resume(
        self, matter_id: uuid.UUID, *, kinds: Collection[DeadlineKind] | None, now: datetime
    ) -> list[Moved]:
        """Let suspended clocks run on: the days that they stood are added by the rule's count."""
        moved = []
        for deadline in self._chosen(matter_id, kinds):
            if deadline.state != DeadlineState.SUSPENDED:
                continue
            self._end_span(deadline, now=now)
            deadline.state = DeadlineState.RUNNING
            deadline.suspended_at = None
            moved.append(self._move(deadline, now=now))
        return moved

    def extend(self, deadline: Deadline, *, by: int, now: datetime) -> Moved:
        """Grant more of the rule's unit; how much may be granted is decided by who grants."""
        deadline.extension += by
        return self._move(deadline, now=now)

    def recompute(self, *, now: datetime) -> list[Moved]:
        """Reckon every open clock again, as after a new calendar; answer those that moved.

        A clock that stands suspended has no due time to reckon; it gets one when it is resumed.
        """
        moved = []
        for deadline in [each for clocks in self._of.values() for each in clocks]:
            if deadline.state == DeadlineState.RUNNING:
                change = self._move(deadline, now=now)
                if change.before != change.after:
                    moved.append(change)
            elif deadline.state == DeadlineState.SUSPENDED:
                deadline.calendar_version = self._calendar.version
                self._touch(deadline)
        return moved

    def save(self) -> None:
        """Write all changes: one statement for clocks, and one for each change of spans."""
        clocks = {each.pk: each for each in (*self._changed.values(), *self._new)}
        if clocks:
            # Ended before begun: a clock that is stopped and started anew must be free first.
            Deadline.objects.bulk_create(
                sorted(clocks.values(), key=lambda each: each.is_open),
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=_MOVED,
                batch_size=2_000,
            )
        if self._ended_spans:
            SuspensionRow.objects.bulk_update(
                [span for span in self._ended_spans if span.pk is not None], ["until"]
            )
        if self._new_spans:
            SuspensionRow.objects.bulk_create(self._new_spans)
        self._new, self._new_spans, self._ended_spans = [], [], []
        self._changed = {}

    def _chosen(
        self, matter_id: uuid.UUID, kinds: Collection[DeadlineKind] | None
    ) -> list[Deadline]:
        return [each for each in self.open(matter_id) if kinds is None or each.kind in kinds]

    def _stop(self, deadline: Deadline, *, now: datetime, by: Verb | str) -> None:
        if deadline.state == DeadlineState.SUSPENDED:
            self._end_span(deadline, now=now)
        deadline.state = DeadlineState.STOPPED
        deadline.stopped_at = now
        deadline.stopped_by = str(by)
        deadline.next_action_at = None
        self._touch(deadline)

    def _end_span(self, deadline: Deadline, *, now: datetime) -> None:
        for span in self._spans_of(deadline):
            if span.until is None:
                span.until = now
                self._ended_spans.append(span)

    def _move(self, deadline: Deadline, *, now: datetime) -> Moved:
        before = deadline.due_at
        self._reckon(
            deadline,
            rule=self._rulebook.by_id(deadline.rule_id),
            spans=self._spans_of(deadline),
            now=now,
        )
        if deadline.due_at != before:
            deadline.due_version += 1
        self._touch(deadline)
        return Moved(deadline, before, deadline.due_at)

    def _reckon(
        self,
        deadline: Deadline,
        *,
        rule: DeadlineRule,
        spans: Sequence[SuspensionRow],
        now: datetime,
    ) -> None:
        urgency = Urgency(deadline.urgency)
        due = due_at(
            rule,
            start=deadline.started_at,
            calendar=self._calendar,
            urgency=urgency,
            suspensions=[Suspension(span.since, span.until, span.cause) for span in spans],
            extension=deadline.extension,
            set_on=deadline.set_on,
        )
        deadline.due_at = due.at
        deadline.provisional = due.provisional
        deadline.calendar_version = self._calendar.version
        deadline.next_action_at = (
            next_change(
                due_at=due.at,
                now=now,
                started_at=deadline.started_at,
                unit=unit_of(rule, urgency=urgency),
            )
            if deadline.state == DeadlineState.RUNNING
            else None
        )

    def _touch(self, deadline: Deadline) -> None:
        self._changed[deadline.pk] = deadline

    def _spans_of(self, deadline: Deadline) -> list[SuspensionRow]:
        """Read all suspensions of the loaded clocks once, the first time that one is needed."""
        if self._spans is None:
            self._spans = defaultdict(list)
            ids = [each.pk for clocks in self._of.values() for each in clocks]
            rows = SuspensionRow.objects.filter(deadline_id__in=ids).order_by("since", "id")
            for span in rows:
                self._spans[span.deadline_id].append(span)
        fresh = [span for span in self._new_spans if span.deadline_id == deadline.pk]
        return [*self._spans[deadline.pk], *fresh]
