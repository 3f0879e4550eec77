"""Extensions (延期): who asks, who decides, how much in which round, and what a grant needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from clue_transfer.actors import Actor
from clue_transfer.deadlines import DeadlineRule, standing, unit_of
from clue_transfer.errors import FieldError, Incomplete, Invalid, NotYourStep, WrongStatus
from clue_transfer.vocabulary import (
    DeadlineKind,
    DeadlineState,
    Party,
    Role,
    Standing,
    Unit,
    Urgency,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Who asks for more time of a kind of clock and whose lead decides.

    `decides`: the asking department itself, or the sender of the matter. From the round
    `discussed_from` on the minutes of a collective discussion belong to the grant.
    """

    asks: Role
    decides: Party
    discussed_from: int | None = None
    reporter_is_told: bool = False


_OWN = Way(asks=Role.HANDLER, decides=Party.ASKER)
_SENDER = Way(asks=Role.LEAD, decides=Party.SENDER)

WAYS: Mapping[DeadlineKind, Way] = {
    DeadlineKind.FILING: _OWN,
    # 行政处罚法 60, 部令30 54: the first round by the lead, the second by collective discussion
    DeadlineKind.PENALTY: Way(asks=Role.HANDLER, decides=Party.ASKER, discussed_from=2),
    DeadlineKind.FEEDBACK: _SENDER,
    DeadlineKind.PROGRESS: _SENDER,
    DeadlineKind.REWORK: _SENDER,
    # 环保举报热线工作管理办法 11: the reporter is told why
    DeadlineKind.ANSWER: Way(asks=Role.HANDLER, decides=Party.ASKER, reporter_is_told=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What the rules look at of a clock for which more time is asked."""

    rule: DeadlineRule
    urgency: Urgency
    state: DeadlineState
    due_at: datetime
    rounds: int
    """How often it has been extended."""
    asked: bool
    """Whether a request is undecided."""


def most(clock: Clock) -> int:
    """Say by how much the next round may extend the clock, in its unit; 0: not at all."""
    limits = clock.rule.extension_limits
    if clock.rule.kind not in WAYS or clock.rounds >= len(limits):
        return 0
    if unit_of(clock.rule, urgency=clock.urgency) is Unit.HOURS:
        return 0
    return limits[clock.rounds]


def extendable(clock: Clock, *, now: datetime) -> int:
    """Say how much may be asked for now; 0 while nothing may."""
    return most(clock) if not clock.asked and _runs(clock, now) else 0


def check_asker(kind: DeadlineKind, *, own: bool, actor: Actor) -> Way:
    """Find the way of a clock that is the actor's own department's; NotYourStep for all others.

    WrongStatus where nobody may ask.
    """
    way = WAYS.get(kind)
    if not own:
        raise NotYourStep("只能为本单位承担的期限申请延期")
    if way is None:
        raise WrongStatus("该期限不能延期")
    if not actor.has(way.asks):
        raise NotYourStep(who=way.asks)
    return way


def check_ask(clock: Clock, *, days: int, now: datetime) -> int:
    """Answer which round it is; WrongStatus while nothing may be asked, Invalid for too much."""
    limit = most(clock)
    if clock.asked:
        raise WrongStatus("该期限已有待审批的延期申请")
    if clock.state is DeadlineState.SUSPENDED:
        raise WrongStatus("期限已中止，恢复后方可申请延期")
    if clock.state is not DeadlineState.RUNNING:
        raise WrongStatus("期限已终止，不能再申请延期")
    if limit == 0:
        if clock.rounds:
            raise WrongStatus("延期次数已用完")
        raise WrongStatus("该期限不能延期")
    if not _runs(clock, now):
        raise WrongStatus("期限已届满，延期须在届满前申请")
    _check_days(days, limit=limit)
    return clock.rounds + 1


def check_grant(clock: Clock, *, days: int, discussion: str, reporter_notice: str) -> None:
    """Refuse a grant that is too long or lacks what its round needs."""
    way, limit = WAYS[clock.rule.kind], most(clock)
    if way.discussed_from is not None and clock.rounds + 1 >= way.discussed_from and not discussion:
        raise Incomplete(
            errors=[FieldError("/discussion", "required", "再次延长办案期限须附集体讨论记录")]
        )
    if way.reporter_is_told and not reporter_notice:
        raise Incomplete(
            errors=[FieldError("/reporter_notice", "required", "须写明告知举报人的理由")]
        )
    _check_days(days, limit=limit)


def _check_days(days: int, *, limit: int) -> None:
    if not 0 < days <= limit:
        raise Invalid(
            errors=[
                FieldError("/days", "out-of-range", "本次延期至多%(most)d", {"most": limit}),
            ]
        )


def _runs(clock: Clock, now: datetime) -> bool:
    if clock.state is not DeadlineState.RUNNING:
        return False
    unit = unit_of(clock.rule, urgency=clock.urgency)
    found = standing(due_at=clock.due_at, now=now, state=clock.state, unit=unit)
    return found is not Standing.OVERDUE
