"""Reads of the spine: one matter with what an actor may do, and the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from apps.common.api.wording import say, word_for
from apps.matters.kinds import KindSpec, spec_of
from apps.matters.models import Access, Link, Matter, opened_by_powers, recused_in
from apps.matters.reach import former_until, left, opens, reasons
from apps.matters.rows import as_it_was_left, how_it_stands, named, shown_party
from apps.matters.watching import watch
from apps.matters.work import Work
from apps.organizations.queries import Directory
from clue_transfer.actors import Actor
from clue_transfer.errors import NotFound
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, Status, called


def read(spec: KindSpec, pk: UUID, *, actor: Actor, now: datetime) -> tuple[Work, Any]:
    """Read one visible matter with its dossier; NotFound when it is not there or not visible."""
    rows = spec.model.objects.visible_to(actor).annotate(recused=recused_in("root_id"))
    matter = rows.filter(pk=pk).first()
    if matter is None:
        raise NotFound
    watch(actor, [(matter.pk, matter.secrecy)])
    work = Work(now=now, actor=actor, reading=True)
    work.recused[matter.root_id] = frozenset(matter.recused)
    work.matters[matter.pk] = matter
    spec.companions(work, matter)
    work.load_satellites([matter.root_id])
    return work, matter


def read_any(pk: UUID, *, actor: Actor) -> Matter:
    """Read the spine's row of a visible matter of any kind."""
    matter: Matter | None = Matter.objects.visible_to(actor).filter(pk=pk).first()
    if matter is None:
        raise NotFound
    watch(actor, [(matter.pk, matter.secrecy)])
    return matter


def available_actions(work: Work, matter: Any, actor: Actor) -> list[dict[str, Any]]:
    """List what the actor may do now, with what each verb needs and where to post it."""
    spec = spec_of(matter.kind)
    if matter.concluded_at is not None and not _has_exit(spec, matter):
        return []
    situation = work.situation(matter, actor)
    rows = spec.machine.available(situation=situation, actor=actor)
    return [
        {
            "verb": str(row.verb),
            "label": word_for(called(row.verb, kind=matter.kind)),
            "needs": list(row.needed(situation=situation, actor=actor)),
            "href": href(spec, matter.pk, row.verb),
        }
        for row in rows
    ]


def explained_actions(work: Work, matter: Any, actor: Actor) -> dict[str, Any]:
    """Say of every verb whether the actor may take it, and if not why and who could."""
    spec = spec_of(matter.kind)
    answers = spec.machine.explain(situation=work.situation(matter, actor), actor=actor)
    return {
        "available": available_actions(work, matter, actor),
        "unavailable": [
            {
                "verb": str(answer.row.verb),
                "label": word_for(called(answer.row.verb, kind=matter.kind)),
                "code": answer.refusal.code,
                "detail": say(answer.refusal.template, answer.refusal.params),
                "who_could": word_for(answer.row.who),
            }
            for answer in answers
            if answer.refusal is not None
        ],
    }


def href(spec: KindSpec, pk: UUID, verb: str) -> str:
    """Name the path of an action."""
    return f"/api/v1/{spec.collection}/{pk}/actions/{verb}/"


def spine(work: Work, matter: Any) -> dict[str, Any]:
    """Show what every kind of matter has."""
    directory = work.directory
    last = left(work, matter)
    former = last is not None
    shown = {
        "id": matter.pk,
        "kind": matter.kind,
        "number": matter.number,
        "title": matter.title,
        "status": matter.status,
        "status_label": word_for(called(Status(matter.status), kind=matter.kind)),
        "status_changed_at": matter.status_changed_at,
        "version": matter.version,
        "holder": None if former else named(directory, matter.holder_id),
        "handler": None if former else matter.handler_id,
        "division": matter.division_id,
        "secrecy": matter.secrecy,
        "urgency": matter.urgency,
        "escalation_level": matter.escalation_level,
        "opened_at": matter.opened_at,
        "concluded_at": matter.concluded_at,
        "parent": matter.parent_id,
        "root": matter.root_id,
        "lowering": matter.lowering if _holds(work, matter) else None,
    }
    if matter.pk != matter.root_id and not _reads_root(work, matter):
        # Who has a part in a case and none in the clue that it came of: the police, the court.
        shown |= {"parent": None, "root": matter.pk}
    if last is None:
        return shown
    came_with = getattr(matter, "came_with_id", None)
    if came_with is not None:  # where it hangs since a merger is not theirs to know
        shown |= {"parent": came_with, "root": came_with}
    return shown | as_it_was_left(last.as_left, kind=matter.kind)


