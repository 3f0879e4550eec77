"""Reads of the desk: the queue, the counters, the timeline, the clocks across matters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from apps.accounts.models import Membership
from apps.audit.queries import entries_of
from apps.common.api.wording import word_for
from apps.common.prepared import PKS, Among, Prepared
from apps.desk.queries.clocks import standing_of
from apps.matters.models import VIEWER, Access, Matter, NamedPerson, PartyRow, Wait
from apps.matters.reach import opens
from apps.matters.rows import named
from apps.organizations.queries import Directory
from clue_transfer.actors import Actor
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import (
    Party,
    Secrecy,
    Status,
    Verb,
    called,
)
from clue_transfer.workflows import INTERNAL_EVENTS

MOST_COUNTED = 1000


def waits(actor: Actor) -> QuerySet[Wait]:
    """Read what waits for the acting department, as far as secrecy lets the person know."""
    readable = NamedPerson.objects.filter(matter_id=OuterRef("matter_id"), person_id=actor.person)
    if actor.department is None:
        return Wait.objects.none()
    return Wait.objects.filter(
        Q(matter__secrecy=Secrecy.INTERNAL) | Exists(readable), department_id=actor.department
    )


def queue(actor: Actor) -> QuerySet[Any]:
    """Read the rows of the queue, each with its dossier's root if the department reads that."""
    root = Access.objects.filter(matter_id=OuterRef("matter__root_id"))
    root = root.filter(department_id=actor.department or 0)
    return waits(actor).annotate(known_root=Subquery(root.values("matter_id")[:1]))


