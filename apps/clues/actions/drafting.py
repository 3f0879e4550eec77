"""Make and change drafts of clues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.clues.actions.confirming import confirm, forget_confirmation
from apps.clues.actions.minors import protect, with_minors
from apps.clues.actions.own_conduct import conduct_errors, set_about
from apps.clues.actions.receivers import receiving_department
from apps.clues.actions.screening import screen_edited
from apps.clues.actions.subjects import find_or_make
from apps.clues.models import Clue, ClueSubject
from apps.clues.queries import catalogue, search_text
from apps.common.ids import new_id
from apps.matters.actions import Work, edit, name_persons
from apps.matters.actions.flush import flush
from apps.matters.actions.moving import add_party, open_in
from apps.matters.actions.named import name_department
from apps.matters.work import Seen
from clue_transfer import credit_code
from clue_transfer.actors import Actor
from clue_transfer.dates import date_errors
from clue_transfer.errors import FieldError, Invalid, NotYourStep
from clue_transfer.machine import who_can_open
from clue_transfer.typed_facts import fact_errors
from clue_transfer.vocabulary import Kind, LegKind, Party, Status
from clue_transfer.workflows import MACHINES
from clue_transfer.workflows.drafts import edit_refusal, receiver_errors

_COLUMNS = (
    "title",
    "description",
    "source",
    "leg_kind",
    "occurred_on",
    "discovered_on",
    "urgency",
    "secrecy",
)


def create_clues(
    drafts: Sequence[Mapping[str, Any]], *, actor: Actor, now: datetime, ids: Sequence[UUID] = ()
) -> Work:
    """Make drafts for the actor's department, all or none; Invalid names every wrong field.

    `ids` are the new clues' keys where the caller must know them beforehand.
    """
    who_can_open(MACHINES[Kind.CLUE], actor=actor)
    with transaction.atomic():
        work = Work(now=now, actor=actor)
        add_drafts(work, drafts, actor=actor, ids=ids)
        flush(work)
    return work


def add_drafts(
    work: Work, drafts: Sequence[Mapping[str, Any]], *, actor: Actor, ids: Sequence[UUID] = ()
) -> list[Clue]:
    """Make drafts for the actor's department within a unit of work; who may is for the caller."""
    clues = []
    drafts = [with_minors(work, data) for data in drafts]
    for place, data in enumerate(drafts):
        pk = ids[place] if ids else new_id()
        clue = Clue(
            id=pk,
            matter_ptr_id=pk,
            root_id=pk,
            kind=Kind.CLUE,
            sender_id=actor.acting,
            handed_list_id=data.get("handed_list"),
            import_run_id=data.get("import_run"),
            source_id=data.get("source_id"),
        )
        _fill(work, clue, data)
        protect(clue, data)
        if data.get("no_state_secrets"):
            confirm(work, clue, actor=actor)
        add_party(work, clue, department=clue.sender_id, part=Party.SENDER)
        open_in(work, clue, variant="", content={"draft": dict(data)}, actor=actor)
        clues.append(clue)
    _set_subjects(work, clues, [data.get("subjects") or () for data in drafts])
    name_own_people(work, clues, actor)
    return clues


def edit_clue(
    *,
    among: Seen,
    pk: UUID,
    data: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    version: int,
) -> Work:
    """Change a draft's own facts; only its sender's liaison or handler, only while a draft."""

    def change(work: Work, clue: Any) -> dict[str, Any]:
        given = with_minors(work, data, known=clue)
        if clue.sender_id != actor.department:
            raise NotYourStep(who=Party.SENDER)
        who_can_open(MACHINES[Kind.CLUE], actor=actor)
        refusal = edit_refusal(Status(clue.status))
        if refusal is not None:
            raise refusal
        if data.get("secrecy", clue.secrecy) != clue.secrecy:
            raise Invalid(
                errors=[
                    FieldError(
                        "/secrecy", "fixed", "登记后请用“提高知悉限制”或“放宽知悉限制”变更知悉范围"
                    )
                ]
            )
        _fill(work, clue, given)
        if protect(clue, given):
            name_department(work, clue, clue.sender_id)
            name_persons(work, clue, persons=[actor.someone])
        if given.get("no_state_secrets"):
            confirm(work, clue, actor=actor)
        else:
            forget_confirmation(work, clue)
        new = None
        if "subjects" in given:
            clue.clue_subjects.all().delete()
            _set_subjects(work, [clue], [given["subjects"]])
            new = [row for row in work.satellites if isinstance(row, ClueSubject)]
        elif "title" in data or "location" in data:
            names = clue.clue_subjects.values_list("name", "subject__credit_code")
            clue.search_text = search_text(clue, names)
        work.touch(clue, *_ALL_COLUMNS)
        content: dict[str, Any] = {"changed": given}
        if "facts" in given or "subjects" in given:
            screen_edited(work, clue, new=new, content=content)
        return content

    return edit(Kind.CLUE, among=among, pk=pk, actor=actor, now=now, version=version, change=change)


