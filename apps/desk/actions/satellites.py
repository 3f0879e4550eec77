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
from clue_transfer.errors import NotYourStep, WrongStatus
from clue_transfer.visibility import Relation, may_contribute
from clue_transfer.vocabulary import Party, Verb


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


def _party_of_open_matter(work: Work, matter: Any) -> None:
    relations = [
        Relation(row.department_id, Party(row.part), current=row.until is None)
        for row in work.parties[matter.pk]
    ]
    if not may_contribute(work.actor, relations=relations):
        raise NotYourStep("只有未终结事项的当事部门可以添加证据")
    if matter.concluded_at is not None:
        raise WrongStatus("事项已终结，不能再添加证据")