def counters(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Count what waits and what of it is overdue, up to a thousand: no growing table is counted."""
    mine = waits(actor)
    return {
        "waiting": mine.order_by()[:MOST_COUNTED].count(),
        "overdue": mine.filter(due_at__lt=now).order_by()[:MOST_COUNTED].count(),
    }


QUEUE_COLUMNS = (
    "id",
    "verb",
    "due_at",
    "matter_id",
    "matter__kind",
    "matter__number",
    "matter__title",
    "matter__status",
    "matter__urgency",
    "matter__secrecy",
    "matter__escalation_level",
    "matter__handler_id",
    "known_root",
    "deadline__kind",
    "deadline__started_at",
    "deadline__state",
    "deadline__due_at",
)


def queue_rows(
    rows: list[dict[str, Any]], *, actor: Actor, directory: Directory, now: datetime
) -> list[dict[str, Any]]:
    """Show a page of the queue; one query finds the counterparts of all rows."""
    if not rows:
        return []
    others: dict[UUID, list[int]] = {}
    found = _COUNTERPARTS.read(pks=[row["matter_id"] for row in rows], department=actor.acting)
    for matter, other in found:
        others.setdefault(matter, []).append(other)
    return [
        {
            "id": row["id"],
            "matter": row["matter_id"],
            "root": row["known_root"] or row["matter_id"],
            "kind": row["matter__kind"],
            "number": row["matter__number"],
            "title": row["matter__title"],
            "status": row["matter__status"],
            "status_label": word_for(
                called(Status(row["matter__status"]), kind=row["matter__kind"])
            ),
            "counterparts": [named(directory, pk) for pk in others.get(row["matter_id"], [])],
            "verb": row["verb"],
            "verb_label": word_for(called(Verb(row["verb"]), kind=row["matter__kind"])),
            "urgency": row["matter__urgency"],
            "secrecy": row["matter__secrecy"],
            "escalation_level": row["matter__escalation_level"],
            "handler": row["matter__handler_id"],
            "due_at": row["due_at"],
            "deadline": row["deadline__kind"],
            "standing": standing_of(row, prefix="deadline__", now=now),
        }
        for row in rows
    ]


def named_persons(matter: Matter, *, actor: Actor, on: date) -> list[dict[str, Any]]:
    """List who is named on a matter, each with the reading departments that they belong to.

    A former party learns of its own people only.
    """
    if matter.secrecy == Secrecy.INTERNAL:
        return []
    readers = Access.objects.filter(matter=matter).values("department")
    if not opens(actor, matter):
        own = Access.objects.filter(matter=matter, department=actor.acting)
        if not own.exclude(why=Why.FORMER).exists():
            readers = own.values("department")
    memberships = Membership.objects.valid_on(on).filter(
        department__in=readers, user__in=matter.named.values("person"), user__is_active=True
    )
    rows = memberships.order_by("user_id", "department_id").distinct("user_id", "department_id")
    found: dict[int, dict[str, Any]] = {}
    for user, name, code, title in rows.values_list(
        "user_id", "user__full_name", "department__code", "department__name"
    ):
        person = found.setdefault(user, {"person": user, "name": name, "departments": []})
        person["departments"].append({"code": code, "name": title})
    return list(found.values())


def timeline(matter: Matter, *, actor: Actor) -> QuerySet[Any]:
    """Read the acts of a matter, of a root those of its dossier as far as they are visible.

    A former party reads up to its own last act; who coordinated, up to the step that ended it.
    """
    members = Matter.objects.visible_to(actor).filter(root_id=matter.root_id)
    if matter.pk != matter.root_id:
        members = members.filter(pk=matter.pk)
    entries = entries_of(members)
    if opens(actor, matter):
        return entries
    parts = PartyRow.objects.filter(matter=matter, department_id=actor.acting)
    ends = list(parts.values_list("until", "part", "acted"))
    if not ends or any(until is None for until, *_ in ends) or _reads_now(matter, actor.acting):
        return entries
    last = (
        entries.filter(department_id=actor.acting)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    theirs = Q(pk__lte=last or 0)
    for until, part, acted in ends:
        if part == Party.COORDINATOR and acted:
            theirs |= Q(at__lte=until)
    return entries.filter(theirs)


def _reads_now(matter: Matter, department: int) -> bool:
    """Whether a department whose own part has ended reads on for another reason, as a superior."""
    rows = Access.objects.filter(matter=matter, department_id=department)
    return rows.exclude(why=Why.FORMER).exists()


_TOLD = (
    "status",
    "payload",
    "clocks",
    "changed",
    "evidence",
    "name",
    "document",
    "document_number",
    "sha256",
    "docx_sha256",
    "outcomes",
    "external",
)
TIMELINE_COLUMNS = (
    "id",
    "matter_id",
    "matter__kind",
    "matter__number",
    "at",
    "person__full_name",
    "on_behalf_of__full_name",
    "department_id",
    "event",
    "verb",
    "text",
)


def timeline_row(row: Mapping[str, Any], *, actor: Actor, directory: Directory) -> dict[str, Any]:
    """Show one act: who, for whom, what, in a sentence, and what changed."""
    content = json.loads(row["text"]).get("content", {})
    by = row["department_id"] and directory.in_place_of(row["department_id"])
    if row["event"] in INTERNAL_EVENTS and actor.department not in (by, row["department_id"]):
        content = {"status": content.get("status")}
    if row["verb"] == Verb.LINK:  # of the other matter only who sees both learns, from the links
        content = {name: content[name] for name in content if name != "payload"}
    department = named(directory, row["department_id"])
    who = (department["name"] if department else "") + (row["person__full_name"] or _("系统"))
    absent = row["on_behalf_of__full_name"]
    if absent:
        who += _("（代%(absent)s）") % {"absent": absent}
    paper = content.get("payload", {}).get("paper")
    if isinstance(paper, dict):  # entered for an organ outside the province
        who += _("（据来文%(number)s代录）") % {"number": paper["number"]}
    verb = row["event"]
    if row["verb"]:
        verb = word_for(called(Verb(row["verb"]), kind=row["matter__kind"]))
    what = row["matter__number"] or ""
    return {
        "id": row["id"],
        "matter": row["matter_id"],
        "kind": row["matter__kind"],
        "number": row["matter__number"],
        "at": row["at"],
        "actor": row["person__full_name"],
        "on_behalf_of": absent,
        "department": department,
        "event": row["event"],
        "verb": row["verb"],
        "sentence": _("%(who)s：%(verb)s %(what)s") % {"who": who, "verb": verb, "what": what},
        "changed": {name: content[name] for name in _TOLD if content.get(name)},
    }


_COUNTERPARTS = Prepared(
    lambda: (
        PartyRow.objects.filter(
            Among("matter_id", PKS),
            part__in=(Party.SENDER, Party.RECEIVER),
            until__isnull=True,
        )
        .exclude(department_id=VIEWER.acting)
        .order_by("pk")
        .values_list("matter_id", "department_id")
    )
)
