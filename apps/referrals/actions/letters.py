"""What the papers of a referral say, gathered when the step is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from apps.common.canonical import plain
from apps.evidence.queries import Item, manifest
from apps.matters.actions import Step
from apps.matters.actions.moving import ask_paper
from apps.referrals.models import CrimeReferral
from clue_transfer.deadlines import limit_of, unit_of
from clue_transfer.vocabulary import (
    DeadlineKind,
    DocumentKind,
    Party,
    Secrecy,
    Unit,
    Urgency,
    Verb,
)
from clue_transfer.workflows.crime_referral.rules import AttachmentGroup

type_of_data = dict[str, Any]
type_of_asking = Callable[[Step], None]

_WITH_LIST = frozenset({DocumentKind.CRIME_TRANSFER_LETTER, DocumentKind.DETENTION_LETTER})
"""What carries the list of its enclosures, file by file."""
_WRITTEN_UNITS = {
    Unit.HOURS: "小时",
    Unit.NATURAL_DAYS: "日",
    Unit.WORKING_DAYS: "个工作日",
    Unit.MONTHS: "个月",
}


def _paper(
    kind: DocumentKind,
    *,
    by: Party,
    to: tuple[Party, ...],
    copied: tuple[Party, ...] = (),
    numbered: bool = True,
    answer: DeadlineKind | None = None,
) -> type_of_asking:
    """Make the asking for a paper that one party writes to others, with copies.

    A paper that is not `numbered` bears the number of its case; `answer` is the clock by which
    something is asked for.
    """

    def ask(step: Step) -> None:
        issuer = step.work.department_of(step.matter, by)
        ask_paper(
            step.work,
            kind,
            matters=[step.matter],
            issuer=issuer if numbered else None,
            data=partial(_data, step, kind, by=by, to=to, copied=copied, answer=answer),
        )

    return ask


def _data(
    step: Step,
    kind: DocumentKind,
    *,
    by: Party,
    to: tuple[Party, ...],
    copied: tuple[Party, ...],
    answer: DeadlineKind | None,
) -> type_of_data:
    referral, work = step.matter, step.work
    crime = isinstance(referral, CrimeReferral)
    files = _files(referral) if kind in _WITH_LIST else []
    return {
        "issuer": _name(step, by),
        "to": [_name(step, each) for each in to],
        "copied": [_name(step, each) for each in copied],
        "clue_number": referral.number or "",
        "clue_title": referral.title,
        "leg_number": "",
        "sender": _name(step, Party.SENDER),
        "receiver": work.directory.by_id(referral.police_id).name,
        "urgency": "" if referral.urgency == Urgency.NORMAL else Urgency(referral.urgency).label,
        "named_only": referral.secrecy != Secrecy.INTERNAL,
        "charge": referral.charge if crime else "",
        "subjects": [
            {"name": row["name"], "credit_code": row.get("credit_code") or "", "role": ""}
            for row in referral.subjects
        ],
        "facts_of_case": referral.facts,
        "evidence_summary": referral.evidence_summary if crime else "",
        "law": referral.law,
        "proposal": referral.proposal,
        "investigators": [row["name"] for row in referral.investigators] if crime else [],
        "contacts": _contacts(referral) if crime and kind in _WITH_LIST else [],
        "penalty_number": "" if crime else referral.penalty_number,
        "penalty_decided_on": "" if crime else str(referral.penalty_decided_on or ""),
        "exception": "" if crime else referral.exception,
        "attachments": _attachments(referral, files),
        "goods": plain(referral.goods),
        "items": [{name: row[name] for name in ("name", "size", "sha256")} for row in files],
        "given": {name: plain(value) for name, value in step.payload.items() if value},
        "moments": _moments(referral),
        "decision": _decision(step),
        "verb": str(step.row.verb),
        "signed_by": step.actor.name,
        **_answer(step, answer),
    }


def _contacts(referral: CrimeReferral) -> list[str]:
    """Name who handles the case, with the number under which each is reached (17号 6)."""
    return [
        f"{row['name']}（{row['phone']}）" if row.get("phone") else row["name"]
        for row in referral.investigators
    ]


def _files(referral: Any) -> list[Item]:
    """List the files in the order of their groups; what no group names comes last."""
    named = [
        key
        for group in AttachmentGroup
        for key in referral.attachments.get(group, {}).get("items", ())
    ]
    places = {key: place for place, key in reversed(list(enumerate(named)))}
    files = manifest([referral.pk])
    return sorted(files, key=lambda row: places.get(str(row["id"]), len(named)))


def _attachments(referral: Any, files: Sequence[Item]) -> list[dict[str, Any]]:
    """List the groups of papers: at which places of the list their files stand, or why none do."""
    places = {str(row["id"]): place for place, row in enumerate(files, start=1)}
    return [
        {
            "group": group.label,
            "places": sorted(places[key] for key in given["items"] if key in places),
            "none_because": given["none_because"],
            "not_original_because": given.get("not_original_because", ""),
        }
        for group in AttachmentGroup
        if (given := referral.attachments.get(group))
    ]


def _moments(referral: Any) -> dict[str, str]:
    names = ("reported_at", "decided_at", "transferred_at", "received_at", "accepted_at")
    values = {name: getattr(referral, name, None) for name in names}
    return {name: value.isoformat() for name, value in values.items() if value is not None}


def _decision(step: Step) -> Mapping[str, Any]:
    """Find the police's last decision that papers of the sender and the procuratorate answer."""
    if step.row.verb is Verb.CLAIM_OVERDUE:
        return {}
    stages = [row for row in step.matter.stages if row["given"].get("decided_on")]
    return {**stages[-1]["given"], "verb": stages[-1]["verb"]} if stages else {}


