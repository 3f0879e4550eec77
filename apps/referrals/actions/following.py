"""What a referral's step means for the leg and the clue that it hangs on."""

from __future__ import annotations

from typing import Any

from apps.clues.actions.following import conclude_if_done
from apps.matters.actions import Step, Work
from apps.matters.actions.staging import keep_stage
from apps.matters.actions.steps import plan
from clue_transfer.actors import SYSTEM
from clue_transfer.vocabulary import Kind, Status, Verb
from clue_transfer.workflows.crime_referral import BEFORE_POLICE
from clue_transfer.workflows.transfer import STANDS_STILL_IN

_ENDS_STANDSTILL = {
    Verb.ACCEPT_DECLINE: Verb.RESUME_PENALTY,
    Verb.RESUME_PENALTY: Verb.RESUME_PENALTY,
    Verb.CONVICT: Verb.END_PENALTY,
}


def follow_crime(step: Step) -> None:
    """Let the leg's penalty clocks stand while the police have the case, and run on afterwards."""
    keep_stage(step)
    leg = step.work.matters.get(step.matter.parent_id)
    if leg is None:
        return
    verb = step.row.verb
    if verb is Verb.TRANSFER:
        _stand_still(step.work, leg)
    elif verb in _ENDS_STANDSTILL and not _another_with_police(step.work, step.matter):
        _go_on(step.work, leg, _ENDS_STANDSTILL[verb])
    _touch_clue(step)


def follow_detention(step: Step) -> None:
    """Let the clue conclude when its last obstacle is gone: a detention stops no clock."""
    keep_stage(step)
    _touch_clue(step)


def _stand_still(work: Work, leg: Any) -> None:
    """Stop the clocks of a penalty that is undecided; one that is decided is carried out (C21)."""
    if leg.status in STANDS_STILL_IN and not leg.decision_kind:
        plan(work, leg, Verb.CRIME_TRANSFER, actor=SYSTEM, payload={})


def _go_on(work: Work, leg: Any, verb: Verb) -> None:
    standing = [each for each in work.clocks.open(leg.pk) if each.suspended_for == _CAUSE]
    if leg.concluded_at is None and standing:
        plan(work, leg, verb, actor=SYSTEM, payload={})


_CAUSE = str(Verb.CRIME_TRANSFER)


def _another_with_police(work: Work, referral: Any) -> bool:
    """Whether another referral of the same leg still stands with the police."""
    return any(
        other.pk != referral.pk
        and other.kind == Kind.CRIME_REFERRAL
        and other.parent_id == referral.parent_id
        and other.concluded_at is None
        and Status(other.status) not in BEFORE_POLICE
        for other in work.dossier(referral.root_id)
    )


def _touch_clue(step: Step) -> None:
    """Let a clue whose last open referral has ended be concluded."""
    clue = step.work.matters.get(step.matter.root_id)
    if clue is None or clue.kind != Kind.CLUE:
        return
    step.work.touch(clue)
    if step.matter.concluded_at is not None:
        conclude_if_done(step.work, clue)
