"""What is special to each verb of a leg."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from apps.clues.actions.dispute_effects import DISPUTE_EFFECTS
from apps.clues.actions.feedback_effects import FEEDBACK_EFFECTS
from apps.clues.actions.screening import read_records, screen_leg
from apps.clues.actions.standing_still import crime_transfer
from apps.clues.queries import subjects_of
from apps.common.canonical import plain
from apps.evidence.actions import confirm
from apps.evidence.queries import manifest
from apps.matters.actions import Step, Work
from apps.matters.actions.people import name_handler
from clue_transfer.dates import date_errors
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.vocabulary import Verb
from clue_transfer.workflows.transfer import filing_errors, inspection_errors

_SCREENED = frozenset({Verb.ACCEPT, Verb.DECIDE, Verb.FEED_BACK})


def prepare(work: Work, legs: Sequence[Any], verb: Verb) -> None:
    """Read for a whole batch what is known of the subjects of what is to be screened."""
    if verb in _SCREENED:
        read_records(work, {clue for leg in legs for clue in (leg.about_id, leg.parent_id)})


def sign(step: Step) -> None:
    """Confirm the evidence item by item."""
    leg, work = step.matter, step.work
    items, custody = confirm(
        [leg.about_id, leg.pk],
        confirmed=step.payload["manifest"],
        actor=step.actor,
        now=work.now,
    )
    work.satellites += custody
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


def accept(step: Step) -> None:
    """Name the handler."""
    name_handler(step, department=step.matter.receiver_id)
    screen_leg(step)


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
    _own_evidence(step)
    _answer_supplement(step, {"note": step.payload["note"]})


def explain_supplement(step: Step) -> None:
    """Keep why the material cannot be supplied."""
    _answer_supplement(step, {"explanation": step.payload["reason"]})


def file(step: Step) -> None:
    """Keep the filing of the case; one filed before a dispute goes on under its first filing."""
    leg = step.matter
    wrong = filing_errors(
        filed_on=step.payload.get("filed_on"),
        case_number=step.payload.get("case_number") or "",
        first_filed_on=leg.filed_on,
        first_number=leg.case_number,
    )
    if leg.filed_on is None:
        wrong = date_errors({"filed_on": step.payload["filed_on"]}, today=step.work.local_day)
    if wrong:
        raise Invalid(errors=wrong)
    if leg.filed_on is None:
        leg.filed_on = step.payload["filed_on"]
        leg.case_number = step.payload["case_number"]
        step.work.touch(leg, "filed_on", "case_number")


def report_progress(step: Step) -> None:
    """Keep the latest progress beside the leg; the record keeps them all."""
    step.matter.progress = step.payload["progress"]
    step.work.touch(step.matter, "progress")


def inspect(step: Step) -> None:
    """Keep a check: on site it names its approval, at a listed enterprise also its reason."""
    leg, given = step.matter, step.payload
    subjects = subjects_of(step.work, leg.about_id, only=leg.only_subjects)
    errors = inspection_errors(
        given,
        on_positive_list=any(row.subject.positive_list for row in subjects),
        today=step.work.local_day,
    )
    if errors:
        raise Invalid(errors=errors)
    leg.inspections = [
        *leg.inspections,
        {
            "way": given["way"],
            "checked_on": given["checked_on"].isoformat(),
            "findings": given["findings"],
            "approval": plain(given.get("approval") or {}),
            "reason": given.get("reason") or "",
            "evidence": _own_evidence(step),
            "person": step.actor.name,
        },
    ]
    step.work.touch(leg, "inspections")


def decide(step: Step) -> None:
    """Keep the decision: kind, number, date, amounts, reviews."""
    leg = step.matter
    _check_date(step, "decided_on", filed_on=leg.filed_on)
    leg.decision_kind = step.payload["decision_kind"]
    leg.decision_number = step.payload["decision_number"]
    leg.decided_on = step.payload["decided_on"]
    leg.decision = {
        name: plain(step.payload[name])
        for name in ("amounts", "legal_review", "discussion")
        if step.payload.get(name)
    }
    step.work.touch(leg, "decision_kind", "decision_number", "decided_on", "decision")
    screen_leg(step)


def serve_decision(step: Step) -> None:
    """Keep when and how the decision was served (行政处罚法 61)."""
    leg = step.matter
    _check_date(step, "served_on", decided_on=leg.decided_on)
    leg.served_on = step.payload["served_on"]
    leg.service_way = step.payload["service_way"]
    step.work.touch(leg, "served_on", "service_way")


def _own_evidence(step: Step) -> list[str]:
    """Take the evidence named; Invalid unless it belongs to the leg or its clue."""
    leg = step.matter
    given = [str(item) for item in step.payload.get("evidence") or ()]
    known = {str(item["id"]) for item in manifest([leg.about_id, leg.pk])} if given else set()
    unknown = [
        FieldError(f"/evidence/{place}", "unknown-item", "不是本线索的证据")
        for place, item in enumerate(given)
        if item not in known
    ]
    if unknown:
        raise Invalid(errors=unknown)
    return given


def _answer_supplement(step: Step, answer: dict[str, Any]) -> None:
    leg = step.matter
    leg.supplement = {**leg.supplement, **answer, "answered_at": step.now.isoformat()}
    step.work.touch(leg, "supplement")


def _check_date(step: Step, name: str, **known: date) -> None:
    wrong = date_errors({name: step.payload[name]}, today=step.work.local_day, known=known)
    if wrong:
        raise Invalid(errors=wrong)


EFFECTS = {
    Verb.SIGN: sign,
    Verb.ACCEPT: accept,
    Verb.REQUEST_SUPPLEMENT: request_supplement,
    Verb.SUPPLEMENT: supplement,
    Verb.EXPLAIN_SUPPLEMENT: explain_supplement,
    Verb.FILE: file,
    Verb.REPORT_PROGRESS: report_progress,
    Verb.INSPECT: inspect,
    Verb.DECIDE: decide,
    Verb.SERVE_DECISION: serve_decision,
    Verb.CRIME_TRANSFER: crime_transfer,
    **DISPUTE_EFFECTS,
    **FEEDBACK_EFFECTS,
}
