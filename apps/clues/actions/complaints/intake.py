"""Take complaints in: what was told goes to its table, who told it is sealed apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from apps.clues.actions.drafting import name_own_people
from apps.clues.actions.reporters.sealing import sealed_row
from apps.clues.models import Complaint
from apps.common.ids import new_id
from apps.matters.actions import Work, check_sealing, edit
from apps.matters.actions.flush import flush
from apps.matters.actions.moving import add_party, open_in
from apps.matters.work import Seen
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, Incomplete, Invalid, NotYourStep, WrongStatus
from clue_transfer.machine import who_can_open
from clue_transfer.repeats import key_of
from clue_transfer.vocabulary import Kind, Party, PollutionType, Secrecy, Status
from clue_transfer.workflows import MACHINES

# Any number will do, as long as nothing else in the database takes it.
_INTAKE_LOCK = 7_305_013
_TITLE = 200
_TEXTS = ("channel", "occurred", "subject_name", "address", "content", "pollution_type", "urgency")
_COLUMNS = (*_TEXTS, "received_at", "anonymous")
_CHANGED = (
    *_COLUMNS,
    "title",
    "search_text",
    "division",
    "subject_key",
    "place_key",
    "repeat_of",
)
_ON_RECORD = (
    *("channel", "external_number", "division", "pollution_type"),
    *("anonymous", "urgency", "secrecy"),
)
"""What of a complaint the record repeats: no free text, in which a name might stand."""


def take_in(
    drafts: Sequence[Mapping[str, Any]],
    *,
    reporters: Sequence[Mapping[str, str] | None],
    actor: Actor,
    now: datetime,
    ids: Sequence[UUID] = (),
) -> Work:
    """Register complaints with the actor's department, all or none; each beside its reporter."""
    who_can_open(MACHINES[Kind.COMPLAINT], actor=actor)
    with transaction.atomic():
        _check_numbers(drafts, department=actor.acting)
        work = Work(now=now, actor=actor)
        for place, (data, reporter) in enumerate(zip(drafts, reporters, strict=True)):
            pk = ids[place] if ids else new_id()
            complaint = Complaint(
                id=pk,
                matter_ptr_id=pk,
                root_id=pk,
                kind=Kind.COMPLAINT,
                intake_id=actor.acting,
                external_number=data.get("external_number") or None,
                received_at=now,
                import_run_id=data.get("import_run"),
                secrecy=data.get("secrecy") or Secrecy.INTERNAL,
            )
            check_sealing(work, complaint, departments={complaint.intake_id: "/secrecy"})
            _fill(work, complaint, data)
            if reporter:
                work.satellites.append(sealed_row(pk, reporter, now=now))
            add_party(work, complaint, department=complaint.intake_id, part=Party.INTAKE)
            on_record = {name: data[name] for name in _ON_RECORD if data.get(name) is not None}
            content = {"complaint": on_record, "reporter_sealed": bool(reporter)}
            open_in(work, complaint, variant="", content=content, actor=actor)
        name_own_people(work, work.new, actor)
        flush(work)
    return work


def correct(
    *,
    among: Seen,
    pk: UUID,
    data: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    version: int,
) -> Work:
    """Correct what was taken down before it is decided upon; the record names the fields only."""

    def change(work: Work, complaint: Any) -> dict[str, Any]:
        if complaint.intake_id != actor.department:
            raise NotYourStep(who=Party.INTAKE)
        who_can_open(MACHINES[Kind.COMPLAINT], actor=actor)
        if complaint.status != Status.RECEIVED:
            raise WrongStatus("只能修改尚未决定是否受理的举报")
        _fill(work, complaint, data)
        work.touch(complaint, *_CHANGED)
        return {"changed": sorted(data)}

    return edit(
        Kind.COMPLAINT, among=among, pk=pk, actor=actor, now=now, version=version, change=change
    )


def earlier(work: Work, complaint: Any, pk: UUID) -> Complaint:
    """Find the earlier complaint that one repeats: of the same department, and readable."""
    found: Complaint | None = (
        Complaint.objects.visible_to(work.actor)
        .filter(pk=pk, intake_id=complaint.intake_id)
        .exclude(pk=complaint.pk)
        .first()
    )
    if found is None:
        raise Invalid(errors=[FieldError("/repeat_of", "unknown-complaint", "找不到所指的原举报")])
    return found


def _fill(work: Work, complaint: Complaint, data: Mapping[str, Any]) -> None:
    """Set the given fields, each checked against what it refers to."""
    for name in _COLUMNS:
        if name in data:
            setattr(complaint, name, data[name])
    errors = []
    if "division" in data:
        if data["division"] and work.directory.division(data["division"]) is None:
            errors.append(FieldError("/division", "unknown-division", "没有这个行政区划"))
        complaint.division_id = data["division"] or None
    if complaint.received_at > work.now:
        errors.append(FieldError("/received_at", "in-the-future", "时间不能晚于现在"))
    if errors:
        raise Invalid(errors=errors)
    if not complaint.subject_name and not complaint.address:
        raise Incomplete(errors=[FieldError("/subject_name", "required", "请填写被举报对象或地址")])
    if data.get("repeat_of"):
        complaint.repeat_of_id = earlier(work, complaint, data["repeat_of"]).pk
    elif "repeat_of" in data:
        complaint.repeat_of_id = None
    complaint.subject_key = key_of(complaint.subject_name)[:200]
    complaint.place_key = key_of(complaint.address)[:300]
    # Made of the target only: what somebody told stays out of lists and messages.
    target = complaint.subject_name or complaint.address
    complaint.title = f"{target} {PollutionType(complaint.pollution_type).label}"[:_TITLE]
    parts = (complaint.external_number, complaint.subject_name, complaint.address)
    complaint.search_text = " ".join(part for part in parts if part)


def _check_numbers(drafts: Sequence[Mapping[str, Any]], *, department: int) -> None:
    """Refuse a hotline's number that the department has already; who comes second waits here."""
    numbers = [data["external_number"] for data in drafts if data.get("external_number")]
    if not numbers:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_INTAKE_LOCK, department])
    known = Complaint.objects.filter(intake_id=department, external_number__in=numbers)
    if known.exists() or len(set(numbers)) < len(numbers):
        raise Invalid(errors=[FieldError("/external_number", "repeated-number", "该编号已经登记")])
