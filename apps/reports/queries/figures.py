"""The rows that the board of the two laws counts, as far as the reader may know of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from apps.clues.queries import flagged_hits, unanswered_hits
from apps.clues.queries.screening import Cases
from apps.deadlines.models import Deadline
from apps.desk.queries import nearest_open, waits
from apps.matters.models import Access
from clue_transfer import board
from clue_transfer.actors import Actor
from clue_transfer.board import Figure
from clue_transfer.thresholds import Flag
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, Kind
from clue_transfer.workflows import TWO_LAWS

_REPLIES = (DeadlineKind.OPINION_REPLY, DeadlineKind.SUGGESTION_REPLY, DeadlineKind.SET_DATE)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one figure, each with its `stage`; `matter` is the way to what they are about."""

    rows: QuerySet[Any]
    matter: str = "matter"
    due: str = ""
    rule: str = ""
    """Where the rule stands whose article the figure is about, if a clock is counted."""


def rows_of(figure: Figure, *, actor: Actor, now: datetime, cases: Cases | None = None) -> Rows:
    """Read the rows of a figure that the actor may know of: what a former party had is not.

    A board, which asks for every figure, finds the `cases` that stand wrong once.
    """
    if figure in _FLAGGED:
        return _hits(flagged_hits(actor, flag=_FLAGGED[figure], now=now, cases=cases))
    return _SOURCES[figure](actor, now)


def within_divisions(found: Rows, *, codes: Collection[str]) -> Rows:
    """Keep the rows whose matter is in one of these divisions."""
    rows = found.rows.filter(**{f"{found.matter}__division_id__in": sorted(codes)})
    return Rows(rows, found.matter, found.due, found.rule)


def without_division(found: Rows) -> Rows:
    """Keep the rows whose matter names no division."""
    rows = found.rows.filter(**{f"{found.matter}__division__isnull": True})
    return Rows(rows, found.matter, found.due, found.rule)


def of_stage(found: Rows, *, stage: str) -> Rows:
    """Keep the rows of one stage."""
    return Rows(found.rows.filter(stage=stage), found.matter, found.due, found.rule)


def counted(found: Rows) -> list[tuple[str, str, int, list[str]]]:
    """Count rows by stage and division, with the articles of their rules: one query."""
    articles: Mapping[str, Any] = (
        {"articles": ArrayAgg(f"{found.rule}__citation", distinct=True)} if found.rule else {}
    )
    rows = (
        found.rows.order_by()
        .values("stage", place=F(f"{found.matter}__division_id"))
        .annotate(count=Count("pk"), **articles)
    )
    return [
        (row["stage"], row["place"] or "", row["count"], row.get("articles") or []) for row in rows
    ]


def _waits(actor: Actor, _now: datetime) -> Rows:
    rows = waits(actor).filter(matter__kind__in=TWO_LAWS)
    return Rows(rows.annotate(stage=_text("matter__kind", "verb")), due="due_at")


def _unanswered(actor: Actor, _now: datetime) -> Rows:
    return _hits(unanswered_hits(actor))


def _hits(rows: QuerySet[Any]) -> Rows:
    return Rows(rows.annotate(stage=F("threshold__grade")), matter="clue")


def _late(kinds: Collection[DeadlineKind]) -> Callable[[Actor, datetime], Rows]:
    def read(actor: Actor, now: datetime) -> Rows:
        clocks, due, _ = nearest_open(actor)
        rows = clocks.filter(
            matter__kind__in=(Kind.CRIME_REFERRAL, Kind.DETENTION_REFERRAL),
            kind__in=kinds,
            state=DeadlineState.RUNNING,
            **{f"{due}__lt": now},
        )
        return Rows(rows.annotate(stage=_clock_stage()), due="due_at", rule="rule")

    return read


def _clock_stage() -> Case:
    tracks = [
        When(
            kind=DeadlineKind.POLICE_FILING,
            rule__code=rule,
            then=Value(board.clock_stage(DeadlineKind.POLICE_FILING, rule=rule)),
        )
        for rule in board.LONGER_TRACKS
    ]
    return Case(*tracks, default=F("kind"), output_field=CharField())


def _not_filed(actor: Actor, _now: datetime) -> Rows:
    standing = Q(pk__in=())
    for kind, statuses in board.NOT_FILED.items():
        standing |= Q(kind=kind, matter__status__in=statuses)
    rows = _open(actor, board.NOT_FILED).filter(standing)
    return Rows(rows.annotate(stage=_text("kind", "matter__status")), due="next_due_at")


def _opinions(actor: Actor, now: datetime) -> Rows:
    late = Deadline.objects.filter(
        matter_id=OuterRef("matter_id"),
        kind__in=_REPLIES,
        state=DeadlineState.RUNNING,
        due_at__lt=now,
    )
    rows = _open(actor, (Kind.OPINION,)).filter(matter__status__in=board.UNANSWERED)
    papers = [
        When(matter__opinion__opinion_kind=kind, then=Value(str(paper)))
        for kind, paper in board.PAPERS.items()
    ]
    standing = Case(
        When(Exists(late), then=Value(board.LATE)),
        default=Value(board.IN_TIME),
        output_field=CharField(),
    )
    rows = rows.annotate(
        paper=Case(*papers, default=Value(""), output_field=CharField()), standing=standing
    )
    return Rows(rows.annotate(stage=_text("paper", "standing")), due="next_due_at")


def _open(actor: Actor, kinds: Collection[Kind]) -> QuerySet[Any]:
    rows = Access.objects.visible_to(actor).filter(kind__in=kinds, open=True, primary=True)
    return rows.exclude(why=Why.FORMER)


def _text(*parts: str) -> Concat:
    first, second = parts
    return Concat(F(first), Value("."), F(second), output_field=CharField())


_FLAGGED: Mapping[Figure, Flag] = {
    Figure.PENALTY_INSTEAD: Flag.PENALTY_INSTEAD,
    Figure.NOT_TRANSFERRED: Flag.NOT_TRANSFERRED,
    Figure.NOT_DECIDED: Flag.NOT_FILED,
}
_SOURCES: Mapping[Figure, Callable[[Actor, datetime], Rows]] = {
    Figure.WAITS_FOR_ME: _waits,
    Figure.UNANSWERED_HITS: _unanswered,
    Figure.TRANSFERS_LATE: _late(board.LATE_BEFORE_POLICE),
    Figure.POLICE_LATE: _late(board.LATE_AT_POLICE),
    Figure.NON_FILINGS: _not_filed,
    Figure.OPINIONS_UNANSWERED: _opinions,
}
