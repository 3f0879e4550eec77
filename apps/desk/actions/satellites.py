"""Writes about satellites that belong into the record of their matter."""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction

from apps.documents.models import Document
from apps.evidence import actions as evidence
from apps.evidence.models import Evidence
from apps.matters.actions import Work, note
from apps.matters.models import Matter
from apps.matters.queries import read_any
from clue_transfer.actors import SYSTEM, Actor
from clue_transfer.errors import FieldError, Invalid, NotYourStep, WrongStatus
from clue_transfer.visibility import Relation, may_be_carried, may_contribute
from clue_transfer.vocabulary import Party, Secrecy, Verb


def add_evidence(
    stream: BinaryIO,
    *,
    matter_id: UUID,
    name: str,
    actor: Actor,
    now: datetime,
    declared_sha256: str | None,
    size: int,
    kind: str,
    remark: str,
) -> Evidence:
    """Store a file as evidence of a matter and write its hash into the record, or neither."""
    matter = read_any(matter_id, actor=actor)
    with transaction.atomic():
        stored = evidence.store(
            stream,
            name=name,
            matter_id=matter_id,
            actor=actor,
            now=now,
            declared_sha256=declared_sha256,
            declared_size=size,
            kind=kind,
            note=remark,
        )
        note(
            matter.kind,
            pk=matter_id,
            actor=actor,
            now=now,
            event=f"{matter.kind}.evidence_added",
            verb=Verb.ADD_EVIDENCE,
            content={"evidence": str(stored.pk), "name": stored.name, "sha256": stored.sha256},
            allow=_party_of_open_matter,
        )
    return stored


def carry_evidence(
    source: Evidence, *, to: UUID, actor: Actor, now: datetime, kind: str, remark: str
) -> Evidence:
    """Lay evidence of one matter beside another that the department also takes part in.

    Refused where the department has no part in the first, and where more persons may read the
    second than the first. The bytes are not sent again; both records name the other line.
    """
    target = read_any(to, actor=actor)
    with transaction.atomic():
        if not may_be_carried(Secrecy(source.matter.secrecy), to=Secrecy(target.secrecy)):
            raise Invalid(
                errors=[FieldError("/matter", "less-secret", "不能调取到知悉范围更宽的事项")]
            )
        carried = evidence.carry(source, to=to, actor=actor, now=now, kind=kind, note=remark)
        both = [(source, carried, _party), (carried, source, _party_of_open_matter)]
        # Dossiers are locked in the order of their keys, here as everywhere.
        for place, other, allow in sorted(both, key=lambda each: each[0].matter.root_id):
            note(
                place.matter.kind,
                pk=place.matter_id,
                actor=actor,
                now=now,
                event=f"{place.matter.kind}.evidence_carried",
                verb=Verb.CARRY_EVIDENCE,
                content={
                    "evidence": str(place.pk),
                    "other": str(other.pk),
                    "name": place.name,
                    "sha256": place.sha256,
                },
                allow=allow,
            )
    return carried


def note_document(document: Document) -> None:
    """Write the hashes of a finished paper into its matter's record, in the same transaction."""
    kind = Matter.objects.values_list("kind", flat=True).get(pk=document.matter_id)
    note(
        kind,
        pk=document.matter_id,
        actor=SYSTEM,
        now=document.ready_at or document.created_at,
        event=f"{kind}.document_issued",
        verb=Verb.ISSUE_DOCUMENT,
        content={
            "document": str(document.pk),
            "document_kind": document.kind,
            "document_number": document.number,
            "sha256": document.sha256,
            "docx_sha256": document.docx_sha256,
        },
    )


def _party(work: Work, matter: Any) -> None:
    relations = [
        Relation(row.department_id, Party(row.part), current=row.until is None)
        for row in work.parties[matter.pk]
    ]
    if not may_contribute(work.actor, relations=relations):
        raise NotYourStep("只有事项的当事部门可以添加、调取证据")


def _party_of_open_matter(work: Work, matter: Any) -> None:
    _party(work, matter)
    if matter.concluded_at is not None:
        raise WrongStatus("事项已终结，不能再添加证据")
