"""Prove that the record is what was written, or name the places where it is not."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.audit import queries


class Command(BaseCommand):
    """Verify entries, readings, seals and whatever other apps have registered."""

    help = "Verify the whole record; exit status 1 and one line a fault when it is not sound."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let the caller see more or fewer faults."""
        parser.add_argument("--most", type=int, default=1_000, help="stop after so many faults")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was read, and each fault."""
        report = queries.verify(most=options["most"])
        for fault in report.faults:
            self.stdout.write(fault)
        self.stdout.write(
            f"{report.entries} entries, {report.readings} readings, {report.seals} seals read; "
            f"{report.waiting} waiting to be sealed; "
            f"{'sound' if report.sound else f'{len(report.faults)} faults'}"
        )
        if not report.sound:
            sys.exit(1)
