"""Play a province for some months on a moved clock, in a database of its own."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from unittest import mock

from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from seeds.demo.accounts import load_accounts
from seeds.simulation.checks import faults
from seeds.simulation.days import Province, standing


class Command(BaseCommand):
    """The same seed gives the same lines; nothing of it touches the database in use."""

    help = "在独立数据库中模拟全省运行若干天，逐日输出新收、催办、升级、办结，并核对不变量"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how long, which world, and how many clues come."""
        parser.add_argument("--days", type=int, default=120, help="天数")
        parser.add_argument("--seed", type=int, default=1, help="随机种子")
        parser.add_argument("--clues", type=int, default=2000, help="线索件数")
        parser.add_argument("--first", type=date.fromisoformat, default=date(2026, 8, 24))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Play, print each day, check, and say how long it took on the screen's other channel."""
        if not settings.DEMO_DATA_ALLOWED:
            raise CommandError("These settings do not allow made-up data.")
        if not (1 <= options["days"] <= 3660 and 0 <= options["clues"] <= 1_000_000):
            raise CommandError("天数应为1至3660，件数应为0至1000000")
        began = time.monotonic()
        # Nobody is to be woken: the tasks are run by the simulation itself.
        current_app.conf.broker_url = "memory://"
        with _own_database(), _clock() as move:
            call_command("load_seeds", verbosity=0)
            load_accounts()
            province = Province(
                seed=options["seed"],
                clues=options["clues"],
                days=options["days"],
                first=options["first"],
                move=move,
            )
            for day in province.play():
                self.stdout.write(str(day))
            for status, count in sorted(standing().items()):
                self.stdout.write(f"线索 {status} {count}")
            wrong = faults(now=timezone.now())
        self.stderr.write(f"{time.monotonic() - began:.0f} s")
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write("不变量全部成立")


@contextmanager
def _own_database() -> Iterator[None]:
    """Make a database beside the one in use, with its tables, and remove it at the end."""
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"] = {
        **connection.settings_dict.get("TEST", {}),
        "NAME": f"{name}_simulation",
        "MIGRATE": True,
    }
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    except (DatabaseError, SystemExit) as fault:
        raise CommandError(f"数据库用户无权创建模拟用的数据库：{fault}") from None
    try:
        with connection.cursor() as cursor:
            # It is thrown away at the end: no step need wait for the disk.
            cursor.execute("SET synchronous_commit = off")
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


@contextmanager
def _clock() -> Iterator[Any]:
    """Let the tasks read a clock that the simulation moves."""
    with mock.patch("django.utils.timezone.now") as read:

        def move(moment: datetime) -> None:
            read.return_value = moment.astimezone(UTC)

        move(datetime.now(UTC))
        yield move
