"""Open a referral: on a leg, in whose dossier it stands, or by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.clues.models import Transfer
from apps.clues.queries import subjects_of
from apps.matters.actions import Work, check_sealing, edit, name_persons
from apps.matters.actions.flush import flush
from apps.matters.actions.moving import add_party, open_in
from apps.matters.kinds import spec_of
from apps.referrals.models import Referral
from clue_transfer.actors import Actor
from clue_transfer.credit_code import check as check_credit_code
from clue_transfer.errors import FieldError, Incomplete, Invalid, NotYourStep
from clue_transfer.machine import check_recusal, who_can_open
from clue_transfer.vocabulary import Kind, Party, Secrecy, Status
from clue_transfer.workflows.crime_referral import opening_errors
from clue_transfer.workflows.drafts import edit_refusal

_ON_A_LEG_THAT_IS = frozenset(
    {Status.ACCEPTED, Status.FILED, Status.DECLINED, Status.DECIDED, Status.REWORK}
)
"""Where the leg's receiver handles the case, so that it may find a crime in it."""


def load_dossier(work: Work, referral: Any) -> None:
    """Read the clue and its legs, which a step may move; who only reads needs neither."""
    if referral.parent_id is not None and not work.reading:
        work.load(spec_of(Kind.CLUE), [referral.root_id])
        work.load(spec_of(Kind.TRANSFER), [referral.root_id])


def sender_law(referral: Any, _department: int) -> int:
    """Count every clock of a referral by the law of the department that hands the case on."""
    return int(referral.sender_id)


def open_referral(
    kind: Kind, data: Mapping[str, Any], *, actor: Actor, now: datetime, pk: UUID
) -> Work:
    """Open a referral for the actor's department, in the dossier of its leg where one is named.

    Invalid for a department that enforces no law, or has no police or procuratorate to go to.
    """
    spec = spec_of(kind)
    who_can_open(spec.machine, actor=actor)
    with transaction.atomic():
        work = Work(now=now, actor=actor)
        leg = _leg(work, data["leg"]) if data.get("leg") else None
        referral = spec.model(
            id=pk, matter_ptr_id=pk, kind=kind, sender_id=actor.acting, two_laws=True
        )
        _place(work, referral, leg, data)
        _fill(work, referral, leg, data)
        add_party(work, referral, department=referral.sender_id, part=Party.SENDER)
        content = {"leg": None if leg is None else leg.number, "draft": dict(data)}
        open_in(work, referral, variant="", content=content, actor=actor)
        name_persons(work, referral, persons=[actor.someone])
        if leg is not None:
            work.touch(work.matters[leg.root_id])  # the dossier shows when its next clock ends
        flush(work)
    return work


def edit_referral(
    kind: Kind,
    *,
    pk: UUID,
    data: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    version: int,
) -> Work:
    """Change a draft's subjects, charge, goods, title or urgency; only who may open one may."""
    spec = spec_of(kind)

    def change(work: Work, referral: Any) -> dict[str, Any]:
        if referral.sender_id != actor.department:
            raise NotYourStep(who=Party.SENDER)
        who_can_open(spec.machine, actor=actor)
        refusal = edit_refusal(Status(referral.status))
        if refusal is not None:
            raise refusal
        if "urgency" in data and referral.parent_id is not None:
            reason = FieldError("/urgency", "fixed", "紧急程度随所在移送，不能单独修改")
            raise Invalid(errors=[reason])
        _describe(referral, {"title": referral.title, **data})
        work.touch(referral, *(name for name in _EDITED if hasattr(referral, name)))
        return {"changed": dict(data)}

    return edit(
        kind,
        among=spec.model.objects.visible_to,
        pk=pk,
        actor=actor,
        now=now,
        version=version,
        change=change,
    )


_EDITED = ("title", "urgency", "search_text", "subjects", "goods", "charge")


