"""What is special to the verbs of feedback: proposal, outcomes, letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from apps.clues.actions.rectifications import order_rectifications
from apps.clues.actions.screening import screen_leg
from apps.clues.models import LegOutcome
from apps.clues.queries import catalogue, subjects_of
from apps.common.canonical import plain
from apps.matters.actions import Step, Work
from apps.matters.kinds import spec_of
from clue_transfer.errors import FieldError, Incomplete, Invalid
from clue_transfer.vocabulary import DecisionKind, SubjectRole, Verb
from clue_transfer.workflows import HANDED_OVER_BY
from clue_transfer.workflows.transfer import outcome_errors


def propose_feedback(step: Step) -> None:
    """Keep the handler's draft of the feedback, checked as it will be when it is sent."""
    outcomes = step.payload["outcomes"]
    _check(step, outcomes)
    step.matter.proposal = {
        "outcomes": _given(outcomes),
        "summary": step.payload["summary"],
        "by": step.actor.person,
    }
    step.work.touch(step.matter, "proposal")


def revise_feedback(step: Step) -> None:
    """Send the proposal back to the handler with a reason."""
    step.matter.proposal = {**step.matter.proposal, "returned": step.payload["reason"]}
    step.work.touch(step.matter, "proposal")


def feed_back(step: Step) -> None:
    """Send the outcomes given or proposed, and order what is to be put right."""
    leg, work = step.matter, step.work
    proposal = {} if leg.proposal.get("returned") else leg.proposal
    outcomes = step.payload.get("outcomes") or _read(proposal.get("outcomes") or [])
    summary = step.payload.get("summary") or proposal.get("summary")
    missing = [
        FieldError(f"/{name}", "required", "必填")
        for name, value in (("outcomes", outcomes), ("summary", summary))
        if not value
    ]
    if missing:
        raise Incomplete(errors=missing)
    _check(step, outcomes)
    penalties = {code for code, entry in catalogue(work.stamp).outcomes.items() if entry.penalty}
    round_ = 1 + (leg.acts.get(Verb.FEED_BACK) or {"count": 0})["count"]
    work.satellites += [
        LegOutcome(
            transfer_id=leg.pk,
            subject_id=item.get("subject") or None,
            outcome_id=item["outcome"],
            amount_yuan=_amount(item),
            decision_number=leg.decision_number if item["outcome"] in penalties else "",
            decided_on=leg.decided_on if item["outcome"] in penalties else None,
            note=item.get("note") or "",
            round=round_,
        )
        for item in outcomes
    ]
    leg.summary = summary
    leg.proposal = {}
    work.touch(leg, "summary", "proposal")
    step.content["outcomes"] = _given(outcomes)
    step.content["summary"] = summary
    order_rectifications(step, outcomes)
    screen_leg(step)


def _check(step: Step, outcomes: Sequence[Mapping[str, Any]]) -> None:
    leg = step.matter
    subjects = subjects_of(step.work, leg.about_id, only=leg.only_subjects)
    errors = outcome_errors(
        outcomes,
        catalogue=catalogue(step.work.stamp).outcomes,
        subjects={str(row.subject_id): row.name for row in subjects},
        suspects=frozenset(
            str(row.subject_id) for row in subjects if row.role == SubjectRole.SUSPECT
        ),
        decided=leg.decision_kind == DecisionKind.PENALTY,
        today=step.work.local_day,
        referrals=_handed_to_police(step.work, leg),
    )
    if errors:
        raise Invalid(errors=errors)


def _handed_to_police(work: Work, leg: Any) -> frozenset[str]:
    """Name the kinds of referral by which the leg's case has gone to the police."""
    here = {each.kind for each in work.dossier(leg.root_id) if each.parent_id == leg.pk}
    found = set()
    for kind in here & HANDED_OVER_BY.keys():
        work.load(spec_of(kind), [leg.root_id])
        cases = work.of_root(leg.root_id, kind=kind)
        if any(each.parent_id == leg.pk and HANDED_OVER_BY[kind] in each.acts for each in cases):
            found.add(str(kind))
    return frozenset(found)


def _read(proposed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Read the dates of a kept proposal back."""
    return [
        {**item, "due_on": date.fromisoformat(item["due_on"])} if item.get("due_on") else {**item}
        for item in proposed
    ]


def _given(outcomes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {key: plain(value) for key, value in item.items() if value not in (None, "")}
        for item in outcomes
    ]


def _amount(item: Mapping[str, Any]) -> Decimal | None:
    value = item.get("amount_yuan")
    return None if value in (None, "") else Decimal(str(value))


FEEDBACK_EFFECTS = {
    Verb.PROPOSE_FEEDBACK: propose_feedback,
    Verb.REVISE_FEEDBACK: revise_feedback,
    Verb.FEED_BACK: feed_back,
}
