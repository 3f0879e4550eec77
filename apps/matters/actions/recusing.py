"""Declare a conflict of interest: from then on a person has no part in the dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.matters.actions.secrecy import whole_dossier
from apps.matters.models import Recusal
from apps.matters.work import remember_act

if TYPE_CHECKING:
    from apps.matters.work import Step, Work


def recuse(step: Step) -> None:
    """Take the person off the whole dossier; what they handled waits for another handler.

    A conflict is a person's own: who acts on behalf of somebody declares it for themselves.
    """
    work, root, person = step.work, step.matter.root_id, step.actor.someone
    work.recused[root] = work.recused_of(step.matter) | {person}
    work.satellites.append(
        Recusal(matter_id=root, person_id=person, reason=step.payload["reason"], at=step.now)
    )
    step.content["recused"] = person
    for matter in whole_dossier(work, step.matter.root_id):
        if matter.handler_id != person or matter.concluded_at is not None:
            continue
        matter.handler_id = None
        work.touch(matter, "handler")
        if matter is step.matter:
            step.content["handler"] = [person, None]
            continue
        matter.version += 1
        remember_act(matter, step.row.verb, actor=step.actor, now=work.now)
        work.touch(matter, "acts", "version")
        work.record(
            matter,
            {"recused": person, "handler": [person, None], "version": matter.version},
            event=f"{matter.kind}.recused",
            verb=step.row.verb,
            actor=step.actor,
        )


def recuse_alike(work: Work, matter: Any, *, like: Any) -> None:
    """Let who has declared a conflict in one dossier have no part in another either."""
    missing = work.recused_of(like) - work.recused_of(matter)
    if not missing:
        return
    work.recused[matter.root_id] = work.recused_of(matter) | missing
    rows = Recusal.objects.filter(matter__root=like.root_id, person__in=missing)
    work.satellites += [
        Recusal(matter_id=matter.root_id, person_id=row.person_id, reason=row.reason, at=row.at)
        for row in rows.order_by("person", "pk").distinct("person")
    ]
