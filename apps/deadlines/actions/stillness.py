"""Clocks that stand still and run on: proposed, suspended, resumed."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Container
from datetime import datetime
from typing import Any

from apps.deadlines.actions.loaded import LoadedClocks, Moved
from apps.deadlines.models import Deadline
from clue_transfer.suspensions import earliest, resume, suspend
from clue_transfer.vocabulary import DeadlineKind, DeadlineState


class StillClocks(LoadedClocks):
    """Clocks that can be suspended and resumed."""

    def suspend(
        self,
        matter_id: uuid.UUID,
        *,
        kinds: Collection[DeadlineKind],
        cause: str,
        since: datetime,
    ) -> list[Deadline]:
        """Stop the time of running clocks whose rule names the cause; the others run on.

        They stand since their own beginning, or since they last ran on, where that is later.
        """
        standing = self.may_stand(matter_id, kinds=kinds, cause=cause)
        for each in standing:
            self._stand_since(each, cause=cause, since=since)
        return standing

    def may_stand(
        self, matter_id: uuid.UUID, *, kinds: Collection[DeadlineKind], cause: str
    ) -> list[Deadline]:
        """List the running clocks of some kinds whose rule names the cause."""
        return [
            each
            for each in self._chosen(matter_id, kinds)
            if each.state == DeadlineState.RUNNING and cause in self._causes_of(each)
        ]

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
            self._stand_since(each, cause=cause, since=since)
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

    def propose(self, deadline: Deadline, *, proposal: dict[str, Any]) -> None:
        """Keep who proposes to suspend the clock and why; the last proposal stands."""
        deadline.proposal = proposal
        self._touch(deadline)

    def _stand_since(self, deadline: Deadline, *, cause: str, since: datetime) -> None:
        first = earliest(self._spans.of(deadline), started_at=deadline.started_at)
        self.stand(deadline, cause=cause, since=max(since, first))
