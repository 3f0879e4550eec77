"""What a department may still read whose part in a matter has ended: up to its end, no more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from apps.matters.models import Access, PartyRow, opened_by_powers
from clue_transfer.actors import Actor
from clue_transfer.visibility import Relation, Why, reasons_to_read
from clue_transfer.visibility import opened_by_powers as by_powers
from clue_transfer.vocabulary import Party, Secrecy, Status

if TYPE_CHECKING:
    from apps.matters.work import Work

_OVERSEEN = frozenset({Party.SENDER, Party.RECEIVER, Party.PROCURATORATE})
"""Whose division decides which procuratorates a matter of the two laws lies with."""


def in_reach(actor: Actor, *, at: str, last_step: bool = False) -> Q:
    """Keep rows beside visible matters: all of them, a former party's only up to its end.

    For tables that refer to a matter; `at` names the column that says when a row came about.
    With `last_step` what came about by the very step that ended its part is for it as well: the
    notice that names another department.
    """
    if actor.powers is not None:
        plain = in_reach(actor.without_powers, at=at, last_step=last_step)
        return plain | opened_by_powers(actor, at="matter__")
    if actor.department is None:
        return Q(pk__in=())
    past = PartyRow.objects.filter(
        matter_id=OuterRef("matter_id"),
        department_id=actor.department,
        **{"until__gte" if last_step else "until__gt": OuterRef(at)},
    )
    return read_now(actor) | Q(Exists(past))


def read_now(actor: Actor, *, matter: str = "matter") -> Q:
    """Keep rows beside visible matters that the actor's department still has a part in."""
    if actor.powers is not None:
        plain = read_now(actor.without_powers, matter=matter)
        return plain | opened_by_powers(actor, at=f"{matter}__")
    if actor.department is None:
        return Q(pk__in=())
    current = Access.objects.filter(
        matter_id=OuterRef(f"{matter}_id"), department_id=actor.department
    ).exclude(why=Why.FORMER)
    return Q(Exists(current))


def opens(actor: Actor, matter: Any) -> bool:
    """Whether powers open the matter to the actor, whatever their department is to it."""
    return by_powers(actor, secrecy=Secrecy(matter.secrecy), dossier=matter.root_id)


def reasons(work: Work, matter: Any) -> dict[int, tuple[Why, ...]]:
    """Say which departments may read the matter and why, from what the work has read."""
    return reasons_to_read(
        [
            Relation(row.department_id, Party(row.part), current=row.until is None)
            for row in work.parties[matter.pk]
            if row.until is None or row.acted
        ],
        superiors_of=work.directory.superior_chain,
        escalation_level=matter.escalation_level,
        excluded=() if matter.about_department_id is None else (matter.about_department_id,),
        procuratorates=_overseeing(work, matter) if matter.two_laws else (),
    )


def _overseeing(work: Work, matter: Any) -> Collection[int]:
    """Name the procuratorates of the place and of the departments, once it is no draft."""
    if matter.status == Status.DRAFT:
        return ()
    directory = work.directory
    places = {
        directory.by_id(row.department_id).division
        for row in work.parties[matter.pk]
        if row.until is None and row.part in _OVERSEEN
    }
    if matter.division_id is not None:
        places.add(matter.division_id)
    return directory.procuratorates(frozenset(places))


def left(work: Work, matter: Any) -> PartyRow | None:
    """The acting department's last part, if having had one is its only reason to read."""
    department = work.actor.department
    if opens(work.actor, matter):
        return None
    if department is None or reasons(work, matter).get(department) != (Why.FORMER,):
        return None
    ended = [
        (row.until, row)
        for row in work.parties[matter.pk]
        if row.department_id == department and row.until is not None
    ]
    return max(ended, key=itemgetter(0))[1]


def former_until(work: Work, matter: Any) -> datetime | None:
    """When the acting department's part ended, if having had it is its only reason to read."""
    row = left(work, matter)
    return None if row is None else row.until


def former_end(matter: UUID, *, actor: Actor) -> datetime | None:
    """When the actor's department's last part ended, if that is its only reason to read.

    For what hangs on a matter and is read without its dossier.
    """
    if actor.powers is not None or actor.department is None:
        return None
    reasons = Access.objects.filter(matter_id=matter, department_id=actor.department)
    if set(reasons.values_list("why", flat=True)) != {Why.FORMER}:
        return None
    parts = PartyRow.objects.filter(matter_id=matter, department_id=actor.department)
    return parts.order_by("-until").values_list("until", flat=True).first()
