"""Compute the tables of waits and access anew, should they ever differ from the matters."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.matters.actions.rebuild import rebuild


class Command(BaseCommand):
    """Rebuild waits and access of all matters in batches; the service may go on meanwhile."""

    help = "Rebuild waits and access of all matters in batches."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let the caller lock fewer dossiers at a time."""
        parser.add_argument("--batch", type=int, default=500, help="dossiers a transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, and say how many matters there were."""
        total = sum(rebuild(now=timezone.now(), batch=options["batch"]))
        self.stdout.write(f"{total} matters: waits and access rebuilt")
