"""Make and change drafts of clues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.clues.actions.subjects import find_or_make
from apps.clues.models import Clue, ClueSubject
from apps.clues.queries import catalogue, search_text
from apps.common.ids import new_id
from apps.matters.actions import Work, edit, name_persons
from apps.matters.actions.flush import flush
from apps.matters.actions.moving import add_party, open_in
from apps.matters.models import MatterQuerySet
from clue_transfer import credit_code
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, Invalid, NotYourStep, WrongStatus
from clue_transfer.machine import who_can_open
from clue_transfer.typed_facts import fact_errors
from clue_transfer.vocabulary import Kind, LegKind, Party, Status
from clue_transfer.workflows import MACHINES
from clue_transfer.workflows.clue import receiver_errors

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
            add_party(work, clue, department=clue.sender_id, part=Party.SENDER)
            open_in(work, clue, variant="", content={"draft": _told(data)}, actor=actor)
        _set_subjects(work, list(work.new), [data.get("subjects") or () for data in drafts])
        _name_own_people(work, actor)
        flush(work)
    return work


def edit_clue(
    *,
    among: MatterQuerySet,
    pk: UUID,
    data: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    version: int,
) -> Work:
    """Change a draft's own facts; only its sender's liaison or handler, only while a draft."""

    def change(work: Work, clue: Any) -> dict[str, Any]:
        if clue.sender_id != actor.department:
            raise NotYourStep(who=Party.SENDER)
        who_can_open(MACHINES[Kind.CLUE], actor=actor)
        if clue.status != Status.DRAFT:
            raise WrongStatus("只能修改草稿")
        if data.get("secrecy", clue.secrecy) != clue.secrecy:
            raise Invalid(
                errors=[
                    FieldError(
                        "/secrecy", "fixed", "登记后请用“提高知悉限制”或“放宽知悉限制”变更知悉范围"
                    )
                ]
            )
        _fill(work, clue, data)
        if "subjects" in data:
            clue.clue_subjects.all().delete()
            _set_subjects(work, [clue], [data["subjects"]])
        elif "title" in data or "location" in data:
            names = clue.clue_subjects.values_list("name", "subject__credit_code")
            clue.search_text = search_text(clue, names)
        work.touch(clue, *_ALL_COLUMNS)
        return {"changed": _told(data)}

    return edit(Kind.CLUE, among=among, pk=pk, actor=actor, now=now, version=version, change=change)


_ALL_COLUMNS = (
    *_COLUMNS,
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
    if "receivers" in data or "leg_kind" in data:
        errors += _set_receivers(work, clue, data.get("receivers", None))
    errors += _date_errors(work, clue)
    for place, subject in enumerate(data.get("subjects") or ()):
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
    errors = []
    if given is not None:
        rows = []
        for place, row in enumerate(given):
            department = work.directory.department(row["department"])
            if department is None or not department.active:
                errors.append(
                    FieldError(
                        f"/receivers/{place}/department", "unknown-department", "没有这个部门"
                    )
                )
                continue
            rows.append({"department": department.id, "role": str(row["role"])})
        clue.receivers = rows
    if not errors:
        errors = receiver_errors(
            kind=LegKind(clue.leg_kind), receivers=clue.receivers, sender=clue.sender_id
        )
    return errors


def _date_errors(work: Work, clue: Clue) -> list[FieldError]:
    errors = []
    for name in ("occurred_on", "discovered_on"):
        value = getattr(clue, name)
        if value is not None and value > work.local_day:
            errors.append(FieldError(f"/{name}", "in-the-future", "日期不能晚于今天"))
    if clue.occurred_on and clue.discovered_on and clue.occurred_on > clue.discovered_on:
        errors.append(FieldError("/occurred_on", "after-discovery", "发生日期晚于发现日期"))
    return errors


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
                    place=place,
                )
            )
        names = [(row["name"], row.get("credit_code") or "") for row in rows]
        clue.search_text = search_text(clue, names)


def _name_own_people(work: Work, actor: Actor) -> None:
    """Name the author beside those who answer for the department."""
    for clue in work.new:
        name_persons(work, clue, persons=[actor.someone])


def _told(data: Mapping[str, Any]) -> dict[str, Any]:
    """Say what was given, as plain values for the record."""
    return {key: _plain(value) for key, value in data.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, bool | int | str | type(None)) else str(value)
