"""What the papers of these tracks have in common: moments, decisions, courts, evidence."""

from __future__ import annotations

from datetime import datetime

from apps.evidence.queries import manifest
from apps.matters.actions import Step
from clue_transfer.dates import date_errors
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.vocabulary import System
from clue_transfer.workflows.crime_referral import moment_errors


def moment(step: Step, name: str, *, not_before: datetime | None) -> datetime:
    """Read a moment that a paper says, by default now; Invalid for one that cannot be."""
    given: datetime | None = step.payload.get(name)
    errors = moment_errors({name: given}, not_before=not_before, now=step.now)
    if errors:
        raise Invalid(errors=errors)
    return given or step.now


def decided(step: Step) -> None:
    """Check when a decision was made."""
    given = step.payload.get("decided_on")
    errors = date_errors({"decided_on": given}, today=step.work.local_day) if given else []
    if errors:
        raise Invalid(errors=errors)


def court_of(step: Step) -> int:
    """Find the court that the payload names."""
    found = step.work.directory.department(step.payload["court"])
    if found is None or found.system != System.COURT or not found.active:
        raise Invalid(errors=[FieldError("/court", "unknown-court", "没有这个人民法院")])
    return found.id


def own_evidence(step: Step) -> None:
    """Check that the evidence given lies with this matter."""
    given = [str(each) for each in step.payload.get("evidence") or ()]
    known = {str(item["id"]) for item in manifest([step.matter.pk])} if given else set()
    errors = [
        FieldError(f"/evidence/{place}", "unknown-item", "证据清单中没有此项")
        for place, each in enumerate(given)
        if each not in known
    ]
    if errors:
        raise Invalid(errors=errors)
