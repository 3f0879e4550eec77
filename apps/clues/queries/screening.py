"""What criminal thresholds are in force, and how a clue's hits stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import F, Q

from apps.clues.models import ScreeningHit, Threshold, Transfer
from apps.common.api.wording import word_for
from apps.deadlines.models import Deadline
from apps.matters.models import Matter
from apps.matters.reach import former_end
from clue_transfer import thresholds as kernel
from clue_transfer.actors import Actor
from clue_transfer.typed_facts import FACTS
from clue_transfer.vocabulary import DeadlineKind, DecisionKind, Kind, Status

_BEFORE_POLICE = (DeadlineKind.TRANSFER_DECISION, DeadlineKind.TRANSFER_HANDOVER)


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
    found = list(rows.order_by("-threshold__grade", "threshold__code", "pk"))
    if not found:
        return []
    standing = _Standing(clue, found, now=now)
    return [_shown(row, flags=standing.flags(row)) for row in found]


class _Standing:
    """What is known beside the hits of one clue, read in three queries."""

    def __init__(self, clue: Matter, hits: Iterable[ScreeningHit], *, now: datetime) -> None:
        legs = Transfer.objects.filter(root=clue.root_id, decision_kind=DecisionKind.PENALTY)
        self._penalized = legs.exists()
        chosen = {row.referral_id for row in hits} - {None}
        cases = Matter.objects.filter(Q(root=clue.root_id) | Q(pk__in=chosen))
        self._cases = dict(cases.filter(kind=Kind.CRIME_REFERRAL).values_list("pk", "status"))
        late = Deadline.objects.filter(matter__in=list(self._cases)).filter(
            Q(stopped_at__gt=F("due_at")) | Q(stopped_at__isnull=True, due_at__lt=now)
        )
        self._late = set(late.values_list("matter_id", "kind"))

    def flags(self, row: ScreeningHit) -> list[kernel.Flag]:
        """Say what one hit warns of."""
        cases = [row.referral_id] if row.referral_id in self._cases else list(self._cases)
        refused = any(self._cases[pk] == Status.REFUSED for pk in cases)
        return kernel.flags(
            kernel.Standing(
                answered=row.approved_at is not None,
                penalized=self._penalized,
                referral=Status.REFUSED if refused else None,
                late_before_police=any(
                    (pk, kind) in self._late for pk in cases for kind in _BEFORE_POLICE
                ),
                late_at_police=any((pk, DeadlineKind.POLICE_FILING) in self._late for pk in cases),
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
        "sent_back": row.sent_back,
        "flags": [str(each) for each in flags],
        "flag_labels": [word_for(each) for each in flags],
    }