def _name(step: Step, party: Party) -> str:
    department = step.work.department_of(step.matter, party)
    return "" if department is None else step.work.directory.by_id(department).name


def _answer(step: Step, kind: DeadlineKind | None) -> dict[str, str]:
    """Say within which term, and until when, something is asked for."""
    clock = None if kind is None else step.work.clocks.find(step.matter.pk, kind)
    if clock is None:
        return {"answer_by": "", "term": ""}
    rule, urgency = step.work.rulebook.by_id(clock.rule_id), Urgency(step.matter.urgency)
    unit = _WRITTEN_UNITS[unit_of(rule, urgency=urgency)]
    return {
        "answer_by": clock.due_at.isoformat(),
        "term": f"{limit_of(rule, urgency=urgency)}{unit}",
    }


_SENDER, _POLICE, _OVER = Party.SENDER, Party.POLICE, Party.PROCURATORATE

OF_A_CRIME: Mapping[DocumentKind, type_of_asking] = {
    DocumentKind.CRIME_REPORT: _paper(
        DocumentKind.CRIME_REPORT, by=_SENDER, to=(_SENDER,), numbered=False
    ),
    DocumentKind.CRIME_TRANSFER_LETTER: _paper(
        DocumentKind.CRIME_TRANSFER_LETTER,
        by=_SENDER,
        to=(_POLICE,),
        copied=(_OVER,),
        numbered=False,
    ),
    DocumentKind.CASE_RECEIPT: _paper(
        DocumentKind.CASE_RECEIPT, by=_POLICE, to=(_SENDER,), copied=(_OVER,)
    ),
    DocumentKind.CASE_SUPPLEMENT_NOTICE: _paper(
        DocumentKind.CASE_SUPPLEMENT_NOTICE,
        by=_POLICE,
        to=(_SENDER,),
        answer=DeadlineKind.CASE_SUPPLEMENT,
    ),
    DocumentKind.FILING_NOTICE: _paper(
        DocumentKind.FILING_NOTICE, by=_POLICE, to=(_SENDER,), copied=(_OVER,)
    ),
    DocumentKind.NON_FILING_NOTICE: _paper(
        DocumentKind.NON_FILING_NOTICE,
        by=_POLICE,
        to=(_SENDER,),
        copied=(_OVER,),
        answer=DeadlineKind.RECONSIDERATION_REQUEST,
    ),
    DocumentKind.RECONSIDERATION_REQUEST: _paper(
        DocumentKind.RECONSIDERATION_REQUEST,
        by=_SENDER,
        to=(_POLICE,),
        answer=DeadlineKind.RECONSIDERATION_DECISION,
    ),
    DocumentKind.SUPERVISION_SUGGESTION: _paper(
        DocumentKind.SUPERVISION_SUGGESTION, by=_SENDER, to=(_OVER,)
    ),
    DocumentKind.REASONS_REQUEST: _paper(
        DocumentKind.REASONS_REQUEST,
        by=_OVER,
        to=(_POLICE,),
        answer=DeadlineKind.EXPLANATION,
    ),
    DocumentKind.FILING_ORDER: _paper(
        DocumentKind.FILING_ORDER,
        by=_OVER,
        to=(_POLICE,),
        copied=(_SENDER,),
        answer=DeadlineKind.FILING_ORDER,
    ),
}
OF_A_DETENTION: Mapping[DocumentKind, type_of_asking] = {
    DocumentKind.DETENTION_LETTER: _paper(
        DocumentKind.DETENTION_LETTER,
        by=_SENDER,
        to=(_POLICE,),
        copied=(_OVER,),
        numbered=False,
    )
}
