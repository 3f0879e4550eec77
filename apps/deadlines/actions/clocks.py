"""The open clocks of matters that a step has locked: changed in memory, written at once."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime

import structlog

from apps.deadlines.actions.loaded import Moved
from apps.deadlines.actions.reckoning import ladder_of, plan_next, reckon
from apps.deadlines.actions.stillness import StillClocks
from apps.deadlines.models import Deadline
from clue_transfer.deadlines import DeadlineRule
from clue_transfer.errors import Refused
from clue_transfer.ladder import Ladder
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, Urgency, Verb

log = structlog.get_logger()


class Clocks(StillClocks):
    """A step's view of clocks, read under the matters' lock: change it, then write it."""

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
