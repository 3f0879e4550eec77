"""The open clocks of matters that a step has locked: changed in memory, written at once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog

from apps.common.rows import Insert, Update
from apps.deadlines.actions.reckoning import ladder_of, plan_next, reckon
from apps.deadlines.actions.spans import Spans
from apps.deadlines.models import Deadline
from apps.deadlines.queries import Rulebook
from clue_transfer.calendars import WorkCalendar
from clue_transfer.deadlines import DeadlineRule
from clue_transfer.errors import Refused
from clue_transfer.ladder import Ladder
from clue_transfer.suspensions import earliest, resume, suspend
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, Urgency, Verb

log = structlog.get_logger()

_MOVED = [
    *("department", "state", "due_at", "provisional", "extension", "extension_count"),
    *("held_until", "proposal", "suspended_at", "suspended_for", "stopped_at", "stopped_by"),
    *("calendar_version", "due_version", "next_action_at"),
]


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose due time is another one than before."""

    deadline: Deadline
    before: datetime
    after: datetime


class Clocks:
    """A step's view of clocks, read under the matters' lock: change it, then write it."""

    def __init__(
        self, *, open_clocks: Iterable[Deadline], rulebook: Rulebook, calendar: WorkCalendar
    ) -> None:
        self._rulebook = rulebook
        self._calendar = calendar
        self._of: dict[uuid.UUID, list[Deadline]] = defaultdict(list)
        self._new: list[Deadline] = []
        self._changed: dict[uuid.UUID, Deadline] = {}
        self._spans = Spans(lambda: [each.pk for clocks in self._of.values() for each in clocks])
        self.over_while_asked: list[Deadline] = []
        """Clocks that were stopped while more time had been asked for."""
        for deadline in open_clocks:
            self._of[deadline.matter_id].append(deadline)

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

    @property
    def read(self) -> dict[uuid.UUID, Deadline]:
        """The clocks that were open when they were read, or begin, by their keys."""
        return {each.pk: each for clocks in self._of.values() for each in clocks}

    def by_id(self, deadline_id: uuid.UUID) -> Deadline | None:
        """Find a clock that was open when it was read."""
        return self.read.get(deadline_id)

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
        reckon(deadline, rule=rule, spans=[], calendar=self._calendar, now=now)
        self._of[matter_id].append(deadline)
        self._new.append(deadline)
        return deadline

    def also_on(
        self, matter_id: uuid.UUID, *, beside: uuid.UUID, kinds: Collection[DeadlineKind]
    ) -> None:
        """Let what counts on a matter count on another as well, since the same moment."""
        for each in self._chosen(beside, kinds):
            self.start(
                matter_id,
                rule_id=each.rule_id,
                rule=self._rulebook.by_id(each.rule_id),
                department_id=each.department_id,
                urgency=Urgency(each.urgency),
                now=each.started_at,
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
        """Stop the time of running clocks whose rule names the cause; the others run on."""
        standing = [
            each
            for each in self._chosen(matter_id, kinds)
            if each.state == DeadlineState.RUNNING and cause in self._causes_of(each)
        ]
        for deadline in standing:
            self.stand(deadline, cause=cause, since=now)
        return standing

    def check_stand(self, deadline: Deadline, *, cause: str, since: datetime) -> None:
        """Refuse with Invalid what `stand` would refuse."""
        suspend(
            self._spans.of(deadline),
            since=since,
            cause=cause,
            allowed_causes=self._causes_of(deadline),
            started_at=deadline.started_at,
        )

    def stand(self, deadline: Deadline, *, cause: str, since: datetime) -> None:
        """Let a running clock stand still, perhaps since an earlier moment.

        Invalid for a cause that its rule does not name, and before its start or last resumption.
        """
        self.check_stand(deadline, cause=cause, since=since)
        deadline.state = DeadlineState.SUSPENDED
        deadline.suspended_at = since
        deadline.suspended_for = cause
        deadline.next_action_at = None
        deadline.proposal = None
        self._spans.begin(deadline, cause=cause, since=since)
        self._touch(deadline)

    def stand_along(self, deadline: Deadline, *, cause: str, since: datetime) -> list[Deadline]:
        """Let the running clocks stand whose rules name as cause that this one stands."""
        along = [
            each
            for each in self.open(deadline.matter_id)
            if each.department_id == deadline.department_id
            and each.state == DeadlineState.RUNNING
            and cause in self._causes_of(each)
        ]
        for each in along:
            first = earliest(self._spans.of(each), started_at=each.started_at)
            self.stand(each, cause=cause, since=max(since, first))
        return along

    def run_on(self, deadline: Deadline, *, until: datetime, now: datetime) -> Moved:
        """Let a suspended clock run on, perhaps since an earlier moment.

        The days that it stood are added by the rule's count. Invalid before it stood.
        """
        resume(self._spans.of(deadline), until=until)
        self._spans.end(deadline, until=until)
        deadline.state = DeadlineState.RUNNING
        deadline.suspended_at = None
        deadline.suspended_for = ""
        return self._move(deadline, now=now)

    def resume(
        self,
        matter_id: uuid.UUID,
        *,
        kinds: Collection[DeadlineKind],
        causes: Container[str],
        now: datetime,
    ) -> list[Moved]:
        """Let the clocks run on that stand for one of the causes."""
        return [
            self.run_on(each, until=now, now=now)
            for each in self._chosen(matter_id, kinds)
            if each.state == DeadlineState.SUSPENDED and each.suspended_for in causes
        ]

    def extend(self, deadline: Deadline, *, by: int, now: datetime) -> Moved:
        """Grant more of the rule's unit; how much may be granted is decided by who grants.

        A clock that stands suspended gets its due time when it runs on.
        """
        deadline.extension += by
        deadline.extension_count += 1
        deadline.held_until = None
        if deadline.state == DeadlineState.SUSPENDED:
            self._touch(deadline)
            return Moved(deadline, deadline.due_at, deadline.due_at)
        return self._move(deadline, now=now)

    def hold(self, deadline: Deadline, *, until: datetime | None, now: datetime) -> None:
        """Let escalation wait until then; with `None` no longer."""
        deadline.held_until = until
        if deadline.state == DeadlineState.RUNNING:
            rule = self._rulebook.by_id(deadline.rule_id)
            plan_next(deadline, rule=rule, calendar=self._calendar, now=now)
        self._touch(deadline)

    def ladder(self, deadline: Deadline) -> Ladder:
        """Give the ladder of a clock under the version of the rule that it started under."""
        rule = self._rulebook.by_id(deadline.rule_id)
        return ladder_of(deadline, rule=rule, calendar=self._calendar)

    def look_again(self, deadline: Deadline, *, at: datetime | None) -> None:
        """Say when a running clock must be looked at again; `None`: never."""
        deadline.next_action_at = at
        self._touch(deadline)

    def lapse(self, deadline: Deadline, *, now: datetime) -> None:
        """Let a right be over whose time has passed."""
        self._stop(deadline, now=now, by="lapse")

    def propose(self, deadline: Deadline, *, proposal: dict[str, Any]) -> None:
        """Keep who proposes to suspend the clock and why; the last proposal stands."""
        deadline.proposal = proposal
        self._touch(deadline)

    def hand_over(
        self,
        matter_id: uuid.UUID,
        *,
        from_: int,
        to: int,
        now: datetime,
        by: Verb | str,
        kinds: Collection[DeadlineKind] | None = None,
    ) -> list[Deadline]:
        """Let another department's be the open clocks of one; they run on and are due as before.

        Where that department has a clock of the kind itself, the one that is due first goes on.
        """
        handed = []
        for deadline in self._chosen(matter_id, kinds):
            if deadline.department_id != from_:
                continue
            twin = self.find(matter_id, DeadlineKind(deadline.kind), department_id=to)
            if twin is not None:
                later = max((twin, deadline), key=lambda each: each.due_at)
                self._stop(later, now=now, by=by)
                if later is deadline:
                    continue
            deadline.department_id = to
            self._touch(deadline)
            handed.append(deadline)
        return handed

    def recompute(self, *, now: datetime) -> list[Moved]:
        """Reckon every open clock of another calendar again; answer those that moved.

        A clock that stands suspended has no due time to reckon; it gets one when it is resumed.
        One that cannot be reckoned is left for the next run, and the others are not kept waiting.
        """
        moved = []
        for deadline in [each for clocks in self._of.values() for each in clocks]:
            if deadline.calendar_version == self._calendar.version:
                continue
            if deadline.state == DeadlineState.RUNNING:
                try:
                    change = self._move(deadline, now=now)
                except Refused as refusal:
                    log.warning("clock_not_reckoned", clock=str(deadline.pk), code=refusal.code)
                    continue
                if change.before != change.after:
                    moved.append(change)
            elif deadline.state == DeadlineState.SUSPENDED:
                deadline.calendar_version = self._calendar.version
                self._touch(deadline)
        return moved

    def changed(self) -> Update:
        """Give the clocks that changed, to be written before those that begin.

        A clock that is stopped and started anew must be free first.
        """
        new = {each.pk for each in self._new}
        changed = [each for each in self._changed.values() if each.pk not in new]
        changed.sort(key=lambda each: each.is_open)
        return Update(Deadline, changed, _MOVED)

    def begun(self) -> Insert:
        """Give the clocks that begin."""
        return Insert(Deadline, self._new)

    def save_spans(self) -> None:
        """Write the spans of suspension, once the clocks are; nothing is left to be written."""
        self._spans.save()
        self._new, self._changed = [], {}

    def _chosen(
        self, matter_id: uuid.UUID, kinds: Collection[DeadlineKind] | None
    ) -> list[Deadline]:
        return [each for each in self.open(matter_id) if kinds is None or each.kind in kinds]

    def _stop(self, deadline: Deadline, *, now: datetime, by: Verb | str) -> None:
        if deadline.state == DeadlineState.SUSPENDED:
            self._spans.end(deadline, until=max(now, deadline.suspended_at or now))
        if deadline.held_until is not None:
            self.over_while_asked.append(deadline)
        deadline.state = DeadlineState.STOPPED
        deadline.stopped_at = now
        deadline.stopped_by = str(by)
        deadline.next_action_at = None
        deadline.held_until = None
        deadline.proposal = None
        self._touch(deadline)

    def _move(self, deadline: Deadline, *, now: datetime) -> Moved:
        before = deadline.due_at
        reckon(
            deadline,
            rule=self._rulebook.by_id(deadline.rule_id),
            spans=self._spans.of(deadline),
            calendar=self._calendar,
            now=now,
        )
        if deadline.due_at != before:
            deadline.due_version += 1
        self._touch(deadline)
        return Moved(deadline, before, deadline.due_at)

    def _causes_of(self, deadline: Deadline) -> frozenset[str]:
        return self._rulebook.by_id(deadline.rule_id).suspension_causes

    def _touch(self, deadline: Deadline) -> None:
        self._changed[deadline.pk] = deadline
