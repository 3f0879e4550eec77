"""Show and correct who complained, each time on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.audit.actions import record_reading
from apps.clues.actions.reporters.sealing import opened, sealed_row
from apps.clues.models import Clue, Complaint, Reporter
from apps.matters.actions import Work, edit
from apps.matters.models import recused_persons
from clue_transfer.actors import Actor
from clue_transfer.errors import NotFound, NotYourStep, WrongStatus
from clue_transfer.machine import check_recusal
from clue_transfer.visibility import may_correct_reporter, may_read_reporter
from clue_transfer.vocabulary import Kind, Party


def read(complaint: UUID, *, actor: Actor, now: datetime) -> dict[str, str]:
    """Open who complained, once the reading is on record; NotFound to everybody else.

    Call it outside a transaction: the reading must stand whatever becomes of the answer.
    """
    found = Complaint.objects.visible_to(actor).filter(pk=complaint).first()
    return _read(found, "complaints/reporter", actor=actor, now=now, beside=())


def read_of_clue(clue: UUID, *, actor: Actor, now: datetime) -> dict[str, str]:
    """Open who complained of what a clue was opened from, as `read` does."""
    visible = Clue.objects.visible_to(actor).filter(pk=clue).values("pk")
    found = Complaint.objects.visible_to(actor).filter(opened_clue__in=visible).first()
    return _read(found, "clues/reporter", actor=actor, now=now, beside=(clue,))


def correct(
    complaint: UUID, identity: Mapping[str, str], *, actor: Actor, now: datetime, version: int
) -> Work:
    """Seal who complained anew; the record tells that it was done, not what stood there."""

    def change(work: Work, matter: Any) -> dict[str, Any]:
        if not may_correct_reporter(actor, intake=matter.intake_id):
            raise NotYourStep(who=Party.INTAKE)
        if matter.anonymous:
            raise WrongStatus("匿名举报不登记举报人信息")
        row = sealed_row(matter.pk, identity, now=work.now)
        Reporter.objects.update_or_create(
            complaint_id=matter.pk,
            defaults={
                "ciphertext": row.ciphertext,
                "key": row.key,
                "created_at": row.created_at,
            },
        )
        return {"changed": ["reporter"]}

    return edit(
        Kind.COMPLAINT,
        among=Complaint.objects.visible_to,
        pk=complaint,
        actor=actor,
        now=now,
        version=version,
        change=change,
    )


def _read(
    complaint: Complaint | None,
    route: str,
    *,
    actor: Actor,
    now: datetime,
    beside: tuple[UUID, ...],
) -> dict[str, str]:
    if complaint is None or not may_read_reporter(actor, intake=complaint.intake_id):
        raise NotFound
    check_recusal(actor, recused=recused_persons(complaint.root_id))
    row = Reporter.objects.filter(complaint_id=complaint.pk).first()
    if row is None:
        raise NotFound
    record_reading(route, actor=actor, now=now, matters=[complaint.pk, *beside])
    return opened(row)
