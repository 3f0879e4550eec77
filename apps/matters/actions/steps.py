"""The one procedure: lock, decide, effect, move, clocks, record, tell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.matters.actions.everywhere import COMMON_EFFECTS
from apps.matters.actions.flush import flush
from apps.matters.actions.moving import move, open_in
from apps.matters.kinds import all_specs, nothing, opened_by, spec_of
from apps.matters.work import Seen, Step, Work
from clue_transfer.actors import SYSTEM, Actor
from clue_transfer.errors import NotFound, Refused, Stale
from clue_transfer.machine import check_recusal
from clue_transfer.vocabulary import Kind, Verb


def take_steps(
    kind: Kind,
    verb: Verb,
    *,
    among: Seen,
    pks: Sequence[UUID],
    actor: Actor,
    payload: Mapping[str, Any],
    now: datetime,
    versions: Mapping[UUID, int] | None = None,
    also: Sequence[UUID] = (),
    skip_locked: bool = False,
    unsaid: frozenset[str] = frozenset(),
) -> Work:
    """Take a step of a workflow on one or many matters: the only way a status changes.

    `among` asks what the actor may see; `versions` what the caller read (Stale if it moved);
    `also` names matters of the same kind that an effect needs under lock as well; of the events
    `unsaid` the caller tells itself.
    The first refusal is raised and nothing happens. Answers the written unit of work.
    """
    spec = spec_of(kind)
    with transaction.atomic(savepoint=False):
        work = Work(now=now, actor=actor)
        work.unsaid = unsaid
        work.along = spec.along(pks, verb)
        roots = work.lock([*pks, *also, *work.along], among=among, skip_locked=skip_locked)
        if work.seen.isdisjoint(pks) and not skip_locked:
            raise NotFound
        if set(spec.along(pks, verb)) != set(work.along):
            raise Stale  # another dossier came or went while these were waited for
        work.load(spec, roots)
        for pk in set(also) - work.seen:
            work.matters.pop(pk, None)
        work.load_satellites(roots)
        batch = [work.matters[pk] for pk in sorted(pks) if pk in work.seen and pk in work.matters]
        spec.prepare(work, batch, verb)
        for pk in sorted(pks):
            matter = work.matters.get(pk)
            if pk not in work.seen:
                raise NotFound
            if matter is None:  # it moved to another dossier while this one was waited for
                raise Stale
            expected = None if versions is None else versions.get(pk)
            if expected is not None and matter.version != expected:
                raise Stale
            plan(work, matter, verb, actor=actor, payload=payload)
        flush(work)
    return work


def take_steps_across(
    verb: Verb,
    *,
    pks: Collection[UUID],
    payload: Mapping[str, Any],
    now: datetime,
    refused: Callable[[UUID, Refused], None],
    whole: bool = False,
) -> Work:
    """Take a step by the system on matters of whatever kinds, their whole dossiers under lock.

    For what concerns a person or a department, and not one track. A matter that refuses is
    reported and left as it is; the number of statements does not depend on how many they are.
    With `whole` the step is for every matter of these dossiers as they stand under lock, and
    waits and access of all of them are written anew.
    """
    with transaction.atomic():
        work = Work(now=now, actor=SYSTEM)
        roots = work.lock(pks)
        for spec in all_specs():
            work.load(spec, roots)
        work.load_satellites(roots)
        for pk in sorted(work.matters if whole else pks):
            if pk in work.matters:
                try:
                    plan(work, work.matters[pk], verb, actor=SYSTEM, payload=payload)
                except Refused as refusal:
                    refused(pk, refusal)
        if whole:
            for matter in work.matters.values():
                work.touch(matter)
        flush(work)
    return work


def take_step(
    kind: Kind,
    verb: Verb,
    *,
    among: Seen,
    pk: UUID,
    actor: Actor,
    payload: Mapping[str, Any],
    now: datetime,
    version: int | None = None,
    also: Sequence[UUID] = (),
) -> Work:
    """Take a step on one matter: a batch of one."""
    return take_steps(
        kind,
        verb,
        among=among,
        pks=[pk],
        actor=actor,
        payload=payload,
        now=now,
        versions=None if version is None else {pk: version},
        also=also,
    )


def plan(work: Work, matter: Any, verb: Verb, *, actor: Actor, payload: Mapping[str, Any]) -> Step:
    """Decide a step and carry it out in memory; raises a Refused and then nothing may be kept."""
    spec = spec_of(matter.kind)
    spec.companions(work, matter)
    row = spec.machine.decide(
        verb,
        situation=work.situation(matter, actor),
        actor=actor,
        given=[name for name, value in payload.items() if value is not None and value != ""],
    )
    step = Step(work=work, matter=matter, row=row, actor=actor, payload=payload)
    place = len(work.entries)
    (spec.effects.get(verb) or COMMON_EFFECTS.get(verb, nothing))(step)
    move(step)
    # The record tells the step before what it brought about: the approval before its legs.
    work.entries.insert(place, work.entries.pop())
    _take_requests_back(work)
    spec.after(step)
    for opens in opened_by(row):
        opens(step)
    if row.document is not None:
        spec.papers[row.document](step)
    return step


def _take_requests_back(work: Work) -> None:
    """Take back what was asked about clocks that this step has ended: nothing hangs on them."""
    while work.clocks.over_while_asked:
        clock = work.clocks.over_while_asked.pop()
        root = work.matters[clock.matter_id].root_id
        for spec in all_specs():
            if spec.asks_about is None:
                continue
            work.load(spec, [root])
            for request in work.of_root(root, kind=spec.machine.kind):
                if spec.asks_about(request) == clock.pk and request.concluded_at is None:
                    plan(work, request, Verb.TAKE_BACK, actor=SYSTEM, payload={})


def open_matters(
    matters: Iterable[Any],
    *,
    actor: Actor,
    now: datetime,
    variant: str = "",
    prepare: Callable[[Work, Any], dict[str, Any]],
) -> Work:
    """Open matters that stand at the root of a dossier of their own, in one transaction.

    `prepare` sets a matter's parties and answers what the record shall say of its opening.
    """
    with transaction.atomic():
        work = Work(now=now, actor=actor)
        for matter in matters:
            content = prepare(work, matter)
            open_in(work, matter, variant=variant, content=content, actor=actor)
        flush(work)
    return work


def edit(
    kind: Kind,
    *,
    among: Seen,
    pk: UUID,
    actor: Actor,
    now: datetime,
    version: int,
    change: Callable[[Work, Any], dict[str, Any]],
) -> Work:
    """Change a matter's own facts without a step; `change` refuses or answers what changed."""
    spec = spec_of(kind)
    with transaction.atomic():
        work = Work(now=now, actor=actor)
        roots = work.lock([pk], among=among)
        if pk not in work.seen:
            raise NotFound
        work.load(spec, roots)
        work.load_satellites(roots)
        matter = work.matters[pk]
        if matter.version != version:
            raise Stale
        check_recusal(actor, recused=work.recused_of(matter))
        content = change(work, matter)
        matter.version += 1
        work.touch(matter, "version")
        work.record(matter, content, event=f"{kind}.edited", verb=Verb.EDIT, actor=actor)
        flush(work)
    return work


def note(
    kind: str,
    *,
    pk: UUID,
    actor: Actor,
    now: datetime,
    event: str,
    verb: Verb,
    content: dict[str, Any],
    allow: Callable[[Work, Any], None] | None = None,
) -> None:
    """Write an act on a matter's satellites into its record; the matter itself stays as it is.

    `allow` sees the matter under lock and refuses by raising. The caller has checked that the
    actor may see the matter.
    """
    with transaction.atomic():
        work = Work(now=now, actor=actor)
        roots = work.lock([pk])
        work.load(spec_of(kind), roots)
        work.load_satellites(roots)
        matter = work.matters[pk]
        check_recusal(actor, recused=work.recused_of(matter))
        if allow is not None:
            allow(work, matter)
        work.record(matter, content, event=event, verb=verb, actor=actor)
        flush(work)
