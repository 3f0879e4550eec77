"""Build what a clue and a leg show, from what a unit of work has read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from apps.clues.models import LegOutcome, Transfer
from apps.clues.queries import subjects_of
from apps.common.api.wording import word_for
from apps.matters.queries import deadlines, parties, spine
from apps.matters.reach import former_until
from apps.matters.rows import named
from apps.matters.work import Work
from clue_transfer.actors import Actor
from clue_transfer.vocabulary import Kind, Status, Verb


def show_clue(work: Work, clue: Any, *, actor: Actor) -> dict[str, Any]:
    """Build a clue's detail; who only received it once sees no other leg than its own."""
    directory = work.directory
    legs = sorted(
        (leg for leg in work.of_root(clue.root_id, kind=Kind.TRANSFER) if leg.parent_id == clue.pk),
        # Legs of merged clues may have the same place: those that were opened first come first.
        key=lambda leg: (leg.sequence, leg.opened_at, leg.pk),
    )
    if former_until(work, clue) is not None:
        legs = [leg for leg in legs if leg.receiver_id == actor.department]
    return {
        **spine(work, clue),
        "description": clue.description,
        "violation_type": clue.violation_type_id,
        "source": clue.source,
        "leg_kind": clue.leg_kind,
        "sender": named(directory, clue.sender_id),
        "location": {
            "address": clue.address,
            "longitude": _number(clue.longitude),
            "latitude": _number(clue.latitude),
        },
        "occurred_on": clue.occurred_on,
        "discovered_on": clue.discovered_on,
        "facts": clue.typed_facts,
        "about_department": named(directory, clue.about_department_id),
        "receivers": [
            {"external": row["external"], "role": row["role"]}
            if "external" in row
            else {"department": directory.by_id(row["department"]).code, "role": row["role"]}
            for row in clue.receivers
        ],
        "subjects": _subjects(work, clue.pk),
        "legs": [_brief(work, leg) for leg in legs],
        "list": clue.handed_list_id,
        "source_id": clue.source_id,
        "no_state_secrets": clue.confirmed_at
        and {"by": clue.confirmed_by_id, "at": clue.confirmed_at},
        "parties": parties(work, clue),
        "deadlines": deadlines(work, clue),
    }


def show_transfer(work: Work, leg: Any) -> dict[str, Any]:
    """Build a leg's detail; whose part ended while it went on learns nothing of what came then."""
    shown = _transfer(work, leg)
    end = former_until(work, leg)
    if end is not None:
        shown["clue"] = leg.about_id  # it may hang on a clue by now that they never saw
    if end is not None and leg.status_changed_at > end:
        columns = {column.name: column for column in Transfer._meta.concrete_fields}
        shown |= {name: columns[name].get_default() for name in _LATER}
        shown["outcomes"] = []
    return shown


_LATER = (
    *("filed_on", "case_number", "decision_kind", "decision_number", "decided_on", "decision"),
    *("served_on", "service_way", "progress", "inspections", "summary", "settlement"),
)


def _transfer(work: Work, leg: Any) -> dict[str, Any]:
    directory = work.directory
    return {
        **spine(work, leg),
        "clue": leg.parent_id,
        "leg_kind": leg.leg_kind,
        "role": leg.role,
        "sender": named(directory, leg.sender_id),
        "receiver": named(directory, leg.receiver_id),
        "via": named(directory, leg.via_id),
        "follows": leg.follows_id,
        "external": leg.external or None,
        "signed_at": leg.signed_at,
        "manifest": leg.manifest,
        "supplement": leg.supplement,
        "objection": leg.objection,
        "settlement": leg.settlement,
        "filed_on": leg.filed_on,
        "case_number": leg.case_number,
        "decision_kind": leg.decision_kind,
        "decision_number": leg.decision_number,
        "decided_on": leg.decided_on,
        "decision": leg.decision,
        "served_on": leg.served_on,
        "service_way": leg.service_way,
        "progress": leg.progress,
        "inspections": leg.inspections,
        "proposal": _proposal(work, leg),
        "summary": leg.summary,
        "outcomes": _outcomes(leg),
        "subjects": _subjects(work, leg.about_id, only=leg.only_subjects),
        "parties": parties(work, leg),
        "deadlines": deadlines(work, leg),
    }


def _outcomes(leg: Any) -> list[dict[str, Any]]:
    """Show what was fed back; a leg that has never been fed back is not asked for it."""
    if Verb.FEED_BACK not in leg.acts:
        return []
    rows = LegOutcome.objects.filter(transfer_id=leg.pk).order_by("pk")
    return [
        {
            "subject": row.subject_id,
            "outcome": row.outcome_id,
            "amount_yuan": None if row.amount_yuan is None else f"{row.amount_yuan:.2f}",
            "decision_number": row.decision_number or None,
            "decided_on": row.decided_on,
            "note": row.note,
            "round": row.round,
        }
        for row in rows
    ]


def _proposal(work: Work, leg: Any) -> dict[str, Any]:
    """Show the receiver's own draft of the feedback to the receiver only."""
    return leg.proposal if work.actor.department == leg.receiver_id else {}


def _subjects(work: Work, clue: UUID, *, only: Sequence[str] = ()) -> list[dict[str, Any]]:
    return [
        {
            "id": row.subject_id,
            "name": row.name,
            "credit_code": row.subject.credit_code,
            "role": row.role,
            "minor": row.minor,
            "positive_list": row.subject.positive_list,
            "key_unit": row.subject.key_unit,
            "facts": row.typed_facts,
        }
        for row in subjects_of(work, clue, only=only)
    ]


def _brief(work: Work, leg: Any) -> dict[str, Any]:
    return {
        "id": leg.pk,
        "number": leg.number,
        "kind": leg.leg_kind,
        "role": leg.role,
        "receiver": named(work.directory, leg.receiver_id),
        "status": leg.status,
        "status_label": word_for(Status(leg.status)),
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
