"""Open an opinion, a public interest case, a reverse linkage or an inquiry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.matters.actions import Work, check_sealing, name_persons
from apps.matters.actions.flush import flush
from apps.matters.actions.moving import add_party, open_in
from apps.matters.kinds import spec_of
from apps.matters.models import Matter
from apps.opinions.models import OpinionMatter
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.machine import who_can_open
from clue_transfer.vocabulary import Kind, Party, Secrecy, System, Urgency
from clue_transfer.workflows.opinion import opinion_errors
from clue_transfer.workflows.public_interest import SuitKind

_OPINION = ("opinion_kind", "content", "law", "objection_days", "reply_by")


def open_opinion(data: Mapping[str, Any], *, actor: Actor, now: datetime, pk: UUID) -> Work:
    """Draft an opinion to an organ about matters that the procurator may read."""

    def fill(work: Work, opinion: Any) -> list[FieldError]:
        opinion.procuratorate_id = actor.acting
        opinion.addressee_id, errors = addressee(work, data)
        for name in _OPINION:
            if data.get(name) is not None:
                setattr(opinion, name, data[name])
        about = list(dict.fromkeys(data.get("about") or ()))
        known = set(
            Matter.objects.visible_to(actor).filter(pk__in=about).values_list("pk", flat=True)
        )
        errors += [
            FieldError(f"/about/{place}", "unknown-matter", "找不到所涉的事项")
            for place, key in enumerate(about)
            if key not in known
        ]
        work.satellites += [OpinionMatter(opinion_id=pk, matter_id=key) for key in about]
        return errors + opinion_errors(data, today=work.local_day)

    return _open(Kind.OPINION, data, actor=actor, now=now, pk=pk, fill=fill)


def open_public_interest(data: Mapping[str, Any], *, actor: Actor, now: datetime, pk: UUID) -> Work:
    """Register a case in the public interest, perhaps beside a matter that is known."""

    def fill(work: Work, case: Any) -> list[FieldError]:
        case.procuratorate_id = actor.acting
        case.suit_kind, case.facts = data["suit_kind"], data["facts"]
        case.subjects = list(data.get("subjects") or ())
        errors: list[FieldError] = []
        if data.get("addressee") or data["suit_kind"] == SuitKind.ADMINISTRATIVE:
            case.addressee_id, errors = addressee(work, data)
        case.beside_id = data.get("beside")
        return errors + _visible(actor, data, "beside")

    return _open(Kind.PUBLIC_INTEREST, data, actor=actor, now=now, pk=pk, fill=fill)


def open_linkage(data: Mapping[str, Any], *, actor: Actor, now: datetime, pk: UUID) -> Work:
    """Hand a non-prosecution over that was decided outside the platform."""

    def fill(work: Work, linkage: Any) -> list[FieldError]:
        linkage.procuratorate_id = actor.acting
        linkage.decision_number, linkage.decided_on = data["decision_number"], data["decided_on"]
        linkage.persons, linkage.facts = list(data["persons"]), data.get("facts") or ""
        if linkage.decided_on > work.local_day:
            return [FieldError("/decided_on", "in-the-future", "日期不能晚于今天")]
        return []

    return _open(Kind.REVERSE_LINKAGE, data, actor=actor, now=now, pk=pk, fill=fill)


def open_inquiry(data: Mapping[str, Any], *, actor: Actor, now: datetime, pk: UUID) -> Work:
    """Ask another organ in writing."""

    def fill(work: Work, inquiry: Any) -> list[FieldError]:
        inquiry.sender_id = actor.acting
        inquiry.addressee_id, errors = addressee(work, data)
        inquiry.question, inquiry.facts = data["question"], data.get("facts") or ""
        inquiry.about_id = data.get("about")
        return errors + _visible(actor, data, "about")

    return _open(Kind.INQUIRY, data, actor=actor, now=now, pk=pk, fill=fill)


def addressee(work: Work, data: Mapping[str, Any]) -> tuple[int | None, list[FieldError]]:
    """Find the organ that is written to: another one than writes, and in service."""
    found = work.directory.department(data.get("addressee") or "")
    if found is None or not found.active:
        return None, [FieldError("/addressee", "unknown-department", "没有这个部门")]
    if found.id == work.actor.department:
        return None, [FieldError("/addressee", "own-department", "不能发给本单位")]
    return found.id, []


def add_parties(work: Work, matter: Any) -> None:
    """Let those take part from the beginning who may know of a draft."""
    for column, part in (("sender", Party.SENDER), ("procuratorate", Party.PROCURATORATE)):
        department = getattr(matter, f"{column}_id", None)
        if department is not None:
            add_party(work, matter, department=department, part=part)
    if matter.kind == Kind.INQUIRY:
        check_sealing(work, matter, departments={matter.addressee_id: "/addressee"})
        add_party(work, matter, department=matter.addressee_id, part=Party.ADDRESSEE)


def searched(matter: Any, *, more: Iterable[str] = ()) -> str:
    """Write what a matter is found by."""
    return " ".join(part for part in (matter.number, matter.title, *more) if part)


def _open(
    kind: Kind,
    data: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    pk: UUID,
    fill: Any,
) -> Work:
    spec = spec_of(kind)
    who_can_open(spec.machine, actor=actor)
    with transaction.atomic():
        work = Work(now=now, actor=actor)
        matter = spec.model(
            id=pk,
            matter_ptr_id=pk,
            root_id=pk,
            kind=kind,
            title=data["title"],
            division_id=data.get("division") or work.directory.by_id(actor.acting).division,
            secrecy=data.get("secrecy") or Secrecy.INTERNAL,
            urgency=data.get("urgency") or Urgency.NORMAL,
            handler_id=actor.person,
            two_laws=True,
        )
        errors = _own_system(work, kind) + fill(work, matter)
        if work.directory.division(matter.division_id) is None:
            errors.append(FieldError("/division", "unknown-division", "没有这个行政区划"))
        if errors:
            raise Invalid(errors=errors)
        names = [row["name"] for row in data.get("subjects") or data.get("persons") or ()]
        matter.search_text = searched(matter, more=names)
        check_sealing(work, matter, departments={actor.acting: "/secrecy"})
        add_parties(work, matter)
        open_in(work, matter, variant="", content={"draft": dict(data)}, actor=actor)
        name_persons(work, matter, persons=[actor.someone])
        flush(work)
    return work


def _own_system(work: Work, kind: Kind) -> list[FieldError]:
    own = work.directory.by_id(work.actor.acting)
    if kind is Kind.INQUIRY or own.system == System.PROCURATORATE:
        return []
    return [FieldError("", "not-a-procuratorate", "此事项由检察机关办理")]


def _visible(actor: Actor, data: Mapping[str, Any], name: str) -> list[FieldError]:
    key = data.get(name)
    if key is None or Matter.objects.visible_to(actor).filter(pk=key).exists():
        return []
    return [FieldError(f"/{name}", "unknown-matter", "找不到所涉的事项")]
