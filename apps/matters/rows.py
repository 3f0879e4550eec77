"""What a row of any list of matters shows, built from plain values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from apps.common.api.wording import word_for
from apps.common.prepared import PKS, Among, Prepared
from apps.deadlines.models import Deadline
from apps.matters.models import VIEWER, Access, PartyRow, beside_visible
from apps.organizations.queries import Directory
from clue_transfer.actors import Actor
from clue_transfer.deadlines import standing
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, Party, Status, called

SPINE = (
    "kind",
    "number",
    "title",
    "status",
    "status_changed_at",
    "version",
    "holder_id",
    "handler_id",
    "division_id",
    "secrecy",
    "urgency",
    "escalation_level",
    "opened_at",
    "concluded_at",
    "acts",
)


def spine_row(row: Mapping[str, Any], *, directory: Directory) -> dict[str, Any]:
    """Show what every row of a list of matters has, with the last act."""
    return {
        "id": row["pk"],
        "kind": row["kind"],
        "number": row["number"],
        "title": row["title"],
        "status": row["status"],
        "status_label": word_for(called(Status(row["status"]), kind=row["kind"])),
        "status_changed_at": row["status_changed_at"],
        "version": row["version"],
        "holder": named(directory, row["holder_id"]),
        "handler": row["handler_id"],
        "division": row["division_id"],
        "secrecy": row["secrecy"],
        "urgency": row["urgency"],
        "escalation_level": row["escalation_level"],
        "opened_at": row["opened_at"],
        "concluded_at": row["concluded_at"],
        "last_act": last_act(row["acts"], directory=directory),
    }


def as_it_was_left(left: Mapping[str, Any] | None, *, kind: str) -> dict[str, Any]:
    """Show of a matter's standing what a department knew when its part ended, and nothing later."""
    left = left or {}
    moments = {
        name: datetime.fromisoformat(left[name]) if left.get(name) else None
        for name in ("status_changed_at", "concluded_at")
    }
    status = left.get("status")
    return {
        **moments,
        "status": status,
        "status_label": word_for(called(Status(status), kind=kind)) if status else None,
        "version": left.get("version", 0),
        "escalation_level": left.get("escalation_level", 0),
        "holder": None,
        "handler": None,
    }


def left_by(department: int, *, pks: Collection[UUID]) -> dict[UUID, Any]:
    """Read how matters stood when the department's last part in them ended."""
    rows = PartyRow.objects.filter(
        matter_id__in=list(pks), department_id=department, until__isnull=False
    )
    return dict(rows.order_by("until").values_list("matter_id", "as_left"))


def as_known(
    rows: Iterable[Mapping[str, Any]], *, actor: Actor, key: str = "id"
) -> list[dict[str, Any]]:
    """Show the status of matters as the actor's department knows it: a former party the last."""
    shown = [dict(row) for row in rows]
    if actor.department is None or not shown:
        return shown
    there = Access.objects.filter(
        matter_id__in=[row[key] for row in shown], department_id=actor.department
    )
    reads = dict(there.order_by("primary").values_list("matter_id", "why"))
    former = [pk for pk, why in reads.items() if why == Why.FORMER]
    left = left_by(actor.department, pks=former) if former else {}
    for row in shown:
        if row[key] in left:
            row["status"] = (left[row[key]] or {}).get("status")
    return shown


def last_act(acts: Mapping[str, Any], *, directory: Directory) -> dict[str, Any] | None:
    """Show the latest of the verbs that the matter remembers."""
    if not acts:
        return None
    verb, act = max(acts.items(), key=lambda item: item[1]["at"])
    return {
        "verb": verb,
        "at": datetime.fromisoformat(act["at"]),
        "department": named(directory, act["department"]),
    }


def named(directory: Directory, pk: int | None) -> dict[str, str] | None:
    """Show a department as code and name."""
    if pk is None:
        return None
    row = directory.by_id(pk)
    return {"code": row.code, "name": row.name}


def nearest_deadlines(
    pks: Sequence[UUID], *, now: datetime, dossier_of: Actor | None = None
) -> dict[UUID, dict[str, Any]]:
    """Find the nearest running clock of each matter with its standing.

    With `dossier_of` that of the whole dossier, as far as this actor may see its matters.
    """
    if dossier_of is None:
        clocks = _OWN_CLOCKS.read(pks=pks)
    else:
        clocks = _clocks_of_dossiers(dossier_of).read(
            pks=pks, department=dossier_of.department, person=dossier_of.person
        )
    return {
        row["of"]: {
            "id": row["pk"],
            "kind": row["kind"],
            "label": word_for(DeadlineKind(row["kind"])),
            "due_at": row["due_at"],
            "provisional": row["provisional"],
            "standing": how_it_stands(row["started_at"], row["due_at"], row["state"], now=now),
        }
        for row in clocks
    }


def how_it_stands(started_at: datetime, due_at: datetime, state: str, *, now: datetime) -> str:
    """Say how a clock stands now."""
    return str(standing(started_at=started_at, due_at=due_at, now=now, state=DeadlineState(state)))


def shown_party(
    department: dict[str, str] | None, *, part: str, since: datetime, until: datetime | None
) -> dict[str, Any]:
    """Show who is what to a matter, from when until when."""
    return {
        "department": department,
        "part": part,
        "label": word_for(Party(part)),
        "since": since,
        "until": until,
    }


def parties_of(pks: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Show the current parties of each matter of a page, in one query."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    rows = PartyRow.objects.filter(matter_id__in=list(pks), until__isnull=True).order_by("pk")
    for matter, part, since, code, name in rows.values_list(
        "matter_id", "part", "since", "department__code", "department__name"
    ):
        found.setdefault(matter, []).append(
            shown_party({"code": code, "name": name}, part=part, since=since, until=None)
        )
    return found


def _nearest(key: str) -> QuerySet[Any]:
    return (
        Deadline.objects.filter(Among(key, PKS), state=DeadlineState.RUNNING)
        .annotate(of=F(key))
        .order_by("of", "due_at", "pk")
        .distinct("of")
        .values("of", "pk", "kind", "started_at", "due_at", "provisional", "state")
    )


def _clocks_of_dossiers(actor: Actor) -> Prepared:
    # Powers name dossiers, so that their text is of one person only.
    if actor.powers is None:
        return _CLOCKS_OF_DOSSIERS
    return Prepared(lambda: _nearest("matter__root_id").filter(beside_visible(actor)))


_OWN_CLOCKS = Prepared(lambda: _nearest("matter_id"))
_CLOCKS_OF_DOSSIERS = Prepared(lambda: _nearest("matter__root_id").filter(beside_visible(VIEWER)))