def _reads_root(work: Work, matter: Any) -> bool:
    """Whether the acting department reads the dossier's root; under powers whatever is open."""
    if opens(work.actor, matter):
        return True
    root = next((each for each in work.dossier(matter.root_id) if each.pk == matter.root_id), None)
    return root is not None and work.actor.department in reasons(work, root)


def _holds(work: Work, matter: Any) -> bool:
    return matter.holder_id is not None and matter.holder_id == work.actor.department


def parties(work: Work, matter: Any) -> list[dict[str, Any]]:
    """Show who is what to the matter, from when until when; a former party those of its time."""
    until = former_until(work, matter)
    return [
        shown_party(
            named(work.directory, row.department_id),
            part=row.part,
            since=row.since,
            until=row.until if until is None or (row.until and row.until <= until) else None,
        )
        for row in work.parties[matter.pk]
        if until is None or row.since < until
    ]


def deadlines(work: Work, matter: Any) -> list[dict[str, Any]]:
    """Show the open clocks with how they stand now, nearest first; to a former party none."""
    if former_until(work, matter) is not None:
        return []
    rows = work.clocks.open(matter.pk)
    rows.sort(key=lambda row: (row.state != DeadlineState.RUNNING, row.due_at))
    return [
        {
            "id": row.pk,
            "kind": row.kind,
            "label": word_for(DeadlineKind(row.kind)),
            "department": named(work.directory, row.department_id),
            "rule": work.rulebook.by_id(row.rule_id).code,
            "started_at": row.started_at,
            "due_at": row.due_at,
            "provisional": row.provisional,
            "state": row.state,
            "standing": how_it_stands(row.started_at, row.due_at, row.state, now=work.now),
        }
        for row in rows
    ]


def _has_exit(spec: KindSpec, matter: Any) -> bool:
    return any(matter.status in row.sources for row in spec.machine.rows)


def links_of(pk: UUID, *, actor: Actor) -> QuerySet[Any]:
    """Read what a matter is linked to, for who reads both sides now; others learn of nothing."""
    mine = Q(department_id=actor.department) if actor.department else Q(pk__in=())
    now_read = Access.objects.filter(mine).exclude(why=Why.FORMER)
    both = [
        Q(Exists(now_read.filter(matter_id=OuterRef(f"{side}_id"))))
        | opened_by_powers(actor, at=f"{side}__")
        for side in ("matter", "other")
    ]
    there = Case(When(matter=pk, then=F("other_id")), default=F("matter_id"))
    rows = Link.objects.filter(*both).filter(Q(matter=pk) | Q(other=pk)).annotate(there=there)
    return rows.filter(there__in=Matter.objects.visible_to(actor).values("pk"))


def rows_of_links(
    rows: Sequence[Mapping[str, Any]], *, actor: Actor, directory: Directory
) -> list[dict[str, Any]]:
    """Show what a matter is linked to: one query whatever the number."""
    there = Matter.objects.filter(pk__in=[row["there"] for row in rows])
    columns = ("pk", "kind", "number", "title", "status", "secrecy")
    matters = {row["pk"]: row for row in there.values(*columns)}
    watch(actor, [(pk, row["secrecy"]) for pk, row in matters.items()])
    return [
        {
            "id": row["id"],
            "matter": row["there"],
            "kind": matters[row["there"]]["kind"],
            "number": matters[row["there"]]["number"],
            "title": matters[row["there"]]["title"],
            "status": matters[row["there"]]["status"],
            "linked_by": named(directory, row["department_id"]),
            "since": row["since"],
            "reason": row["reason"],
        }
        for row in rows
    ]
