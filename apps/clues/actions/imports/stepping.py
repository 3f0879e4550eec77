"""Steps of the procedure on all clues of a run: batch by batch, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.clues.actions.imports import progress
from apps.clues.models import Clue, ImportRun
from apps.matters.actions import take_steps
from apps.matters.models import Matter
from apps.notifications.actions import Message, tell
from clue_transfer.actors import Actor
from clue_transfer.vocabulary import Kind, Status, Verb
from clue_transfer.workflows import MACHINES

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


@transaction.atomic
def _step(
    run: ImportRun,
    verb: Verb,
    source: Status,
    *,
    payload: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """Step in batches, which bound the memory, within one transaction; the department is told once.

    All matters are locked before the first number is taken: who holds one of them and waits for
    a number would otherwise be waited for.
    """
    row = MACHINES[Kind.CLUE].row(verb)
    clues = Clue.objects.filter(import_run_id=run.pk, status=source)
    pks = list(
        Matter.objects.filter(pk__in=clues.values("pk"))
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", flat=True)
    )
    for start in range(0, len(pks), BATCH):
        take_steps(
            Kind.CLUE,
            verb,
            among=Clue.objects.visible_to,
            pks=pks[start : start + BATCH],
            actor=actor,
            payload=payload,
            now=now,
            unsaid=frozenset({row.event}),
        )
        progress.tell(run.pk, done=min(start + BATCH, len(pks)), total=run.made)
    if pks and row.tells:
        content = {"import": str(run.pk), "clues": len(pks)}
        title = f"{run.list_name or run.file_name}（{len(pks)}）"
        told = Message(
            event=row.event, title=title, department_id=run.department_id, content=content
        )
        tell([told], now=now)
