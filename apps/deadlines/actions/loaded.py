"""Open clocks as a step has read them under lock: found, touched, and written at once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from apps.common.rows import Insert, Update
from apps.deadlines.actions.reckoning import reckon
from apps.deadlines.actions.spans import Spans
from apps.deadlines.models import Deadline
from apps.deadlines.queries import Rulebook
from clue_transfer.calendars import WorkCalendar
from clue_transfer.vocabulary import DeadlineKind, DeadlineState

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


class LoadedClocks:
    """A step's view of clocks, read under the matters' lock."""

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