_ALL_COLUMNS = (
    *_COLUMNS,
    "about_department",
    "about_minor",
    "search_text",
    "division",
    "violation_type",
    "address",
    "longitude",
    "latitude",
    "receivers",
    "typed_facts",
)


def _fill(work: Work, clue: Clue, data: Mapping[str, Any]) -> None:
    """Set the given fields, each checked against what it refers to."""
    for name in _COLUMNS:
        if name in data:
            setattr(clue, name, data[name])
    errors = _set_references(work, clue, data)
    if "location" in data:
        location = data["location"] or {}
        clue.address = location.get("address") or ""
        clue.longitude = location.get("longitude")
        clue.latitude = location.get("latitude")
    if "facts" in data:
        errors += fact_errors(data["facts"])
        clue.typed_facts = dict(data["facts"])
    if "about_department" in data:
        errors += set_about(work, clue, data["about_department"])
    if "receivers" in data or "leg_kind" in data:
        errors += _set_receivers(work, clue, data.get("receivers", None))
    if not errors:
        errors += conduct_errors(work, clue)
    errors += _date_errors(work, clue)
    for place, subject in enumerate(data.get("subjects") or ()):
        errors += fact_errors(subject.get("facts") or {}, at=f"/subjects/{place}/facts")
        reason = credit_code.check(subject["credit_code"]) if subject.get("credit_code") else None
        if reason is not None:
            errors.append(
                FieldError(
                    f"/subjects/{place}/credit_code", "credit-code", "统一社会信用代码校验不通过"
                )
            )
    if errors:
        raise Invalid(errors=errors)


def _set_references(work: Work, clue: Clue, data: Mapping[str, Any]) -> list[FieldError]:
    errors = []
    if "division" in data:
        if data["division"] and work.directory.division(data["division"]) is None:
            errors.append(FieldError("/division", "unknown-division", "没有这个行政区划"))
        clue.division_id = data["division"] or None
    if "violation_type" in data:
        code = data["violation_type"] or None
        if code and code not in catalogue(work.stamp).violation_types:
            errors.append(
                FieldError("/violation_type", "unknown-violation-type", "没有这种违法类型")
            )
        clue.violation_type_id = code
    return errors


def _set_receivers(
    work: Work, clue: Clue, given: Sequence[Mapping[str, Any]] | None
) -> list[FieldError]:
    errors: list[FieldError] = []
    if given is not None:
        rows = []
        for place, row in enumerate(given):
            try:
                rows.append(_receiver(work, clue, row, pointer=f"/receivers/{place}"))
            except Invalid as wrong:
                errors += wrong.errors
        clue.receivers = rows
    if not errors:
        errors = receiver_errors(kind=LegKind(clue.leg_kind), receivers=clue.receivers)
    return errors


def _receiver(work: Work, clue: Clue, row: Mapping[str, Any], *, pointer: str) -> dict[str, Any]:
    """Take one receiver: a department, or an organ outside the province."""
    role = str(row["role"])
    if row.get("external"):
        if row.get("department"):
            raise Invalid(errors=[FieldError(pointer, "one-of-two", "部门与省外单位只填一项")])
        return {"external": dict(row["external"]), "role": role}
    department = receiving_department(
        work.directory,
        row.get("department") or "",
        f"{pointer}/department",
        sender=clue.sender_id,
        role=role,
    )
    return {"department": department.id, "role": role}


def _date_errors(work: Work, clue: Clue) -> list[FieldError]:
    given = {"occurred_on": clue.occurred_on, "discovered_on": clue.discovered_on}
    return date_errors(given, today=work.local_day)


def _set_subjects(
    work: Work, clues: Sequence[Any], subjects: Sequence[Sequence[Mapping[str, Any]]]
) -> None:
    """Join the clues to their subjects, all of them found or made in one statement."""
    flat = [subject for rows in subjects for subject in rows]
    keys = iter(find_or_make(flat))
    for clue, rows in zip(clues, subjects, strict=True):
        seen = set()
        for place, row in enumerate(rows):
            key = next(keys)
            if key in seen:
                raise Invalid(
                    errors=[FieldError(f"/subjects/{place}", "repeated", "同一主体重复列出")]
                )
            seen.add(key)
            work.satellites.append(
                ClueSubject(
                    clue_id=clue.pk,
                    subject_id=key,
                    role=row["role"],
                    name=row["name"],
                    minor=row["minor"],
                    place=place,
                    typed_facts=dict(row.get("facts") or {}),
                )
            )
        names = [(row["name"], row.get("credit_code") or "") for row in rows]
        clue.search_text = search_text(clue, names)


def name_own_people(work: Work, matters: Sequence[Any], actor: Actor) -> None:
    """Name the author beside those who answer for the department."""
    for matter in matters:
        name_persons(work, matter, persons=[actor.someone])
