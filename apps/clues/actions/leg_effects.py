"""What is special to each verb of a leg."""

from __future__ import annotations

from typing import Any

from apps.clues.actions.dispute_effects import DISPUTE_EFFECTS
from apps.clues.actions.feedback_effects import FEEDBACK_EFFECTS
from apps.evidence.actions import confirm
from apps.evidence.queries import manifest
from apps.matters.actions import Step
from apps.matters.actions.moving import ask_document
from apps.matters.actions.people import name_handler
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.vocabulary import DocumentKind, Verb


def sign(step: Step) -> None:
    """Confirm the evidence item by item and issue the receipt (线索接收回执)."""
    leg, work = step.matter, step.work
    items = confirm(
        [leg.parent_id, leg.pk],
        confirmed=step.payload["manifest"],
        actor=step.actor,
        now=work.now,
    )
    leg.signed_at = work.now
    leg.signed_by_id = step.actor.person
    leg.manifest = [
        {
            "id": str(item["id"]),
            "name": item["name"],
            "size": item["size"],
            "sha256": item["sha256"],
        }
        for item in items
    ]
    work.touch(leg, "signed_at", "signed_by", "manifest")
    directory = work.directory
    ask_document(
        step,
        DocumentKind.RECEIPT,
        title=f"{DocumentKind.RECEIPT.label}（{leg.number}）",
        data={
            "clue_number": work.matters[leg.parent_id].number,
            "leg_number": leg.number,
            "clue_title": leg.title,
            "sender": directory.by_id(leg.sender_id).name,
            "receiver": directory.by_id(leg.receiver_id).name,
            "signed_by": step.actor.name,
            "signed_at": work.now.isoformat(),
            "items": leg.manifest,
            "remarks": step.payload.get("remarks") or "",
        },
    )


def accept(step: Step) -> None:
    """Name the handler."""
    name_handler(step, department=step.matter.receiver_id)


def request_supplement(step: Step) -> None:
    """Keep the one complete list of what is missing."""
    leg = step.matter
    leg.supplement = {
        "items": list(step.payload["items"]),
        "reason": step.payload.get("reason") or "",
        "requested_at": step.now.isoformat(),
    }
    step.work.touch(leg, "supplement")


def supplement(step: Step) -> None:
    """Keep what the sender says of the added material; evidence is uploaded to the clue."""
    leg = step.matter
    known = {str(item["id"]) for item in manifest([leg.parent_id, leg.pk])}
    unknown = [
        FieldError(f"/evidence/{place}", "unknown-item", "不是本线索的证据")
        for place, item in enumerate(step.payload.get("evidence") or ())
        if str(item) not in known
    ]
    if unknown:
        raise Invalid(errors=unknown)
    _answer_supplement(step, {"note": step.payload["note"]})


def explain_supplement(step: Step) -> None:
    """Keep why the material cannot be supplied."""
    _answer_supplement(step, {"explanation": step.payload["reason"]})


def file(step: Step) -> None:
    """Keep the filing of the case."""
    leg = step.matter
    _not_after_today(step, "filed_on")
    leg.filed_on = step.payload["filed_on"]
    leg.case_number = step.payload["case_number"]
    step.work.touch(leg, "filed_on", "case_number")


def report_progress(step: Step) -> None:
    """Keep the latest progress beside the leg; the record keeps them all."""
    step.matter.progress = step.payload["progress"]
    step.work.touch(step.matter, "progress")


def decide(step: Step) -> None:
    """Keep the decision: kind, number, date, amounts, reviews."""
    leg = step.matter
    _not_after_today(step, "decided_on")
    if step.payload["decided_on"] < leg.filed_on:
        raise Invalid(errors=[FieldError("/decided_on", "before-filing", "决定日期早于立案日期")])
    leg.decision_kind = step.payload["decision_kind"]
    leg.decision_number = step.payload["decision_number"]
    leg.decided_on = step.payload["decided_on"]
    leg.decision = {
        name: _plain(step.payload[name])
        for name in ("amounts", "legal_review", "discussion")
        if step.payload.get(name)
    }
    step.work.touch(leg, "decision_kind", "decision_number", "decided_on", "decision")


def serve_decision(step: Step) -> None:
    """Keep when and how the decision was served (行政处罚法 61)."""
    leg = step.matter
    _not_after_today(step, "served_on")
    if step.payload["served_on"] < leg.decided_on:
        raise Invalid(errors=[FieldError("/served_on", "before-decision", "送达日期早于决定日期")])
    leg.served_on = step.payload["served_on"]
    leg.service_way = step.payload["service_way"]
    step.work.touch(leg, "served_on", "service_way")


def _answer_supplement(step: Step, answer: dict[str, Any]) -> None:
    leg = step.matter
    leg.supplement = {**leg.supplement, **answer, "answered_at": step.now.isoformat()}
    step.work.touch(leg, "supplement")


def _not_after_today(step: Step, name: str) -> None:
    if step.payload[name] > step.work.local_day:
        raise Invalid(errors=[FieldError(f"/{name}", "in-the-future", "日期不能晚于今天")])


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value if isinstance(value, bool | int | type(None)) else str(value)


EFFECTS = {
    Verb.SIGN: sign,
    Verb.ACCEPT: accept,
    Verb.REQUEST_SUPPLEMENT: request_supplement,
    Verb.SUPPLEMENT: supplement,
    Verb.EXPLAIN_SUPPLEMENT: explain_supplement,
    Verb.FILE: file,
    Verb.REPORT_PROGRESS: report_progress,
    Verb.DECIDE: decide,
    Verb.SERVE_DECISION: serve_decision,
    **DISPUTE_EFFECTS,
    **FEEDBACK_EFFECTS,
}
