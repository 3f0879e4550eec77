"""What an opinion or a suggestion says on paper, gathered when it is served."""

from __future__ import annotations

from functools import partial
from typing import Any

from apps.common.canonical import plain
from apps.matters.actions import Step
from apps.matters.actions.moving import ask_paper
from apps.matters.models import Matter
from clue_transfer.vocabulary import DeadlineKind, DocumentKind, Party, Secrecy, Urgency
from clue_transfer.workflows.opinion import OPINIONS, OpinionKind


def opinion_letter(step: Step) -> None:
    """Ask for the paper: an opinion (检察意见书) or a suggestion (检察建议书)."""
    opinion = step.matter
    kind = (
        DocumentKind.OPINION_LETTER
        if opinion.opinion_kind in OPINIONS
        else DocumentKind.SUGGESTION_LETTER
    )
    ask_paper(step.work, kind, matters=[opinion], data=partial(_data, step))


def _data(step: Step) -> dict[str, Any]:
    opinion, work = step.matter, step.work
    about = Matter.objects.filter(opinions__opinion=opinion).order_by("pk")
    copied = [row for row in work.parties[opinion.pk] if row.part == Party.COPIED]
    return {
        "issuer": work.directory.by_id(opinion.procuratorate_id).name,
        "to": [work.directory.by_id(opinion.addressee_id).name],
        "copied": [work.directory.by_id(row.department_id).name for row in copied],
        "clue_number": opinion.number or "",
        "clue_title": opinion.title,
        "leg_number": "",
        "sender": work.directory.by_id(opinion.procuratorate_id).name,
        "receiver": work.directory.by_id(opinion.addressee_id).name,
        "urgency": "" if opinion.urgency == Urgency.NORMAL else Urgency(opinion.urgency).label,
        "named_only": opinion.secrecy != Secrecy.INTERNAL,
        "opinion_kind": OpinionKind(opinion.opinion_kind).label,
        "content": opinion.content,
        "law": opinion.law,
        "objection_days": opinion.objection_days,
        "about": [{"number": row.number or "", "title": row.title} for row in about],
        "given": {name: plain(value) for name, value in step.payload.items() if value},
        "served_at": opinion.served_at.isoformat(),
        "signed_by": step.actor.name,
        "answer_by": _due(step),
    }


def _due(step: Step) -> str:
    for kind in (DeadlineKind.OPINION_REPLY, DeadlineKind.SUGGESTION_REPLY):
        clock = step.work.clocks.find(step.matter.pk, kind)
        if clock is not None:
            return clock.due_at.isoformat()
    return ""


OF_AN_OPINION = {DocumentKind.OPINION_LETTER: opinion_letter}
