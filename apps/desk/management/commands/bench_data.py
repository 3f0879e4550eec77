"""Fill a database with many matters, for measurements only."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.matters.models import Counter, Matter
from apps.notifications.models import Outbox
from apps.organizations.queries import directory, stamp
from clue_transfer.vocabulary import NumberSeries
from seeds.bench import indexes
from seeds.bench.copying import Filler
from seeds.bench.lists import make_lists
from seeds.bench.people import load_firms
from seeds.bench.plan import Key, Planner
from seeds.bench.playing import played
from seeds.bench.writing import Failed, build, seal, write_all

SEED = 20261122
_MATTERS_A_FIRM = 20


class Command(BaseCommand):
    """Play the stories once, copy them by COPY with other particulars, seal, analyze."""

    help = __doc__
    _began = 0.0

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of matters."""
        parser.add_argument("--matters", type=int, default=10_000)
        parser.add_argument("--seed", type=int, default=SEED, help="another seed, other copies")
        parser.add_argument(
            "--add", action="store_true", help="also where the database holds matters already"
        )

    def handle(
        self, *_args: Any, matters: int, seed: int, add: bool, verbosity: int, **_options: Any
    ) -> None:
        """Fill the database, telling how far it is and how long it took."""
        if not settings.DEMO_DATA_ALLOWED:
            raise CommandError("These settings do not allow data for measurements.")
        if Matter.objects.exists() and not add:
            raise CommandError("The database holds matters already; use an empty one, or --add.")
        self._began, self._loud = time.monotonic(), verbosity > 0
        chosen = played(now=timezone.now())
        before = Matter.objects.count()
        self._say(f"{len(chosen)} dossiers with {before} matters were played, to be copied")
        where = directory(stamp())
        firms = load_firms(
            max(200, matters // _MATTERS_A_FIRM),
            places=[division.short_name for division in where.divisions],
            random=Random(seed),  # noqa: S311  # the same firms at every run
        )
        seed += before << 40  # what is added is not what is there
        filler = Filler(
            chosen,
            departments={row.code: (row.id, row.name) for row in where.departments},
            users={
                username: (pk, name)
                for pk, username, name in User.objects.values_list("pk", "username", "full_name")
            },
            places={row.code: row.short_name for row in where.divisions},
            firms=firms,
            seed=seed,
            name=f"COPY{before}",
        )
        issued = _issued()
        message = (Outbox.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1

        def plan() -> Planner:
            return Planner(chosen, directory=where, seed=seed, issued=issued, first_message=message)

        aside = [] if add else indexes.of_tables(filler.tables)
        indexes.drop(aside)
        try:
            write_all(filler, plan, matters=matters - before, say=self._say)
            self._say("written")
        except Failed:
            raise CommandError("A writer failed; the reason stands above.") from None
        finally:
            build(aside, say=self._say)
        self._finish()

    def _finish(self) -> None:
        make_lists()
        seals = seal(now=timezone.now())
        self._say(f"sealed by {seals} seals")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        self._say("analyzed")

    def _say(self, what: str) -> None:
        if self._loud:
            self.stdout.write(f"{time.monotonic() - self._began:7.1f} s  {what}")
            self.stdout.flush()


def _issued() -> dict[Key, int]:
    """Read which numbers have been issued."""
    rows = Counter.objects.values_list("department__code", "series", "year", "last")
    return {(code, NumberSeries(series), year): last for code, series, year, last in rows}
