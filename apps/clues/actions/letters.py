"""What the letters of a clue and of its legs say, gathered when the step is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from apps.clues.queries import catalogue, read_subjects, subjects_of
from apps.evidence.queries import manifests
from apps.matters.actions import Step, Work
from apps.matters.actions.moving import ask_paper
from clue_transfer.vocabulary import (
    DeadlineKind,
    DecisionKind,
    DocumentKind,
    Kind,
    LegKind,
    ObjectionReason,
    Party,
    ReceiverRole,
    Secrecy,
    Source,
    Status,
    SubjectRole,
    Urgency,
    Verb,
)

type_of_data = dict[str, Any]

_WITHOUT_LETTER = frozenset({LegKind.OWN, LegKind.DESIGNATED})
"""Own handling needs no letter; a designated leg has the superior's notice."""


def transfer_letters(step: Step) -> None:
    """Send each leg that the step has opened to its receiver with a letter (线索移送函)."""
    work = step.work
    asked = work.prepared.setdefault("legs_with_letter", set())
    for leg in _opened(step):
        if leg.leg_kind in _WITHOUT_LETTER or leg.status != Status.SENT or leg.pk in asked:
            continue
        asked.add(leg.pk)
        ask_paper(
            work,
            DocumentKind.TRANSFER_LETTER,
            matters=[leg],
            issuer=leg.via_id or leg.sender_id,
            data=partial(_transfer, work, leg),
        )


def receipt(step: Step) -> None:
    """Issue the receipt for a leg that has been signed for (线索接收回执)."""
    leg = step.matter
    ask_paper(step.work, DocumentKind.RECEIPT, matters=[leg], data=partial(_receipt, step, leg=leg))


def designation_notice(step: Step) -> None:
    """Tell the parties whom the superior names: a copy with the old leg and one with the new."""
    old = step.matter
    ask_paper(
        step.work,
        DocumentKind.DESIGNATION_NOTICE,
        matters=[old, *_opened(step)],
        issuer=_superior(step),
        data=partial(_designation, step),
    )


def _from_receiver(
    kind: DocumentKind, says: Callable[[Step], type_of_data]
) -> Callable[[Step], None]:
    """Make the asking for a letter that the receiver writes to the sender."""

    def ask(step: Step) -> None:
        if step.row.verb is Verb.SPLIT:  # the part that is given back stands in its own leg
            [sibling] = _opened(step)
            step = replace(step, matter=sibling)
        leg = step.matter
        # Who handles it itself writes to nobody; an organ outside the province writes on its own
        # paper, which the sender enters.
        if leg.leg_kind in (LegKind.OWN, LegKind.EXTERNAL):
            return
        ask_paper(step.work, kind, matters=[leg], issuer=leg.receiver_id, data=partial(says, step))

    return ask


def _opened(step: Step) -> list[Any]:
    """List the legs that the step has opened."""
    work, matter = step.work, step.matter
    above = {Kind.CLUE: matter.pk, Kind.RECTIFICATION: matter.root_id}
    clue = work.matters[above.get(Kind(matter.kind), matter.parent_id)]
    legs = work.of_root(clue.root_id, kind=Kind.TRANSFER)
    return [leg for leg in legs if leg.parent_id == clue.pk and leg._state.adding]


# ---- what each says


def _transfer(work: Work, leg: Any) -> type_of_data:
    clue = work.matters.get(leg.about_id) or work.matters[leg.parent_id]
    _read_once(work)
    via = "" if leg.via_id is None else _name(work, leg.via_id)
    division = work.directory.division(clue.division_id) if clue.division_id else None
    return {
        **_every(work, leg, issuer=leg.via_id or leg.sender_id, to=[_receiver(work, leg)]),
        "via": via,
        "leg_kind": leg.leg_kind,
        "role": ReceiverRole(leg.role).label,
        "violation_type": _called(catalogue(work.stamp).type_names, clue.violation_type_id),
        "source": Source(clue.source).label,
        "division": division.name if division else "",
        "address": clue.address,
        "longitude": _text(clue.longitude),
        "latitude": _text(clue.latitude),
        "occurred_on": _text(clue.occurred_on),
        "discovered_on": _text(clue.discovered_on),
        "description": clue.description,
        "subjects": [
            {
                "name": row.name,
                "credit_code": row.subject.credit_code or "",
                "role": SubjectRole(row.role).label,
            }
            for row in subjects_of(work, leg.about_id, only=leg.only_subjects)
        ],
        "items": _items(work.prepared["evidence_of_letters"].get(leg.about_id, ())),
        "sign_by": _due(work, leg, DeadlineKind.SIGNING),
    }


def _receipt(step: Step, *, leg: Any) -> type_of_data:
    return {
        **_to_sender(step),
        "signed_by": step.actor.name,
        "signed_at": leg.signed_at.isoformat(),
        "items": _items(leg.manifest),
        "remarks": step.payload.get("remarks") or "",
    }


def _supplement(step: Step) -> type_of_data:
    leg = step.matter
    return {
        **_to_sender(step),
        "missing": list(leg.supplement["items"]),
        "reason": leg.supplement["reason"],
        "due": _due(step.work, leg, DeadlineKind.SUPPLEMENT),
    }


