"""Order rectifications: one a subject and outcome of what a leg feeds back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apps.clues.models import Rectification
from apps.clues.queries import catalogue, subjects_of
from apps.common.ids import new_id
from apps.matters.actions import Step, Work
from apps.matters.actions.moving import add_party, open_in, say
from apps.matters.kinds import spec_of
from clue_transfer.vocabulary import Kind, Party

_LIKE_THE_LEG = (Party.SENDER, Party.RECEIVER, Party.VIA, Party.COPIED)


def order_rectifications(step: Step, outcomes: Iterable[Mapping[str, Any]]) -> None:
    """Open what the outcomes order to be put right, unless it is open already."""
    known = catalogue(step.work.stamp).outcomes
    ordered = [item for item in outcomes if known[item["outcome"]].opens_rectification]
    if not ordered:
        return
    present = _open_ones(step.work, step.matter)
    subjects = {
        str(row.subject_id): row.name for row in subjects_of(step.work, step.matter.about_id)
    }
    for item in ordered:
        if (str(item.get("subject") or ""), item["outcome"]) not in present:
            _order(step, item, subject=subjects.get(str(item.get("subject")), ""))


def _open_ones(work: Work, leg: Any) -> set[tuple[str, str]]:
    if any(member.kind == Kind.RECTIFICATION for member in work.dossier(leg.root_id)):
        work.load(spec_of(Kind.RECTIFICATION), [leg.root_id])
    return {
        (str(row.subject_id or ""), row.outcome_id)
        for row in work.of_root(leg.root_id, kind=Kind.RECTIFICATION)
        if row.parent_id == leg.pk and row.concluded_at is None
    }


def _order(step: Step, item: Mapping[str, Any], *, subject: str) -> None:
    work, leg = step.work, step.matter
    pk = new_id()
    name = catalogue(work.stamp).names[item["outcome"]]
    rectification = Rectification(
        id=pk,
        matter_ptr_id=pk,
        kind=Kind.RECTIFICATION,
        title="：".join(part for part in (name, subject or leg.title) if part)[:200],
        search_text=leg.search_text,
        parent_id=leg.pk,
        root_id=leg.root_id,
        division_id=leg.division_id,
        secrecy=leg.secrecy,
        urgency=leg.urgency,
        handler_id=leg.handler_id,
        subject_id=item.get("subject") or None,
        outcome_id=item["outcome"],
        requirement=item.get("requirement") or "",
        due_on=item.get("due_on"),
    )
    for row in list(work.parties[leg.pk]):
        if row.until is None and row.part in _LIKE_THE_LEG:
            add_party(work, rectification, department=row.department_id, part=Party(row.part))
    open_in(
        work,
        rectification,
        variant="",
        content={
            "leg": leg.number,
            "subject": subject,
            "outcome": item["outcome"],
            "requirement": rectification.requirement,
            "due_on": rectification.due_on,
        },
        actor=step.actor,
    )
    sender = work.department_of(leg, Party.SENDER)
    if sender is not None and sender != step.actor.department:
        say(work, rectification, event="rectification.ordered", department=sender)
