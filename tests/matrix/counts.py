"""What the board must count for somebody: each row walked through, in the kernel's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.clues.models import LegOutcome, ScreeningHit, Transfer
from apps.deadlines.models import Deadline
from apps.matters.models import Matter, Wait
from apps.opinions.models import Opinion
from clue_transfer import board
from clue_transfer.actors import Actor
from clue_transfer.board import Figure
from clue_transfer.deadlines import standing
from clue_transfer.thresholds import Flag, flags
from clue_transfer.thresholds import Standing as Beside
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, Kind, Standing, Status
from clue_transfer.workflows import TWO_LAWS
from tests.matrix.truth import Truth

OF_FLAGS = {
    Flag.PENALTY_INSTEAD: Figure.PENALTY_INSTEAD,
    Flag.NOT_TRANSFERRED: Figure.NOT_TRANSFERRED,
    Flag.NOT_FILED: Figure.NOT_DECIDED,
}
CASES = (Kind.CRIME_REFERRAL, Kind.DETENTION_REFERRAL)
Cell = tuple[Figure, str, str]
"""Figure, stage, division."""


class Counts:
    """Everything that may be counted, read once and without a filter."""

    def __init__(self, *, truth: Truth, now: datetime) -> None:
        self.truth, self.now = truth, now
        self.matters = {row.pk: row for row in Matter.objects.all()}
        self.clocks: dict[UUID, list[Deadline]] = {}
        for clock in Deadline.objects.select_related("rule"):
            self.clocks.setdefault(clock.matter_id, []).append(clock)
        self.waits = list(Wait.objects.all())
        self.hits = list(ScreeningHit.objects.select_related("threshold"))
        self.papers = dict(Opinion.objects.values_list("pk", "opinion_kind"))
        fined = set(
            LegOutcome.objects.filter(outcome__penalty=True).values_list("transfer", flat=True)
        )
        self.penalized = {
            leg.root_id
            for leg in Transfer.objects.all()
            if leg.decision_kind == "penalty" or leg.pk in fined
        }

    def of(self, actor: Actor) -> Counter[Cell]:
        """Count all figures for one reader."""
        found: Counter[Cell] = Counter()
        for figure, stage, matter in self._rows(actor):
            found[figure, stage, self.matters[matter].division_id or ""] += 1
        return found

    def _rows(self, actor: Actor) -> Iterator[tuple[Figure, str, UUID]]:
        for wait in self.waits:
            kind = self.matters[wait.matter_id].kind
            mine = actor.department is not None and wait.department_id == actor.department
            if mine and kind in TWO_LAWS and self.truth.sees(actor, wait.matter_id):
                yield Figure.WAITS_FOR_ME, f"{kind}.{wait.verb}", wait.matter_id
        for hit in self.hits:
            if self._reads(actor, hit.clue_id):
                grade = hit.threshold.grade
                if hit.approved_at is None:
                    yield Figure.UNANSWERED_HITS, grade, hit.clue_id
                for flag in flags(self._beside(actor, hit)):
                    yield OF_FLAGS[flag], grade, hit.clue_id
        for pk, matter in self.matters.items():
            if matter.kind in TWO_LAWS and self._reads(actor, pk):
                yield from ((figure, stage, pk) for figure, stage in self._of_matter(matter))

    def _reads(self, actor: Actor, pk: UUID) -> bool:
        return self.truth.sees(actor, pk) and not self.truth.former(actor, pk)

    def _of_matter(self, matter: Matter) -> Iterator[tuple[Figure, str]]:
        kind, status = Kind(matter.kind), Status(matter.status)
        late = [row for row in self.clocks.get(matter.pk, ()) if self._overdue(row)]
        if kind in CASES:
            for clock in late:
                stage = board.clock_stage(clock.kind, rule=clock.rule.code)
                if clock.kind in board.LATE_BEFORE_POLICE:
                    yield Figure.TRANSFERS_LATE, stage
                if clock.kind in board.LATE_AT_POLICE:
                    yield Figure.POLICE_LATE, stage
        if status in board.NOT_FILED.get(kind, ()):
            yield Figure.NON_FILINGS, f"{kind}.{status}"
        if kind is Kind.OPINION and status in board.UNANSWERED:
            replies = {"opinion_reply", "suggestion_reply", "set_date"}
            how = board.LATE if any(row.kind in replies for row in late) else board.IN_TIME
            yield Figure.OPINIONS_UNANSWERED, f"{board.PAPERS[self.papers[matter.pk]]}.{how}"

    def _overdue(self, clock: Deadline) -> bool:
        stands = standing(
            due_at=clock.due_at,
            now=self.now,
            state=DeadlineState(clock.state),
            started_at=clock.started_at,
        )
        return stands is Standing.OVERDUE

    def _beside(self, actor: Actor, hit: Any) -> Beside:
        """What stands beside a hit: of cases those that are not over and that the reader reads."""
        root = self.matters[hit.clue_id].root_id
        cases = [
            row
            for row in self.matters.values()
            if row.kind == Kind.CRIME_REFERRAL
            and (row.pk == hit.referral_id if hit.referral_id else row.root_id == root)
            and row.concluded_at is None
            and self._reads(actor, row.pk)
        ]
        late = {
            clock.kind
            for case in cases
            for clock in self.clocks.get(case.pk, ())
            if self._overdue(clock)
            or (clock.state == "stopped" and clock.stopped_at and clock.stopped_at > clock.due_at)
        }
        refused = any(case.status == Status.REFUSED for case in cases)
        return Beside(
            answered=hit.approved_at is not None,
            penalized=root in self.penalized,
            referral=Status.REFUSED if refused else None,
            late_before_police=bool(
                late & {DeadlineKind.TRANSFER_DECISION, DeadlineKind.TRANSFER_HANDOVER}
            ),
            late_at_police=bool(late & {DeadlineKind.POLICE_FILING, DeadlineKind.FILING_ORDER}),
        )
