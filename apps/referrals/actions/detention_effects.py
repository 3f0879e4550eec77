"""What is special to each verb of a detention referral."""

from __future__ import annotations

from functools import partial
from typing import Any

from apps.evidence.queries import manifest
from apps.matters.actions import NumberRequest, Step
from apps.referrals.actions.crime_effects import (
    change_addressed_police,
    decided,
    moments_of,
    number,
    own_evidence,
    receipt,
    replace_police,
)
from apps.referrals.actions.succeeding import succeed_referral
from clue_transfer.errors import Incomplete, Invalid
from clue_transfer.vocabulary import DecisionKind, NumberSeries, Verb
from clue_transfer.workflows.crime_referral import attachment_errors
from clue_transfer.workflows.detention_referral import copy_errors, proposal_errors


def propose(step: Step) -> None:
    """Keep the proposal: it rests on a penalty decision, of the leg or named, or an exception."""
    referral, work, given = step.matter, step.work, step.payload
    leg: Any = work.matters.get(referral.parent_id)
    decided_there = leg is not None and leg.decision_kind == DecisionKind.PENALTY
    errors = proposal_errors(given, decided=decided_there)
    if errors:
        raise Incomplete(errors=errors)
    for name in ("facts", "law", "proposal"):
        setattr(referral, name, given[name])
    referral.penalty_number = given.get("penalty_number") or (
        leg.decision_number if decided_there else ""
    )
    referral.penalty_decided_on = given.get("penalty_decided_on") or (
        leg.decided_on if decided_there else None
    )
    referral.exception = given.get("exception") or ""
    work.touch(
        referral,
        *("facts", "law", "proposal", "penalty_number", "penalty_decided_on", "exception"),
    )


def approve(step: Step) -> None:
    """Keep when the head approved: the three working days count from then."""
    errors = moments_of(step, "decided_at", after=step.matter.opened_at)
    if errors:
        raise Invalid(errors=errors)
    step.matter.decided_at = step.payload.get("decided_at") or step.now
    step.work.touch(step.matter, "decided_at")


def send(step: Step) -> None:
    """Number the case and list its papers: the originals go, copies stay (暂行办法 11)."""
    referral, work, given = step.matter, step.work, step.payload
    if given.get("goods") is not None:
        referral.goods = list(given["goods"])
    own = {str(item["id"]) for item in manifest([referral.pk])}
    attachments = given["attachments"]
    errors = attachment_errors(attachments, evidence=own, goods=referral.goods)
    errors += copy_errors(attachments, copies_kept=given["copies_kept"])
    if errors:
        raise Invalid(errors=errors)
    if given.get("police"):
        change_addressed_police(step)
    referral.attachments = {
        group: {
            "items": [str(item) for item in row.get("items") or ()],
            "none_because": row.get("none_because") or "",
            "original": bool(row.get("original")),
            "not_original_because": row.get("not_original_because") or "",
        }
        for group, row in attachments.items()
    }
    referral.transferred_at = step.now
    if referral.number is None:
        series = NumberSeries.DETENTION
        work.numbers.append(
            NumberRequest(referral.sender_id, series, partial(number, step, series=series))
        )
    work.touch(
        referral,
        *("goods", "attachments", "transferred_at", "police", "police_reason"),
        *("number", "search_text"),
    )


def reroute(step: Step) -> None:
    """Pass the case on to the competent police organ."""
    replace_police(step)
    step.matter.holder_id = step.matter.police_id
    step.work.touch(step.matter, "holder")


EFFECTS = {
    Verb.PROPOSE: propose,
    Verb.APPROVE: approve,
    Verb.SEND: send,
    Verb.TAKE_UP: receipt,
    Verb.REROUTE: reroute,
    Verb.SUPPLY_EVIDENCE: own_evidence,
    Verb.DETAIN: decided,
    Verb.REFUSE: decided,
    Verb.SUCCEED: succeed_referral,
}
