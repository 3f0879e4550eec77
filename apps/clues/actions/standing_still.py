"""Let a leg's penalty clocks stand while the police have its case, whatever else is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.matters.actions import Step, Work
from apps.matters.actions.clocks import told
from apps.matters.actions.steps import plan
from apps.matters.kinds import spec_of
from apps.matters.work import acts_of
from clue_transfer.actors import SYSTEM
from clue_transfer.vocabulary import Kind, Verb
from clue_transfer.workflows import HANDED_OVER_BY, MACHINES
from clue_transfer.workflows.transfer import STANDS_STILL_IN, holds_up_penalty

_ROW = next(row for row in MACHINES[Kind.TRANSFER].rows if row.verb is Verb.CRIME_TRANSFER)


def stands_still(leg: Any) -> bool:
    """Whether the leg's penalty is undecided; one that is decided is carried out (C21)."""
    return leg.status in STANDS_STILL_IN and not leg.decision_kind


def with_police(work: Work, leg: Any) -> list[Any]:
    """List what the spine knows of the leg's cases that hold up its penalty."""
    return [
        each
        for each in work.dossier(leg.root_id)
        if each.parent_id == leg.pk
        and holds_up_penalty(each.kind, each.status, final=each.concluded_at is not None)
    ]


def keep_standing(step: Step) -> None:
    """Stop again what a step on the leg has started, or let run on, while the police have it."""
    work, leg, verb = step.work, step.matter, _ROW.verb
    if step.row.verb is verb or not (stands_still(leg) and with_police(work, leg)):
        return
    if work.clocks.may_stand(leg.pk, kinds=_ROW.suspends, cause=verb):
        plan(work, leg, verb, actor=SYSTEM, payload={})


def crime_transfer(step: Step) -> None:
    """Let the clocks stand since the police got the case, where they ran for a while since then."""
    since = _handed_over_at(step)
    stood = step.work.clocks.suspend(
        step.matter.pk, kinds=step.row.suspends, cause=step.row.verb, since=since
    )
    step.clocks += [{**told(each, "suspended"), "since": each.suspended_at} for each in stood]


def _handed_over_at(step: Step) -> datetime:
    work, leg = step.work, step.matter
    known = {each.pk for each in with_police(work, leg)}
    work.load(spec_of(Kind.CRIME_REFERRAL), [leg.root_id])
    cases = [
        acts_of(each)
        for each in work.of_root(leg.root_id, kind=Kind.CRIME_REFERRAL)
        if each.pk in known
    ]
    return min((acts[HANDED_OVER_BY[Kind.CRIME_REFERRAL]].at for acts in cases), default=step.now)
