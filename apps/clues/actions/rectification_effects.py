"""What is special to each verb of a rectification."""

from __future__ import annotations

from typing import Any

from apps.clues.actions.following import set_holder, share_with_main
from apps.clues.actions.legs import open_again
from apps.clues.actions.letters import transfer_letters
from apps.evidence.queries import manifest
from apps.matters.actions import Step
from apps.matters.actions.steps import plan
from clue_transfer.actors import SYSTEM
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.vocabulary import Status, Verb
from clue_transfer.workflows.rectification import due_errors, enforcement_errors


def report_done(step: Step) -> None:
    """Keep what was done and what shows it."""
    _keep(step, done_note=step.payload["note"], done_evidence=_evidence(step))


def verify(step: Step) -> None:
    """Keep what was found when it was checked."""
    _keep(step, check_note=step.payload["note"])


def reject(step: Step) -> None:
    """Set a new date: what was reported does not do."""
    errors = due_errors(step.payload["due_on"], today=step.work.local_day)
    if errors:
        raise Invalid(errors=errors)
    _keep(step, due_on=step.payload["due_on"], check_note=step.payload["reason"])


def declare_refused(step: Step) -> None:
    """Keep how the subject refused."""
    _keep(step, refusal=step.payload["reason"])


def enforce(step: Step) -> None:
    """Keep how it is enforced, and the court's ruling where it is the court that does it."""
    errors = enforcement_errors(step.payload, today=step.work.local_day)
    if errors:
        raise Invalid(errors=errors)
    _keep(
        step,
        enforcement=step.payload["way"],
        enforcement_note=step.payload["note"],
        ruling_number=step.payload.get("ruling_number") or "",
        ruled_on=step.payload.get("ruled_on"),
    )


def close_enforced(step: Step) -> None:
    """Keep what there is to say of the end."""
    _keep(step, finding=step.payload.get("note") or "")


def look_back(step: Step) -> None:
    """Keep what somebody saw who looked again (回头看)."""
    seen = {
        "on": step.work.local_day.isoformat(),
        "department": step.work.directory.by_id(step.actor.acting).code,
        "note": step.payload["note"],
        "evidence": _evidence(step),
    }
    _keep(step, look_backs=[*step.matter.look_backs, seen])


def find_kept(step: Step) -> None:
    """Keep what there is to say of what has lasted."""
    _keep(step, finding=step.payload.get("note") or "")


def find_relapsed(step: Step) -> None:
    """Hand it to the receiver anew: reopen a concluded clue, else open one more leg."""
    work, rectification = step.work, step.matter
    clue, leg = work.matters[rectification.root_id], work.matters[rectification.parent_id]
    reason = step.payload["reason"]
    _keep(step, finding=reason)
    if clue.status == Status.CONCLUDED:
        payload = {"reason": reason, "leg": str(leg.pk)}
        plan(work, clue, Verb.REOPEN, actor=SYSTEM, payload=payload)
        return
    again = open_again(step, clue, leg)
    transfer_letters(step)
    set_holder(work, clue)
    share_with_main(work, clue)
    clue.version += 1
    work.touch(clue, "version")
    step.content["reopened_as"] = again.number


def _keep(step: Step, **values: Any) -> None:
    for name, value in values.items():
        setattr(step.matter, name, value)
    step.work.touch(step.matter, *values)


def _evidence(step: Step) -> list[str]:
    """Take the evidence named; Invalid unless it belongs to the rectification or its dossier."""
    rectification = step.matter
    given = [str(item) for item in step.payload["evidence"]]
    leg = step.work.matters[rectification.parent_id]
    here = (rectification.pk, leg.pk, leg.about_id)
    known = {str(item["id"]) for item in manifest(here)}
    unknown = [
        FieldError(f"/evidence/{place}", "unknown-item", "不是本事项及其线索的证据")
        for place, item in enumerate(given)
        if item not in known
    ]
    if unknown:
        raise Invalid(errors=unknown)
    return given


EFFECTS = {
    Verb.REPORT_DONE: report_done,
    Verb.VERIFY: verify,
    Verb.REJECT: reject,
    Verb.DECLARE_REFUSED: declare_refused,
    Verb.ENFORCE: enforce,
    Verb.CLOSE_ENFORCED: close_enforced,
    Verb.LOOK_BACK: look_back,
    Verb.FIND_KEPT: find_kept,
    Verb.FIND_RELAPSED: find_relapsed,
}
