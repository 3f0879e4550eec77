"""What a step does to the clocks of a matter: start, stop, suspend, resume, restart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from apps.deadlines.models import Deadline, Suspension
from apps.matters.actions.writing import update_rows
from clue_transfer.deadlines import Suspension as Pause
from clue_transfer.deadlines import due_at
from clue_transfer.machine import Start, Transition
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, Urgency

if TYPE_CHECKING:
    from apps.matters.actions.work import Work


class Clocks:
    """The clocks that a unit of work changes, and how to write them."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.started: list[Deadline] = []
        self.changed: dict[Any, Deadline] = {}
        self.opened: list[Suspension] = []
        self.closed: list[Suspension] = []

    def apply(self, matter: Any, row: Transition) -> list[dict[str, Any]]:
        """Do to the matter's clocks what the row says; answer what happened, for the record."""
        happened: list[dict[str, Any]] = []
        for deadline in self._open(matter):
            if row.stops_all or deadline.kind in row.stops:
                happened.append(self.stop(deadline, verb=row.verb))
            elif deadline.kind in row.suspends and deadline.state == DeadlineState.RUNNING:
                happened.append(self._suspend(deadline, cause=row.verb))
            elif deadline.kind in row.resumes and deadline.state == DeadlineState.SUSPENDED:
                happened.append(self._resume(matter, deadline))
        for start in row.restarts:
            happened += self._restart(matter, start, verb=row.verb)
        for start in row.starts:
            happened += self.start(matter, start)
        return happened

    def stop_all(self, matter: Any, *, verb: str) -> list[dict[str, Any]]:
        """Stop every clock of a matter that has come to its end."""
        return [self.stop(deadline, verb=verb) for deadline in self._open(matter)]

    def start(self, matter: Any, start: Start) -> list[dict[str, Any]]:
        """Start a clock unless one of its kind is open or suspended for that department."""
        department = self.work.department_of(matter, start.on)
        if department is None or self._find(matter, start.kind, department) is not None:
            return []
        rule_id, rule = self.work.rulebook.rule(
            start.rule or start.kind,
            system=self.work.directory.by_id(department).system,
            urgency=Urgency(matter.urgency),
            on=self.work.now.date(),
        )
        due = due_at(
            rule,
            start=self.work.now,
            calendar=self.work.directory.calendar,
            urgency=Urgency(matter.urgency),
        )
        deadline = Deadline(
            matter_id=matter.pk,
            rule_id=rule_id,
            kind=start.kind,
            department_id=department,
            urgency=matter.urgency,
            state=DeadlineState.RUNNING,
            started_at=self.work.now,
            due_at=due.at,
            provisional=due.provisional,
            calendar_version=self.work.directory.calendar.version,
            next_action_at=due.at,
        )
        self.started.append(deadline)
        self.work.deadlines[matter.pk].append(deadline)
        return [{"clock": start.kind, "did": "started", "rule": rule.code, "due_at": due.at}]

    def stop(self, deadline: Deadline, *, verb: str) -> dict[str, Any]:
        """Stop one clock for good."""
        if deadline.state == DeadlineState.SUSPENDED:
            for pause in self._pauses(deadline):
                if pause.until is None:
                    pause.until = self.work.now
                    self.closed.append(pause)
        deadline.state = DeadlineState.STOPPED
        deadline.stopped_at = self.work.now
        deadline.suspended_at = None
        deadline.stopped_by = str(verb)
        deadline.next_action_at = None
        self.changed[deadline.pk] = deadline
        return {"clock": deadline.kind, "did": "stopped", "due_at": deadline.due_at}

    def flush(self) -> None:
        """Write what changed: stops before starts, since one clock of a kind may be open."""
        new = {deadline.pk for deadline in self.started}
        changed = [row for pk, row in sorted(self.changed.items()) if pk not in new]
        update_rows(
            Deadline,
            changed,
            fields=(
                "state",
                "due_at",
                "provisional",
                "suspended_at",
                "stopped_at",
                "stopped_by",
                "due_version",
                "calendar_version",
                "next_action_at",
            ),
        )
        if self.started:
            Deadline.objects.bulk_create(self.started)
        if self.opened:
            Suspension.objects.bulk_create(self.opened)
        update_rows(Suspension, self.closed, fields=("until",))

    def _open(self, matter: Any) -> list[Deadline]:
        return [row for row in self.work.deadlines[matter.pk] if row.is_open]

    def _find(self, matter: Any, kind: DeadlineKind, department: int) -> Deadline | None:
        for row in self._open(matter):
            if row.kind == kind and row.department_id == department:
                return row
        return None

    def _restart(self, matter: Any, start: Start, *, verb: str) -> list[dict[str, Any]]:
        department = self.work.department_of(matter, start.on)
        running = None if department is None else self._find(matter, start.kind, department)
        if running is not None and running.state == DeadlineState.SUSPENDED:
            return []
        happened = [] if running is None else [self.stop(running, verb=verb)]
        return happened + self.start(matter, start)

    def _suspend(self, deadline: Deadline, *, cause: str) -> dict[str, Any]:
        deadline.state = DeadlineState.SUSPENDED
        deadline.suspended_at = self.work.now
        deadline.next_action_at = None
        self.opened.append(Suspension(deadline=deadline, cause=str(cause), since=self.work.now))
        self.changed[deadline.pk] = deadline
        return {"clock": deadline.kind, "did": "suspended"}

    def _resume(self, matter: Any, deadline: Deadline) -> dict[str, Any]:
        pauses = self._pauses(deadline)
        for pause in pauses:
            if pause.until is None:
                pause.until = self.work.now
                self.closed.append(pause)
        rule = self.work.rulebook.by_id(deadline.rule_id)
        due = due_at(
            rule,
            start=deadline.started_at,
            calendar=self.work.directory.calendar,
            urgency=Urgency(deadline.urgency),
            suspensions=[Pause(since=p.since, until=p.until, cause=p.cause) for p in pauses],
            extension=deadline.extension,
        )
        deadline.state = DeadlineState.RUNNING
        deadline.suspended_at = None
        deadline.due_at = due.at
        deadline.provisional = due.provisional
        deadline.due_version += 1
        deadline.calendar_version = self.work.directory.calendar.version
        deadline.next_action_at = due.at
        self.changed[deadline.pk] = deadline
        return {"clock": deadline.kind, "did": "resumed", "due_at": due.at}

    def _pauses(self, deadline: Deadline) -> Sequence[Suspension]:
        return list(deadline.suspensions.order_by("since"))
