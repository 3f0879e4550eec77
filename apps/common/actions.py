"""Writes of the conventions themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from apps.common.models import IdempotencyKey

KEPT_FOR = timedelta(days=7)


def sweep_idempotency(*, now: datetime, batch: int = 5000) -> int:
    """Forget the keys that are older than a caller may count on; answers how many."""
    forgotten = 0
    old = IdempotencyKey.objects.filter(created_at__lt=now - KEPT_FOR).order_by("created_at")
    while True:
        # In batches, so that no single statement holds a week's rows.
        ids = list(old.values_list("pk", flat=True)[:batch])
        forgotten += IdempotencyKey.objects.filter(pk__in=ids).delete()[0]
        if len(ids) < batch:
            return forgotten