def _leg(work: Work, pk: UUID) -> Any:
    """Lock the leg's dossier; the leg is one that the acting department handles now."""
    unknown = Invalid(errors=[FieldError("/leg", "unknown-leg", "找不到本单位正在办理的这项移送")])
    roots = work.lock([pk], among=Transfer.objects.visible_to)
    if pk not in work.seen:
        raise unknown
    for kind in (Kind.CLUE, Kind.TRANSFER):
        work.load(spec_of(kind), roots)
    work.load_satellites(roots)
    leg = work.matters[pk]
    if leg.receiver_id != work.actor.department or leg.status not in _ON_A_LEG_THAT_IS:
        raise unknown
    check_recusal(work.actor, recused=work.recused_of(leg))
    return leg


def _place(work: Work, referral: Referral, leg: Any, data: Mapping[str, Any]) -> None:
    """Hang the referral on its leg and let it be as secret and as urgent, or stand by itself."""
    referral.handler_id = work.actor.person
    if leg is None:
        referral.root_id = referral.pk
        referral.division_id = data.get("division") or _own_division(work)
        referral.secrecy = data.get("secrecy") or Secrecy.INTERNAL
        referral.urgency = data.get("urgency") or referral.urgency
    else:
        referral.parent_id, referral.root_id = leg.pk, leg.root_id
        referral.division_id = leg.division_id
        referral.secrecy, referral.urgency = leg.secrecy, leg.urgency
        referral.handler_id = leg.handler_id or work.actor.person


def _fill(work: Work, referral: Any, leg: Any, data: Mapping[str, Any]) -> None:
    """Set what the referral is about, and to whom it goes: the counterparts of the department."""
    own = work.directory.by_id(work.actor.acting)
    errors = opening_errors(system=own.system)
    if referral.division_id and work.directory.division(referral.division_id) is None:
        errors.append(FieldError("/division", "unknown-division", "没有这个行政区划"))
        referral.division_id = None
    subjects = list(data.get("subjects") or ())
    if not subjects and leg is not None:
        subjects = _of_the_leg(work, leg)
    errors += _subject_errors(subjects)
    police = own.counterpart_police and work.directory.in_place_of(own.counterpart_police)
    over = own.counterpart_procuratorate and work.directory.in_place_of(
        own.counterpart_procuratorate
    )
    if police is None or over is None:
        errors.append(FieldError("", "no-counterpart", "本单位没有对口的公安机关或检察机关"))
    if errors:
        raise Invalid(errors=errors)
    referral.police_id, referral.procuratorate_id = police, over
    _describe(referral, {**data, "subjects": subjects, "urgency": None})
    check_sealing(work, referral, departments={referral.sender_id: "/secrecy"})


def _describe(referral: Any, data: Mapping[str, Any]) -> None:
    """Set what the draft says of the case, as far as it is given, and what it is found by."""
    if "subjects" in data:
        errors = _subject_errors(data["subjects"])
        if errors:
            raise Invalid(errors=errors)
        if not data["subjects"]:
            raise Incomplete(errors=[FieldError("/subjects", "required", "请至少列出一个涉案主体")])
        referral.subjects = [dict(row) for row in data["subjects"]]
    if data.get("goods") is not None:
        referral.goods = [dict(row) for row in data["goods"]]
    for name in ("charge", "urgency"):
        if data.get(name):
            setattr(referral, name, data[name])
    names = "、".join(row["name"] for row in referral.subjects)
    title = data.get("title") or f"{names} {getattr(referral, 'charge', '')}".strip()
    referral.title = title[:_LONGEST_TITLE]
    codes = [row.get("credit_code") or "" for row in referral.subjects]
    parts = [referral.title, *(row["name"] for row in referral.subjects), *codes]
    referral.search_text = " ".join(part for part in parts if part)


def _subject_errors(subjects: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    return [
        FieldError(f"/subjects/{place}/credit_code", "credit-code", "统一社会信用代码校验不通过")
        for place, row in enumerate(subjects)
        if row.get("credit_code") and check_credit_code(row["credit_code"]) is not None
    ]


_LONGEST_TITLE = 200


def _of_the_leg(work: Work, leg: Any) -> list[dict[str, str]]:
    rows = subjects_of(work, leg.about_id, only=leg.only_subjects)
    return [{"name": row.name, "credit_code": row.subject.credit_code or ""} for row in rows]


def _own_division(work: Work) -> str:
    return work.directory.by_id(work.actor.acting).division
