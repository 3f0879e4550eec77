"""Let a clock stand still on a paper: the handler proposes, the lead decides, and resumes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.deadlines.actions import Moved
from apps.deadlines.models import Deadline
from apps.matters.actions.clocks import told
from apps.matters.work import Step
from clue_transfer.errors import FieldError, Invalid, NotYourStep, WrongStatus
from clue_transfer.suspensions import check_past, follows
from clue_transfer.vocabulary import DeadlineState, SuspensionCause


def propose_suspension(step: Step) -> None:
    """Keep who proposes which clock should stand, since when, why, and on what paper."""
    clock, since = _clock(step), step.payload["since"]
    check_past(since, now=step.now, pointer="/since")
    step.work.clocks.check_stand(clock, cause=step.payload["cause"], since=since)
    proposal = {
        "cause": str(step.payload["cause"]),
        "since": since.isoformat(),
        "paper": step.payload["paper"],
        "person": step.actor.person,
        "persons": sorted(step.actor.persons),
        "name": step.actor.name,
        "at": step.now.isoformat(),
    }
    step.work.clocks.propose(clock, proposal=proposal)


def suspend(step: Step) -> None:
    """Let the clock stand as another person has proposed, and those that stand along with it."""
    clock = _clock(step)
    proposal = clock.proposal
    if proposal is None:
        raise WrongStatus("没有人提议中止该期限")
    proposers = proposal.get("persons") or [proposal["person"]]
    if not step.actor.persons.isdisjoint(proposers):
        raise NotYourStep("中止期限不得由提议人本人决定")
    since = datetime.fromisoformat(proposal["since"])
    step.work.clocks.stand(clock, cause=proposal["cause"], since=since)
    along = step.work.clocks.stand_along(clock, cause=follows(clock.kind), since=since)
    step.content["proposal"] = proposal
    step.clocks += [
        {**told(each, "suspended"), "since": each.suspended_at, "cause": each.suspended_for}
        for each in (clock, *along)
    ]


def resume(step: Step) -> None:
    """Let the clock run on, perhaps since an earlier moment, and those that stood along with it."""
    clock, work = _clock(step), step.work
    until = step.payload.get("until") or step.now
    if clock.state != DeadlineState.SUSPENDED or clock.suspended_for not in set(SuspensionCause):
        raise WrongStatus("该期限没有经决定中止")
    check_past(until, now=step.now, pointer="/until")
    moved = [work.clocks.run_on(clock, until=until, now=step.now)]
    for each in work.clocks.open(step.matter.pk):
        if (
            each.suspended_for == follows(clock.kind)
            and each.department_id == clock.department_id
            and each.suspended_at is not None
        ):
            began = each.suspended_at
            moved.append(work.clocks.run_on(each, until=max(until, began), now=step.now))
    step.clocks += [_moved(each, until=until) for each in moved]


def _moved(change: Moved, *, until: datetime) -> dict[str, Any]:
    return {**told(change.deadline, "resumed"), "until": until, "due_before": change.before}


def _clock(step: Step) -> Deadline:
    """Find the open clock of the acting department that the payload names, by key or kind."""
    name = step.payload["clock"]
    for clock in step.work.clocks.open(step.matter.pk):
        if clock.department_id == step.actor.department and name in (str(clock.pk), clock.kind):
            return clock
    raise Invalid(errors=[FieldError("/clock", "unknown-clock", "本单位在该事项上没有此期限")])
