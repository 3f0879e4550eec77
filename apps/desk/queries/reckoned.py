"""Open clocks as a calendar would have them: to foresee, to check, to leave alone what stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.deadlines.actions import due_of
from apps.deadlines.models import Deadline, Suspension
from apps.deadlines.queries import Rulebook
from clue_transfer import deadlines as kernel
from clue_transfer.calendars import WorkCalendar, end_of_day, start_of_day
from clue_transfer.errors import Refused
from clue_transfer.vocabulary import DeadlineState

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A clock as it is stored, and when it is due by the rules; `None` if nobody can tell."""

    clock: Deadline
    due: kernel.Due | None

    @property
    def differs(self) -> bool:
        """Whether what is stored is not what the rules say."""
        return self.due != kernel.Due(self.clock.due_at, self.clock.provisional)


def reckoned(
    clocks: QuerySet[Deadline], *, rulebook: Rulebook, calendar: WorkCalendar, batch: int = BATCH
) -> Iterator[list[Reckoned]]:
    """Reckon running clocks in batches, two statements each, without a lock.

    A clock that stands suspended has no due time; it is answered as it is stored.
    """
    last: UUID | None = None
    rows = clocks.order_by("pk")
    while found := list((rows if last is None else rows.filter(pk__gt=last))[:batch]):
        spans: dict[UUID, list[kernel.Suspension]] = defaultdict(list)
        stood = Suspension.objects.filter(deadline__in=[each.pk for each in found])
        for pk, since, until, cause in stood.order_by("since").values_list(
            "deadline_id", "since", "until", "cause"
        ):
            spans[pk].append(kernel.Suspension(since, until, cause))
        yield [
            Reckoned(each, _due(each, spans[each.pk], rulebook=rulebook, calendar=calendar))
            for each in found
        ]
        last = found[-1].pk


def concerned_by(days: Collection[date], *, calendar_version: int) -> QuerySet[Deadline]:
    """Keep the running clocks that days of another kind may move.

    A clock knows the days after its start up to its due day alone; one that was reckoned under
    another calendar than `calendar_version` may move for that reason.
    """
    stale = Q(calendar_version__lt=calendar_version) | Q(calendar_version__gt=calendar_version)
    if days:
        since, until = start_of_day(min(days)), end_of_day(max(days))
        stale |= Q(started_at__lte=until, due_at__gte=since)
    return Deadline.objects.filter(stale, state=DeadlineState.RUNNING)


def _due(
    clock: Deadline,
    spans: list[kernel.Suspension],
    *,
    rulebook: Rulebook,
    calendar: WorkCalendar,
) -> kernel.Due | None:
    if clock.state != DeadlineState.RUNNING:
        return kernel.Due(clock.due_at, clock.provisional)
    try:
        rule = rulebook.by_id(clock.rule_id)
        return due_of(clock, rule=rule, spans=spans, calendar=calendar)
    except Refused:
        return None
