"""What criminal thresholds are in force, and how a clue's hits stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from apps.clues.models import LegOutcome, ScreeningHit, Threshold, Transfer
from apps.common.api.wording import word_for
from apps.deadlines.models import Deadline
from apps.matters.models import Access, Matter, not_secret
from apps.matters.reach import former_end, read_now
from clue_transfer import thresholds as kernel
from clue_transfer.actors import Actor
from clue_transfer.typed_facts import FACTS
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, DecisionKind, Kind, Status

_BEFORE_POLICE = (DeadlineKind.TRANSFER_DECISION, DeadlineKind.TRANSFER_HANDOVER)
_AT_POLICE = (DeadlineKind.POLICE_FILING, DeadlineKind.FILING_ORDER)


def thresholds(at: int) -> tuple[kernel.Threshold, ...]:
    """Return the active thresholds at a stamp, read from the database once a stamp and process."""
    return _thresholds(str(connection.settings_dict["NAME"]), at)


@lru_cache(maxsize=4)
def _thresholds(database: str, at: int) -> tuple[kernel.Threshold, ...]:  # noqa: ARG001 - the key
    return tuple(kernel_threshold(row) for row in Threshold.objects.filter(active=True))


def kernel_threshold(row: Threshold) -> kernel.Threshold:
    """Carry a row into the kernel's terms."""
    return kernel.Threshold(
        id=row.pk,
        code=row.code,
        version=row.version,
        crime=row.crime,
        article=row.article,
        text=row.text,
        grade=kernel.Grade(row.grade),
        all_of=kernel.comparisons(row.all_of),
        any_of=kernel.comparisons(row.any_of),
        margin=row.margin,
        active=row.active,
        effective_from=row.effective_from,
        effective_until=row.effective_until,
    )


