"""Ask for more time, and what becomes of it: granted, refused, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.deadlines.models import Deadline
from apps.desk.models import ExtensionRequest
from apps.matters.actions import Step, Work
from apps.matters.actions.flush import flush
from apps.matters.actions.moving import add_party, open_in, say
from apps.matters.kinds import spec_of
from apps.matters.models import Matter
from apps.matters.work import remember_act
from clue_transfer.actors import Actor
from clue_transfer.errors import NotFound, WrongStatus
from clue_transfer.extensions import Clock, Way, check_ask, check_asker, check_grant
from clue_transfer.vocabulary import (
    DeadlineKind,
    DeadlineState,
    Kind,
    Party,
    Urgency,
    Verb,
)

_LONGEST_TITLE = 200


def ask_extension(
    *, pk: UUID, deadline_id: UUID, days: int, reason: str, actor: Actor, now: datetime
) -> Work:
    """Ask for more time of a clock that is the own department's, before it is over.

    Until it is decided, at the latest until the time to decide has ended, escalation waits.
    """
    visible = Matter.objects.visible_to(actor)
    asked = Deadline.objects.filter(pk=deadline_id, matter__in=visible)
    found = asked.values_list("matter_id", "matter__kind").first()
    if found is None:
        raise NotFound
    matter_id, kind = found
    with transaction.atomic():
        work = Work(now=now, actor=actor)
        roots = work.lock([matter_id], among=Matter.objects.visible_to)
        if matter_id not in work.seen:
            raise NotFound
        work.load(spec_of(kind), roots)
        work.load_satellites(roots)
        matter = work.matters[matter_id]
        clock = work.clocks.by_id(deadline_id) or Deadline.objects.get(pk=deadline_id)
        way = check_asker(
            DeadlineKind(clock.kind), own=clock.department_id == actor.acting, actor=actor
        )
        taken = check_ask(as_kernel(work, clock), days=days, now=now)
        request = _request(pk, matter, clock, actor=actor)
        request.round, request.days, request.reason = taken, days, reason
        _open(work, request, clock, decider=_decider(work, matter, way))
        load_dossier(work, request)
        touch_above(work, request)
        flush(work)
    return work


def load_dossier(work: Work, request: Any) -> None:
    """Read the clock's matter and the root of its dossier; who only reads needs neither."""
    if work.reading:
        return
    above = {request.parent_id, request.root_id}
    missing = above - work.matters.keys()
    if missing:
        for kind in set(Matter.objects.filter(pk__in=missing).values_list("kind", flat=True)):
            work.load(spec_of(kind), [request.root_id])
    for pk in above:
        matter = work.matters[pk]
        spec_of(matter.kind).companions(work, matter)


def touch_above(work: Work, request: Any) -> None:
    """Let waits and access of the clock's matter and of its dossier follow the clocks."""
    for pk in {request.parent_id, request.root_id}:
        work.touch(work.matters[pk])


def grant(step: Step) -> None:
    """Give the clock more time, as much as was asked or less; its due time moves at once."""
    request, work = step.matter, step.work
    clock = _clock(step)
    days = step.payload.get("days") or request.days
    request.discussion = step.payload.get("discussion") or ""
    request.reporter_notice = step.payload.get("reporter_notice") or ""
    check_grant(
        as_kernel(work, clock),
        days=days,
        discussion=request.discussion,
        reporter_notice=request.reporter_notice,
    )
    moved = work.clocks.extend(clock, by=days, now=step.now)
    request.granted_days = days
    request.decision_reason = step.payload.get("reason") or ""
    if clock.state == DeadlineState.RUNNING:
        request.due_after = moved.after
    work.touch(
        request, "granted_days", "decision_reason", "discussion", "reporter_notice", "due_after"
    )
    change = {
        "clock": str(clock.kind),
        "did": "extended",
        "by": days,
        "due_before": moved.before,
        "due_at": request.due_after,
    }
    step.clocks.append(change)
    step.message["due_at"] = request.due_after and request.due_after.isoformat()
    parent = work.matters[request.parent_id]
    work.record(
        parent,
        {"clocks": [change], "request": str(request.pk)},
        event=f"{parent.kind}.deadline_extended",
        verb=Verb.GRANT,
        actor=step.actor,
    )


def refuse(step: Step) -> None:
    """Leave the due time as it is; escalation goes on."""
    step.matter.decision_reason = step.payload["reason"]
    step.work.touch(step.matter, "decision_reason")
    take_back(step)


def take_back(step: Step) -> None:
    """Let escalation go on, where the clock is not over."""
    clock = step.work.clocks.by_id(step.matter.deadline_id)
    if clock is not None and clock.is_open:
        step.work.clocks.hold(clock, until=None, now=step.now)


EFFECTS: Mapping[Verb, Callable[[Step], None]] = {
    Verb.GRANT: grant,
    Verb.REFUSE: refuse,
    Verb.TAKE_BACK: take_back,
}


def as_kernel(work: Work, clock: Deadline) -> Clock:
    """Show a clock to the rules."""
    return Clock(
        rule=work.rulebook.by_id(clock.rule_id),
        urgency=Urgency(clock.urgency),
        state=DeadlineState(clock.state),
        due_at=clock.due_at,
        rounds=clock.extension_count,
        asked=clock.held_until is not None,
    )


def _request(pk: UUID, matter: Any, clock: Deadline, *, actor: Actor) -> ExtensionRequest:
    title = f"{DeadlineKind(clock.kind).label}延期：{matter.title}"[:_LONGEST_TITLE]
    return ExtensionRequest(
        id=pk,
        matter_ptr_id=pk,
        kind=Kind.EXTENSION_REQUEST,
        title=title,
        search_text=" ".join(part for part in (matter.number, title) if part),
        parent_id=matter.pk,
        root_id=matter.root_id,
        division_id=matter.division_id,
        urgency=matter.urgency,
        handler_id=actor.someone,
        deadline_id=clock.pk,
        due_before=clock.due_at,
    )


def _open(work: Work, request: ExtensionRequest, clock: Deadline, *, decider: int) -> None:
    remember_act(request, Verb.OPEN, actor=work.actor, now=work.now)
    add_party(work, request, department=clock.department_id, part=Party.ASKER)
    add_party(work, request, department=decider, part=Party.DECIDER)
    payload = {"clock": clock.kind, "days": request.days, "reason": request.reason}
    content = {"payload": payload, "round": request.round, "due_before": request.due_before}
    open_in(work, request, variant="", content=content, actor=work.actor)
    decision = work.clocks.find(request.pk, DeadlineKind.EXTENSION_DECISION)
    if decision is not None:
        work.clocks.hold(clock, until=decision.due_at, now=work.now)
    say(work, request, event="extension_request.asked", department=decider)


def _decider(work: Work, matter: Any, way: Way) -> int:
    if way.decides is Party.ASKER:
        return work.actor.acting
    department = work.department_of(matter, way.decides)
    if department is None:
        raise WrongStatus("该事项没有可以审批延期的单位")
    return department


def _clock(step: Step) -> Deadline:
    clock = step.work.clocks.by_id(step.matter.deadline_id)
    if clock is None or not clock.is_open:
        raise WrongStatus("期限已终止，不能再延期")
    return clock
