"""Seal everything anew with another key, batch by batch; it may be broken off and begun again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from apps.clues.actions.reporters import files, keys
from apps.clues.actions.reporters.sealing import opened, sealed_row
from apps.clues.models import Reporter

BATCH = 200
STILL_IN_USE = timedelta(days=1)
"""How long a key is kept after its successor came: a request may still hold it."""


def rotate(*, now: datetime, batch: int = BATCH, new_key: bool = True) -> Iterator[int]:
    """Add a key, then seal all rows and kept files with it; answers how many, batch by batch.

    Without `new_key` it goes on with the newest one, where an earlier run was broken off.
    """
    key = keys.add(now=now) if new_key else keys.newest(now=now)
    while done := _reseal(key.number, now=now, batch=batch):
        yield done
    yield files.reseal_all(key.number, among=_known(), now=now)


def lost() -> int:
    """Count the rows and kept files that no key opens any more."""
    known = _known()
    rows = Reporter.objects.exclude(key__in=known).count()
    return rows + sum(1 for key in files.keys_in_use() if key not in known)


def remove_old_keys(*, now: datetime) -> list[str]:
    """Forget the keys that seal nothing any more; answer their numbers."""
    known = keys.keys()
    if not known or known[-1].since > now - STILL_IN_USE:
        return []
    used = set(Reporter.objects.values_list("key", flat=True).distinct()) | set(files.keys_in_use())
    old = [key.number for key in known[:-1] if key.number not in used]
    if old:
        keys.remove(old)
    return old


def _known() -> set[str]:
    held = keys.keys()
    return {key.number for key in held}


@transaction.atomic
def _reseal(key: str, *, now: datetime, batch: int) -> int:
    rows = list(
        Reporter.objects.filter(key__in=_known() - {key})
        .order_by("pk")
        .select_for_update(no_key=True)[:batch]
    )
    for row in rows:
        fresh = sealed_row(row.complaint_id, opened(row), now=now)
        row.ciphertext, row.key = fresh.ciphertext, fresh.key
    Reporter.objects.bulk_update(rows, ["ciphertext", "key"])
    return len(rows)
