"""The sweep: what clocks ask for when nobody acts. Reminders, levels, and the law's silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from apps.deadlines.models import Deadline
from apps.deadlines.queries import due_for_action
from apps.desk.actions.reminding import Reminding
from apps.matters.actions import Work
from apps.matters.actions.flush import flush
from apps.matters.actions.steps import plan
from apps.matters.kinds import all_specs
from clue_transfer.actors import SYSTEM
from clue_transfer.errors import Refused
from clue_transfer.ladder import EXPIRED, Ladder
from clue_transfer.vocabulary import DeadlineState, Nature, Verb

log = structlog.get_logger()

BATCH = 500
_PUT_OFF = timedelta(hours=1)
"""How long a clock waits that could not be dealt with; the others are not kept waiting."""


@dataclass(slots=True)
class Swept:
    """What one sweep has done, in clocks."""

    looked_at: int = 0
    reminded: int = 0
    raised: int = 0
    silent: int = 0
    failed: int = 0

    def add(self, other: Swept) -> None:
        """Count what another batch has done as well."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


def sweep(*, now: datetime, batch: int = BATCH) -> Swept:
    """Deal with every running clock whose next action is due, a transaction a batch.

    The clocks are found without a lock; then their matters are locked, and those at which
    somebody works are left for the next sweep. Any number of sweeps may run at once.
    """
    done, after = Swept(), None
    while rows := due_for_action(now, after=after, most=batch):
        done.add(_sweep_batch([(row.pk, row.matter) for row in rows], now=now))
        after = rows[-1]
    return done


def _sweep_batch(found: Sequence[tuple[UUID, UUID]], *, now: datetime) -> Swept:
    """Deal with a batch; where it cannot be written, with each clock by itself."""
    try:
        return _take(found, now=now)
    except Exception:  # noqa: BLE001 - one of them is bad; find out which
        done = Swept()
        for clock in found:
            try:
                done.add(_take([clock], now=now))
            except Exception as fault:  # noqa: BLE001 - it is put off, the others go on
                _put_off(clock[0], now=now, fault=fault)
                done.failed += 1
        return done


@transaction.atomic
def _take(found: Sequence[tuple[UUID, UUID]], *, now: datetime) -> Swept:
    done = Swept()
    work = Work(now=now, actor=SYSTEM)
    work.unsaid = frozenset(f"{spec.machine.kind}.level_raised" for spec in all_specs())
    roots = work.lock(sorted({matter for _, matter in found}), skip_locked=True)
    for spec in all_specs():
        work.load(spec, roots)
    work.load_satellites(roots)
    due = _still_due(work, [clock for clock, _ in found])
    reminding = Reminding(work, due)
    for clock in due:
        try:
            _deal_with(work, clock, reminding, done)
        except Refused as refusal:
            work.clocks.look_again(clock, at=now + _PUT_OFF)
            log.warning("clock_not_swept", clock=str(clock.pk), code=refusal.code)
            done.failed += 1
    done.reminded += reminding.tell()
    done.looked_at += len(due)
    flush(work)
    return done


def _still_due(work: Work, clocks: Sequence[UUID]) -> list[Deadline]:
    """Keep the clocks that run and are due under the lock: another sweep may have been here."""
    known = work.clocks.read
    return [
        clock
        for pk in sorted(clocks)
        if (clock := known.get(pk)) is not None
        and clock.state == DeadlineState.RUNNING
        and clock.next_action_at is not None
        and clock.next_action_at <= work.now
    ]


def _deal_with(work: Work, clock: Deadline, reminding: Reminding, done: Swept) -> None:
    if clock.state != DeadlineState.RUNNING:
        return  # what another clock of the matter asked for has ended it
    now, ladder = work.now, work.clocks.ladder(clock)
    held = clock.held_until is not None and now < clock.held_until
    reached = [each for each in ladder.moments if each.reached <= now]
    if held:
        # More time was asked for: until that is decided nothing is said to be late.
        reached = [each for each in reached if each.reached <= clock.due_at]
    if any(each.rung.code == EXPIRED for each in reached) and _expire(work, clock, ladder):
        done.silent += 1
        return
    for level in _levels(work, clock, max((each.rung.level for each in reached), default=0)):
        plan(
            work,
            work.matters[clock.matter_id],
            Verb.RAISE_LEVEL,
            actor=SYSTEM,
            payload={"level": level},
        )
        done.raised += 1
    told = [each for each in reached if each.told <= now and each.rung.tells]
    nag = None if held else ladder.nag_before(now)
    reminding.note(clock, [*told, nag] if nag else told)
    at = ladder.next_at(now)
    if held and clock.held_until is not None:
        at = clock.held_until if at is None else max(at, clock.held_until)
    work.clocks.look_again(clock, at=at)


def _levels(work: Work, clock: Deadline, level: int) -> range:
    """Name the levels that the matter has not had yet: each is a step of its own."""
    return range(work.matters[clock.matter_id].escalation_level + 1, level + 1)


def _expire(work: Work, clock: Deadline, ladder: Ladder) -> bool:
    """Let the time be over: a right lapses, silence takes its step; whether anything was done."""
    matter = work.matters[clock.matter_id]
    if ladder.rule.nature is Nature.RIGHT:
        work.clocks.lapse(clock, now=work.now)
        work.touch(matter)
        if matter.root_id in work.matters:  # the dossier shows when its next clock ends
            work.touch(work.matters[matter.root_id])
        clocks = [{"clock": str(clock.kind), "did": "lapsed", "due_at": clock.due_at}]
        event = f"{matter.kind}.right_lapsed"
        work.record(matter, {"clocks": clocks}, event=event, verb=Verb.LAPSE, actor=SYSTEM)
        return True
    verb = ladder.rule.on_expiry
    if verb is None:
        return False
    try:
        plan(work, matter, verb, actor=SYSTEM, payload={})
    except Refused as refusal:
        # It stands otherwise with this matter; whose turn it is stays reminded.
        log.info("silence_refused", matter=str(matter.pk), verb=str(verb), code=refusal.code)
        return False
    return True


def _put_off(clock: UUID, *, now: datetime, fault: Exception) -> None:
    Deadline.objects.filter(pk=clock).update(next_action_at=now + _PUT_OFF)
    log.error("clock_not_swept", clock=str(clock), fault=repr(fault))
