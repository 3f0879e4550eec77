"""Answer a threshold that is met: by a referral, or by a reason that another person approves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.clues.models import ClueSubject, ScreeningHit
from apps.matters.actions import Work, note
from apps.matters.kinds import spec_of
from apps.matters.models import Matter
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, Incomplete, Invalid, NotFound, NotYourStep, WrongStatus
from clue_transfer.thresholds import (
    ANSWERED_BY,
    APPROVED_BY,
    NO_REFERRAL,
    Answer,
    answer_errors,
    answering,
    same_subject,
)
from clue_transfer.vocabulary import Kind, Party, Verb


def answer_hit(
    clue: UUID, hit: int, *, given: Mapping[str, Any], actor: Actor, now: datetime
) -> None:
    """Keep how the handling department answers; an approved answer stands."""

    def change(row: ScreeningHit) -> dict[str, Any]:
        if row.approved_at is not None:
            raise WrongStatus("答复已经批准，不能更改")
        errors = answer_errors(given)
        if errors:
            raise Incomplete(errors=errors)
        row.answer_kind = given["kind"]
        row.reason = given.get("reason") or ""
        row.referral_id = None
        if given["kind"] == Answer.REFERRAL:
            row.referral_id = _referral(given["referral"], clue=clue, actor=actor)
        row.answered_by_id, row.answered_at, row.sent_back = actor.person, now, ""
        return {"kind": row.answer_kind, "reason": row.reason, "referral": row.referral_id}

    _on(clue, hit, verb=Verb.ANSWER_HIT, roles=ANSWERED_BY, change=change, actor=actor, now=now)


def approve_answer(clue: UUID, hit: int, *, actor: Actor, now: datetime) -> None:
    """Let the lead approve what somebody else has answered."""

    def change(row: ScreeningHit) -> dict[str, Any]:
        _check_answered(row, actor=actor)
        row.approved_by_id, row.approved_at = actor.person, now
        return {
            "kind": row.answer_kind,
            "reason": row.reason,
            "referral": row.referral_id,
            "answered_by": row.answered_by and row.answered_by.get_full_name(),
            "approved_by": actor.name,
        }

    _on(clue, hit, verb=Verb.APPROVE_ANSWER, roles=APPROVED_BY, change=change, actor=actor, now=now)


def send_back_answer(clue: UUID, hit: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Let the lead send an answer back with the reason."""

    def change(row: ScreeningHit) -> dict[str, Any]:
        _check_answered(row, actor=actor)
        row.answer_kind, row.sent_back = "", reason
        return {"reason": reason}

    verb = Verb.SEND_BACK_ANSWER
    _on(clue, hit, verb=verb, roles=APPROVED_BY, change=change, actor=actor, now=now)


def _check_answered(row: ScreeningHit, *, actor: Actor) -> None:
    if row.approved_at is not None:
        raise WrongStatus("答复已经批准，不能更改")
    if not row.answer_kind:
        raise WrongStatus("尚未答复，须先由承办人答复")
    if row.answered_by_id in actor.persons:
        raise NotYourStep("答复不得由答复人本人批准或退回")


def _on(
    clue: UUID,
    hit: int,
    *,
    verb: Verb,
    roles: Any,
    change: Any,
    actor: Actor,
    now: datetime,
) -> None:
    content: dict[str, Any] = {}

    def allow(work: Work, matter: Any) -> None:
        parts = [
            (Party(row.part), row.department_id)
            for row in work.parties[matter.pk]
            if row.until is None
        ]
        if actor.department not in answering(parts) or not actor.has(*roles):
            raise NotYourStep(who=tuple(sorted(roles)))
        rows = ScreeningHit.objects.select_for_update(of=("self",))
        rows = rows.select_related("threshold", "answered_by")
        row = rows.filter(pk=hit, clue=clue).first()
        if row is None:
            raise NotFound
        content.update({"threshold": row.threshold.code, **change(row)})
        row.save()
        work.touch(matter)

    note(
        Kind.CLUE,
        pk=clue,
        actor=actor,
        now=now,
        event=f"clue.{_EVENTS[verb]}",
        verb=verb,
        content=content,
        allow=allow,
    )


_EVENTS = {
    Verb.ANSWER_HIT: "hit_answered",
    Verb.APPROVE_ANSWER: "answer_approved",
    Verb.SEND_BACK_ANSWER: "answer_sent_back",
}


def _referral(pk: UUID, *, clue: UUID, actor: Actor) -> UUID:
    """Find the crime referral that answers: of the same dossier, or about one of the subjects."""
    cases = spec_of(Kind.CRIME_REFERRAL).model.objects.visible_to(actor)
    case = cases.filter(pk=pk).exclude(status__in=NO_REFERRAL).first()
    if case is not None:
        root = Matter.objects.values_list("root_id", flat=True).get(pk=clue)
        own = ClueSubject.objects.filter(clue=clue).values("name", "subject__credit_code")
        here = [(row["name"], row["subject__credit_code"]) for row in own]
        there = [(row["name"], row.get("credit_code")) for row in case.subjects]
        if case.root_id == root or same_subject(here, there):
            return UUID(str(case.pk))
    raise Invalid(
        errors=[
            FieldError("/referral", "unknown-referral", "找不到针对该线索或其主体、已经启动的移送")
        ]
    )
