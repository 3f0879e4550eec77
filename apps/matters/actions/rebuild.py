"""Compute waits and access of every matter anew, through the procedure's own functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from apps.common.rows import write_rows
from apps.matters.actions.derived import derived
from apps.matters.kinds import all_specs
from apps.matters.models import Matter
from apps.matters.work import Work
from clue_transfer.actors import SYSTEM


def rebuild(*, now: datetime, batch: int = 500) -> Iterator[int]:
    """Rebuild dossier by dossier, a transaction a batch; answers each batch's matters as it goes.

    It may run beside the service: a batch holds the same locks as a step on its dossiers.
    """
    roots = Matter.objects.filter(pk=F("root_id")).order_by("pk").values_list("pk", flat=True)
    batch_of = list(roots[:batch])
    while batch_of:
        yield _rebuild(batch_of, now=now)
        batch_of = list(roots.filter(pk__gt=batch_of[-1])[:batch])


def _rebuild(roots: Sequence[UUID], *, now: datetime) -> int:
    with transaction.atomic():
        work = Work(now=now, actor=SYSTEM)
        locked = work.lock(roots)
        for spec in all_specs():
            work.load(spec, locked)
        work.load_satellites(locked)
        matters = [work.matters[pk] for pk in sorted(work.matters)]
        write_rows([], last=derived(work, matters))
    return len(matters)
