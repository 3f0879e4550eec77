"""Several processes write the copies; the record is sealed while indexes are built."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from apps.audit.actions import seal_all
from apps.matters.models import Counter
from apps.notifications.models import Outbox
from seeds.bench import indexes
from seeds.bench.copying import Filler
from seeds.bench.plan import Planner

BATCH = 500
WRITERS = 2
_AS_A_REPLICA = "SET session_replication_role = replica"
"""What is written refers to what is written with it: no need to look each row up."""

Say = Callable[[str], None]


class Failed(Exception):
    """A process ended badly; its reason stands on the screen."""


def write_all(filler: Filler, plan: Callable[[], Planner], *, matters: int, say: Say) -> None:
    """Write the copies of a plan, every writer its share of the batches."""
    _at_once([(_write, (filler, plan(), matters, place, say)) for place in range(WRITERS)])


def _write(filler: Filler, planner: Planner, matters: int, place: int, say: Say) -> None:
    mine = (copy for copy in planner.copies(matters) if copy.seed // BATCH % WRITERS == place)
    with connection.cursor() as cursor:
        cursor.execute(_AS_A_REPLICA)
    made = 0
    while batch := list(islice(mine, BATCH)):
        with transaction.atomic(), connection.cursor() as cursor:
            filler.write(cursor.cursor, batch)
        made += 1
        if place == 0 and made % 20 == 0:
            say(f"{batch[-1].seed:,} dossiers")
    if place == 0:
        _keep_counts(planner)


def _keep_counts(planner: Planner) -> None:
    """Let numbers and keys go on after those that were given."""
    Counter.objects.bulk_create(
        [
            Counter(department_id=planner.key_of(code), series=series, year=year, last=last)
            for (code, series, year), last in planner.issued.items()
        ],
        update_conflicts=True,
        update_fields=["last"],
        unique_fields=["department", "series", "year"],
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
            [Outbox._meta.db_table, planner.next_message],
        )


def build(aside: Sequence[indexes.Aside], *, say: Say) -> None:
    """Build the indexes, the biggest tables' first."""
    shares = indexes.shared_out(aside, among=WRITERS)
    _at_once([(_build, (share, say)) for share in shares])


def _build(aside: Collection[indexes.Aside], say: Say) -> None:
    for made, index in enumerate(aside):
        if made % 10 == 0:
            say(f"index {index.name}")
        indexes.make(index)


def seal(*, now: datetime) -> int:
    """Seal all entries; answer how many seals it took."""
    with connection.cursor() as cursor:
        cursor.execute(_AS_A_REPLICA)
        try:
            return seal_all(now=now, most=sys.maxsize)
        finally:
            cursor.execute("RESET session_replication_role")


def _at_once(tasks: Sequence[tuple[Callable[..., None], tuple[object, ...]]]) -> None:
    connection.close()  # every process has a connection of its own
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=task, args=arguments) for task, arguments in tasks]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise Failed