def hits_of(clue: Matter, *, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Show a clue's hits with what they warn of; to a former party those up to its end."""
    rows = ScreeningHit.objects.filter(clue=clue.pk)
    rows = rows.select_related("threshold", "answered_by", "approved_by")
    until = former_end(clue.pk, actor=actor)
    if until is not None:
        rows = rows.filter(found_at__lt=until)
    rows = with_standing(rows, now=now).order_by("-threshold__grade", "threshold__code", "pk")
    return [_shown(row, flags=_flags(row)) for row in rows]


def unanswered_hits(actor: Actor) -> QuerySet[ScreeningHit]:
    """Find the hits of clues that the actor reads now which nobody has answered and approved."""
    return _read_now(actor).filter(approved_at__isnull=True)


Cases = Mapping[kernel.Flag, Sequence[tuple[UUID, UUID]]]
"""The cases that each flag warns of, with the roots of their dossiers."""


def wrong_cases(actor: Actor, *, now: datetime) -> Cases:
    """Find the crime referrals that are not over and stand wrong, in one query; for boards.

    They are few, while the hits of all years are many: `flagged_hits` begins with them.
    """
    late = _late(now).filter(matter_id=OuterRef("matter_id"))
    rows = Access.objects.visible_to(actor).exclude(why=Why.FORMER)
    wrong = Exists(late.filter(kind__in=(*_BEFORE_POLICE, *_AT_POLICE)))
    rows = rows.filter(
        wrong | Q(matter__status=Status.REFUSED), kind=Kind.CRIME_REFERRAL, open=True, primary=True
    ).annotate(
        before=_truth(
            Exists(late.filter(kind__in=_BEFORE_POLICE)), Q(matter__status=Status.REFUSED)
        ),
        there=_truth(Exists(late.filter(kind__in=_AT_POLICE))),
    )
    found: dict[kernel.Flag, list[tuple[UUID, UUID]]] = {
        kernel.Flag.NOT_TRANSFERRED: [],
        kernel.Flag.NOT_FILED: [],
    }
    for case, root, before, there in rows.values_list(
        "matter_id", "matter__root_id", "before", "there"
    ):
        if before:
            found[kernel.Flag.NOT_TRANSFERRED].append((case, root))
        if there:
            found[kernel.Flag.NOT_FILED].append((case, root))
    return found


def flagged_hits(
    actor: Actor, *, flag: kernel.Flag, now: datetime, cases: Cases | None = None
) -> QuerySet[ScreeningHit]:
    """Find the hits of clues that the actor reads now which warn of something; for boards.

    Of cases only those that the actor reads as well and that are not over, which a caller that
    asks for several flags finds once (`wrong_cases`).
    """
    if flag is kernel.Flag.PENALTY_INSTEAD:
        return with_standing(unanswered_hits(actor), now=now).filter(penalized=True)
    wrong = (cases or wrong_cases(actor, now=now))[flag]
    answered = ScreeningHit.objects.filter(referral__in=[case for case, _ in wrong])
    beside = ScreeningHit.objects.filter(
        referral__isnull=True, clue__root_id__in=[root for _, root in wrong]
    )
    return _read_now(actor).filter(pk__in=answered.values("pk").union(beside.values("pk")))


def _truth(*facts: Any) -> ExpressionWrapper[Any]:
    met = Q()
    for fact in facts:
        met |= Q(fact)
    return ExpressionWrapper(met, output_field=BooleanField())


def _read_now(actor: Actor) -> QuerySet[ScreeningHit]:
    return ScreeningHit.objects.filter(read_now(actor, matter="clue"), not_secret(actor, at="clue"))


def _late(now: datetime) -> QuerySet[Deadline]:
    return Deadline.objects.filter(
        Q(state=DeadlineState.RUNNING, due_at__lt=now)
        | Q(state=DeadlineState.STOPPED, stopped_at__gt=F("due_at")),
        matter__kind=Kind.CRIME_REFERRAL,
    )


def with_standing(rows: QuerySet[ScreeningHit], *, now: datetime) -> QuerySet[Any]:
    """Annotate what stands beside hits: `penalized`, `refused` and what is `late_…`.

    The referral that answers counts; before there is one, each of the dossier.
    """
    fined = LegOutcome.objects.filter(transfer=OuterRef("pk"), outcome__penalty=True)
    legs = Transfer.objects.filter(
        Q(decision_kind=DecisionKind.PENALTY) | Exists(fined), root=OuterRef("clue__root")
    )
    refused = Matter.objects.filter(kind=Kind.CRIME_REFERRAL, status=Status.REFUSED)
    clocks = _late(now)
    return rows.annotate(
        penalized=Exists(legs),
        refused=_among_cases(refused, at=""),
        late_before_police=_among_cases(clocks.filter(kind__in=_BEFORE_POLICE), at="matter__"),
        late_at_police=_among_cases(clocks.filter(kind__in=_AT_POLICE), at="matter__"),
    )


def _among_cases(rows: QuerySet[Any], *, at: str) -> ExpressionWrapper[Any]:
    answer = rows.filter(**{f"{at}pk": OuterRef("referral_id")})
    dossier = rows.filter(**{f"{at}root": OuterRef("clue__root")})
    found = Q(Exists(answer), referral__isnull=False) | Q(Exists(dossier), referral__isnull=True)
    return ExpressionWrapper(found, output_field=BooleanField())


def _flags(row: Any) -> list[kernel.Flag]:
    return kernel.flags(
        kernel.Standing(
            answered=row.approved_at is not None,
            penalized=row.penalized,
            referral=Status.REFUSED if row.refused else None,
            late_before_police=row.late_before_police,
            late_at_police=row.late_at_police,
        )
    )


def _shown(row: ScreeningHit, *, flags: list[kernel.Flag]) -> dict[str, Any]:
    fact = FACTS.get(row.fact, kernel.QUOTIENT)
    return {
        "id": row.pk,
        "threshold": row.threshold.code,
        "version": row.threshold.version,
        "crime": row.threshold.crime,
        "grade": row.threshold.grade,
        "grade_label": word_for(kernel.Grade(row.threshold.grade)),
        "article": row.threshold.article,
        "text": row.threshold.text,
        "confidence": row.threshold.confidence,
        "subject": row.subject_id,
        "fact": row.fact,
        "fact_label": word_for(fact),
        "unit": fact.unit,
        "value": row.value,
        "limit": row.limit,
        "multiple": row.multiple,
        "borderline": row.borderline,
        "still_met": row.still_met,
        "found_at": row.found_at,
        "found_by": row.found_by,
        "answer": row.answer_kind,
        "answer_label": word_for(kernel.Answer(row.answer_kind)) if row.answer_kind else "",
        "reason": row.reason,
        "referral": row.referral_id,
        "answered_by": row.answered_by and row.answered_by.get_full_name(),
        "answered_at": row.answered_at,
        "approved_by": row.approved_by and row.approved_by.get_full_name(),
        "approved_at": row.approved_at,
        "sent_back": word_for(row.sent_back),
        "flags": [str(each) for each in flags],
        "flag_labels": [word_for(each) for each in flags],
    }