def _objection(step: Step) -> type_of_data:
    objection = step.matter.objection
    proposed = objection["proposed_department"]
    department = step.work.directory.department(proposed) if proposed else None
    code = objection["reason_code"] if step.row.verb != Verb.CONTEST else ""
    return {
        **_to_sender(step),
        "stage": str(step.row.verb),
        "reason_label": ObjectionReason(code).label if code else "",
        "reason": objection["reason"],
        "proposed": department.name if department else "",
        "answer_by": _due(step.work, step.matter, DeadlineKind.OBJECTION_RULING),
    }


def _feedback(step: Step) -> type_of_data:
    leg, work = step.matter, step.work
    subjects = {str(row.subject_id): row.name for row in subjects_of(work, leg.about_id)}
    names = catalogue(work.stamp).names
    return {
        **_to_sender(step),
        "round": leg.acts[Verb.FEED_BACK]["count"],
        "summary": leg.summary,
        "case_number": leg.case_number,
        "filed_on": _text(leg.filed_on),
        "decision_kind": DecisionKind(leg.decision_kind).label if leg.decision_kind else "",
        "decision_number": leg.decision_number,
        "decided_on": _text(leg.decided_on),
        "outcomes": [
            {
                "subject": subjects.get(str(row.get("subject")), ""),
                "outcome": _called(names, row["outcome"]),
                "amount_yuan": _text(row.get("amount_yuan")),
                "note": row.get("note") or "",
            }
            for row in step.content["outcomes"]
        ],
        "confirm_by": _due(work, leg, DeadlineKind.CONFIRMATION),
    }


def _designation(step: Step) -> type_of_data:
    old, work = step.matter, step.work
    [new] = _opened(step)
    delegation = step.payload.get("delegation") or {}
    designated = _name(work, new.receiver_id)
    parties = dict.fromkeys([_name(work, old.sender_id), _receiver(work, old), designated])
    return {
        **_every(work, old, issuer=_superior(step), to=parties),
        "designated": designated,
        "reason": step.payload["reason"],
        "delegation": {name: str(value) for name, value in delegation.items()},
        "new_leg_number": new.number,
        "sign_by": _due(work, new, DeadlineKind.SIGNING),
    }


# ---- what several say


def _every(work: Work, leg: Any, *, issuer: int, to: Iterable[str]) -> type_of_data:
    clue = work.matters[leg.parent_id]
    return {
        "issuer": _name(work, issuer),
        "to": list(to),
        "clue_number": clue.number,
        "clue_title": leg.title,
        "leg_number": leg.number,
        "sender": _name(work, leg.sender_id),
        "receiver": _receiver(work, leg),
        "urgency": "" if leg.urgency == Urgency.NORMAL else Urgency(leg.urgency).label,
        "named_only": leg.secrecy != Secrecy.INTERNAL,
    }


def _to_sender(step: Step) -> type_of_data:
    leg = step.matter
    return _every(step.work, leg, issuer=leg.receiver_id, to=[_name(step.work, leg.sender_id)])


def _read_once(work: Work) -> None:
    """Read the subjects and the evidence of all clues that the letters are about, for all."""
    if "evidence_of_letters" in work.prepared:
        return
    letters = [asked for asked in work.papers if asked.kind is DocumentKind.TRANSFER_LETTER]
    clues = sorted({asked.matter.about_id for asked in letters})
    work.prepared["evidence_of_letters"] = manifests(clues)
    read_subjects(work, clues)


def _items(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"name": row["name"], "size": row["size"], "sha256": row["sha256"]} for row in rows]


def _superior(step: Step) -> int:
    """Name who designates: the common superior, also where its coordinator decides for it."""
    return step.work.department_of(step.matter, Party.SUPERIOR) or step.actor.acting


def _receiver(work: Work, leg: Any) -> str:
    """Name the receiver; an organ outside the province is not a department here."""
    return str(leg.external["name"]) if leg.external else _name(work, leg.receiver_id)


def _name(work: Work, department: int) -> str:
    return work.directory.by_id(department).name


def _called(names: Mapping[str, str], code: str | None) -> str:
    return names.get(code, code) if code else ""


def _due(work: Work, leg: Any, kind: DeadlineKind) -> str:
    clock = work.clocks.find(leg.pk, kind)
    return "" if clock is None else clock.due_at.isoformat()


def _text(value: Any) -> str:
    return "" if value is None else str(value)


OF_A_CLUE = {DocumentKind.TRANSFER_LETTER: transfer_letters}
OF_A_LEG = {
    DocumentKind.TRANSFER_LETTER: transfer_letters,
    DocumentKind.RECEIPT: receipt,
    DocumentKind.SUPPLEMENT_NOTICE: _from_receiver(DocumentKind.SUPPLEMENT_NOTICE, _supplement),
    DocumentKind.OBJECTION_LETTER: _from_receiver(DocumentKind.OBJECTION_LETTER, _objection),
    DocumentKind.FEEDBACK_LETTER: _from_receiver(DocumentKind.FEEDBACK_LETTER, _feedback),
    DocumentKind.DESIGNATION_NOTICE: designation_notice,
}
