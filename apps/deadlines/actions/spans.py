"""When the clocks of a step stood still: read once, changed in memory, written at once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from apps.deadlines.models import Deadline
from apps.deadlines.models import Suspension as SuspensionRow
from clue_transfer.deadlines import Suspension


class Spans:
    """The suspensions of the clocks that `loaded` names, read the first time that one is needed."""

    def __init__(self, loaded: Callable[[], Iterable[uuid.UUID]]) -> None:
        self._loaded = loaded
        self._rows: dict[uuid.UUID, list[SuspensionRow]] | None = None
        self._new: list[SuspensionRow] = []
        self._ended: list[SuspensionRow] = []

    def of(self, deadline: Deadline) -> list[Suspension]:
        """Give a clock's suspensions in the kernel's terms."""
        return [Suspension(row.since, row.until, row.cause) for row in self._of(deadline)]

    def begin(self, deadline: Deadline, *, cause: str, since: datetime) -> None:
        """Note that a clock stands still from then on."""
        self._new.append(SuspensionRow(deadline=deadline, cause=cause, since=since))

    def end(self, deadline: Deadline, *, until: datetime) -> None:
        """Note that a clock has run on since then."""
        for row in self._of(deadline):
            if row.until is None:
                row.until = until
                self._ended.append(row)

    def save(self) -> None:
        """Write what began and what ended, a statement each."""
        ended = [row for row in self._ended if row.pk is not None]
        if ended:
            SuspensionRow.objects.bulk_update(ended, ["until"])
        if self._new:
            SuspensionRow.objects.bulk_create(self._new)
        self._new, self._ended = [], []

    def _of(self, deadline: Deadline) -> list[SuspensionRow]:
        if self._rows is None:
            self._rows = defaultdict(list)
            rows = SuspensionRow.objects.filter(deadline_id__in=list(self._loaded()))
            for row in rows.order_by("since", "id"):
                self._rows[row.deadline_id].append(row)
        fresh = [row for row in self._new if row.deadline_id == deadline.pk]
        return [*self._rows[deadline.pk], *fresh]
