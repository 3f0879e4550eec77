"""What a referral's step means for the leg and the clue that it hangs on."""

from __future__ import annotations

from typing import Any

from apps.clues.actions.following import conclude_if_done
from apps.clues.actions.standing_still import stands_still, with_police
from apps.matters.actions import Step, Work
from apps.matters.actions.staging import keep_stage
from apps.matters.actions.steps import plan
from clue_transfer.actors import SYSTEM
from clue_transfer.vocabulary import Kind, Verb
from clue_transfer.workflows.transfer import GOES_ON_IN

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
        if stands_still(leg):
            plan(step.work, leg, Verb.CRIME_TRANSFER, actor=SYSTEM, payload={})
    elif verb in _ENDS_STANDSTILL and not with_police(step.work, leg):
        _go_on(step.work, leg, _ENDS_STANDSTILL[verb])
    _touch_clue(step)


def follow_detention(step: Step) -> None:
    """Let the clue conclude when its last obstacle is gone: a detention stops no clock."""
    keep_stage(step)
    _touch_clue(step)


def _go_on(work: Work, leg: Any, verb: Verb) -> None:
    """Let the clocks run on; in a dispute they stand until it is settled."""
    standing = [each for each in work.clocks.open(leg.pk) if each.suspended_for == _CAUSE]
    if leg.status in GOES_ON_IN and standing:
        plan(work, leg, verb, actor=SYSTEM, payload={})


_CAUSE = str(Verb.CRIME_TRANSFER)


def _touch_clue(step: Step) -> None:
    """Let a clue whose last open referral has ended be concluded."""
    clue = step.work.matters.get(step.matter.root_id)
    if clue is None or clue.kind != Kind.CLUE:
        return
    step.work.touch(clue)
    if step.matter.concluded_at is not None:
        conclude_if_done(step.work, clue)
