"""Steps of the procedure on all clues of a run, batch by batch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.clues.actions.imports import progress
from apps.clues.models import Clue, ImportRun
from apps.matters.actions import take_steps
from clue_transfer.actors import Actor
from clue_transfer.vocabulary import Kind, Status, Verb

BATCH = 500


def submit_all(run: ImportRun, *, actor: Actor, now: datetime) -> None:
    """Submit every draft of the run, for each of which the actor has confirmed at once.

    What somebody has already moved on by hand is left.
    """
    confirmed = {"no_state_secrets": True}
    _step(run, Verb.SUBMIT, Status.DRAFT, payload=confirmed, actor=actor, now=now)


def approve_all(run: ImportRun, *, actor: Actor, now: datetime) -> None:
    """Approve every submitted clue of the run: each takes its number and opens its leg."""
    _step(run, Verb.APPROVE, Status.SUBMITTED, payload={}, actor=actor, now=now)


def discard_all(run: ImportRun, *, actor: Actor, now: datetime) -> None:
    """Discard the drafts of the run; their record stays, their items may be brought in again."""
    reason = {"reason": "取消导入"}
    _step(run, Verb.DISCARD, Status.DRAFT, payload=reason, actor=actor, now=now)


def _step(
    run: ImportRun,
    verb: Verb,
    source: Status,
    *,
    payload: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """Step batch by batch: batches that a broken-off worker has taken are not taken again."""
    after = UUID(int=0)
    done = 0
    while True:
        pks = list(
            Clue.objects.filter(import_run_id=run.pk, status=source, pk__gt=after)
            .order_by("pk")
            .values_list("pk", flat=True)[:BATCH]
        )
        if not pks:
            return
        take_steps(
            Kind.CLUE,
            verb,
            among=Clue.objects.visible_to(actor),
            pks=pks,
            actor=actor,
            payload=payload,
            now=now,
        )
        after = pks[-1]
        done += len(pks)
        progress.tell(run.pk, done=done, total=run.made)
