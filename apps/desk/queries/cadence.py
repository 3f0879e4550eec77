"""The figures of a digest: of departments, over matters that all their people may know of."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from apps.deadlines.models import Deadline
from apps.matters.models import Access, Wait
from clue_transfer.cadence import Period
from clue_transfer.calendars import end_of_day, local, start_of_day
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import DeadlineState, Kind, Secrecy

_OURS: Mapping[str, Any] = {
    "kind__in": [Kind.TRANSFER, Kind.COMPLAINT],
    "why__in": [Why.RECEIVER, Why.INTAKE],
    "primary": True,
}
"""What a department was handed or took in."""

CHECKED = 3
"""How many of the matters that ended in the period are named for a spot check."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What waits for a department and what became of its matters."""

    waiting: int = 0
    overdue: int = 0
    due_today: int = 0
    due_in_a_week: int = 0
    opened: int = 0
    concluded: int = 0

    @property
    def sentence(self) -> str:
        """The figures in one line."""
        return (
            f"待办{self.waiting}项，逾期{self.overdue}项，今日到期{self.due_today}项，"
            f"七日内到期{self.due_in_a_week}项；期内新收{self.opened}件，办结{self.concluded}件"
        )

    def as_content(self) -> dict[str, Any]:
        """The figures by name."""
        return asdict(self)

    @classmethod
    def sum(cls, several: Iterable[Figures]) -> Figures:
        """Add the figures of several departments."""
        rows = list(several)
        return cls(
            **{each.name: sum(getattr(row, each.name) for row in rows) for each in fields(cls)}
        )


def figures_of(
    departments: Collection[int], *, period: Period, now: datetime
) -> dict[int, Figures]:
    """Count for each department, in three statements whatever their number.

    What is confidential or sealed is left out: a digest goes to people who need not be named on it.
    """
    today = local(now).date()
    clocks = Deadline.objects.filter(
        department_id__in=list(departments),
        state=DeadlineState.RUNNING,
        matter__secrecy=Secrecy.INTERNAL,
        due_at__lte=now + timedelta(days=8),
    )
    by_clock = clocks.values("department_id").annotate(
        overdue=Count("pk", filter=Q(due_at__lt=now)),
        due_today=Count("pk", filter=Q(due_at__gte=now, due_at__lte=end_of_day(today))),
        due_in_a_week=Count(
            "pk", filter=Q(due_at__gte=now, due_at__lte=end_of_day(today + timedelta(days=7)))
        ),
    )
    waits = Wait.objects.filter(
        department_id__in=list(departments), matter__secrecy=Secrecy.INTERNAL
    )
    since, until = start_of_day(period.since), start_of_day(period.until)
    ours = Access.objects.filter(
        Q(opened_at__gte=since) | Q(matter__concluded_at__gte=since),
        department_id__in=list(departments),
        **_OURS,
        matter__secrecy=Secrecy.INTERNAL,
        opened_at__lt=until,
    )
    ended = Q(matter__concluded_at__gte=since, matter__concluded_at__lt=until)
    by_matter = ours.values("department_id").annotate(
        opened=Count("pk", filter=Q(opened_at__gte=since)),
        concluded=Count("pk", filter=ended),
    )
    by_turn = waits.values("department_id").annotate(waiting=Count("pk"))
    found: dict[int, dict[str, int]] = {department: {} for department in departments}
    rows: list[Any] = [*by_clock, *by_turn, *by_matter]
    for row in rows:
        found[row["department_id"]] |= {
            name: number for name, number in row.items() if name != "department_id"
        }
    return {department: Figures(**known) for department, known in found.items()}


def spot_checks(departments: Collection[int], *, period: Period) -> dict[int, list[str]]:
    """Choose a few of the matters that ended in the period for each department to look at again.

    The choice is fair and the same at every run: by a hash of matter and period.
    """
    since, until = start_of_day(period.since), start_of_day(period.until)
    rows = Access.objects.filter(
        department_id__in=list(departments),
        **_OURS,
        matter__secrecy=Secrecy.INTERNAL,
        matter__concluded_at__gte=since,
        matter__concluded_at__lt=until,
        matter__number__isnull=False,
    ).values_list("department_id", "matter__number")
    ended: dict[int, list[str]] = {}
    for department, number in rows:
        ended.setdefault(department, []).append(str(number))
    return {
        department: sorted(numbers, key=lambda each: _lot(each, period))[:CHECKED]
        for department, numbers in ended.items()
    }


def _lot(number: str, period: Period) -> str:
    return hashlib.sha256(f"{period.name} {number}".encode()).hexdigest()
