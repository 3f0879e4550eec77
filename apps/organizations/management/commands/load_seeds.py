"""Load the reference data that the service starts with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from seeds.loader import load_all


class Command(BaseCommand):
    """Add what is missing; running it again changes nothing."""

    help = "Load divisions, departments, calendar, catalogues and rules; running it again is safe."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        """Load every seed and print what was done."""
        load_all(say=self.stdout.write if verbosity else lambda _line: None)
