"""What the sweep of clocks costs: in a process like a worker's, undone afterwards.

`python -m tests.load.clocks` prints one line of JSON for the database of `DATA_DIR`; `make bench`
runs it beside the service at each size.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import Any

from tests.load.stage import Stage
from tests.prove.serving import ROOT, environment

_FRIDAY = 4
_SETTINGS = "config.settings.development"
_QUIET = """
    UPDATE deadlines_deadline SET next_action_at = %s
    WHERE state = 'running' AND (next_action_at IS NULL OR next_action_at < %s)
"""
# A third each shortly before the end, on the last day, and just over it.
_DUE = """
    WITH chosen AS (
        SELECT d.id, row_number() OVER () AS place FROM deadlines_deadline d
        JOIN matters_matter m ON m.id = d.matter_id
        WHERE d.state = 'running' AND m.escalation_level = 0 AND d.set_on IS NULL
            AND d.held_until IS NULL AND m.concluded_at IS NULL
        ORDER BY md5(d.id::text) LIMIT %(many)s
    )
    UPDATE deadlines_deadline d SET next_action_at = %(now)s - interval '1 minute',
        started_at = %(now)s - interval '9 days',
        due_at = date_trunc('day', %(now)s::timestamptz AT TIME ZONE 'Asia/Shanghai')
            AT TIME ZONE 'Asia/Shanghai'
            + (chosen.place %% 3) * interval '1 day' - interval '1 second'
    FROM chosen WHERE chosen.id = d.id
"""
_STALE = """
    UPDATE deadlines_deadline SET calendar_version = calendar_version - 1 WHERE id IN (
        SELECT id FROM deadlines_deadline WHERE state = 'running' LIMIT %(many)s)
"""


def measure_clocks(stage: Stage) -> dict[str, Any]:
    """Sweep 1,000 and 10,000 due clocks and reckon 100,000 again, in one process; answer rates."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.clocks"],
        cwd=ROOT,
        env=environment(DATA_DIR=str(stage.service.data), DJANGO_SETTINGS_MODULE=_SETTINGS),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Measure in the database of this process; what is changed is rolled back."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _SETTINGS)
    django.setup()
    from django.utils import timezone

    now = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
    while now.weekday() > _FRIDAY:
        now -= timedelta(days=1)
    _quiet(now)
    _sweep(20, now=now)  # a process that has just begun is slow
    small, _ = _sweep(1_000, now=now)
    large, batches = _sweep(10_000, now=now)
    again = _reckon(100_000, now=now)
    print(
        json.dumps(
            {
                "open": _open(),
                "a_second_of_1000": round(small),
                "a_second_of_10000": round(large),
                "statements_a_batch": sorted(set(batches)),
                "reckoned_a_second": again,
            }
        )
    )


def _quiet(now: datetime) -> None:
    """Let nothing be due but what is made so: for good, since old rows would be in the way."""
    from django.db import connection

    later = now + timedelta(days=3650)
    with connection.cursor() as cursor:
        cursor.execute(_QUIET, [later, later - timedelta(days=1000)])
        cursor.execute("VACUUM ANALYZE deadlines_deadline")


def _open() -> int:
    from apps.deadlines.models import Deadline

    return Deadline.objects.filter(state="running").count()


def _sweep(many: int, *, now: datetime) -> tuple[float, list[int]]:
    from django.db import connection, transaction

    from apps.desk.actions import sweeping

    counts: list[int] = []
    take = sweeping._take

    def counted(*args: Any, **options: Any) -> Any:
        statements = [0]

        def count(execute: Any, *rest: Any) -> Any:
            statements[0] += 1
            return execute(*rest)

        with connection.execute_wrapper(count):
            found = take(*args, **options)
        counts.append(statements[0])
        return found

    sweeping._take = counted
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(_DUE, {"many": many, "now": now})
                due = cursor.rowcount
            began = time.perf_counter()
            done = sweeping.sweep(now=now)
            took = time.perf_counter() - began
            print(many, done, f"{took:.1f} s", file=sys.stderr)
            assert done.failed == 0, done
            assert done.looked_at + done.silent >= due * 0.99, (due, done)
            transaction.set_rollback(True)
    finally:
        sweeping._take = take
    return due / took, counts


def _reckon(many: int, *, now: datetime) -> int:
    from django.db import connection, transaction

    from apps.deadlines.models import Deadline
    from apps.desk.actions import recompute

    many = min(many, Deadline.objects.filter(state="running").count())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_STALE, {"many": many})
        began = time.perf_counter()
        moved = sum(len(batch) for batch in recompute(now=now))
        took = time.perf_counter() - began
        print("reckoned", many, "moved", moved, f"{took:.1f} s", file=sys.stderr)
        transaction.set_rollback(True)
    return round(many / took)


if __name__ == "__main__":
    main()
