"""Seal who complained with a new key, or go on with it; forget the keys that are not needed."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.clues.actions import reporters


class Command(BaseCommand):
    """Rotate the key of the sealed reporters."""

    help = (
        "Add a key and seal all reporters and kept files with it, batch by batch. Broken off, it "
        "goes on with --resume. A day later --remove-old forgets the keys that seal nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let the caller go on with a rotation, or end it."""
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--resume", action="store_true", help="go on with the newest key")
        which.add_argument(
            "--remove-old", action="store_true", help="forget old keys that seal nothing any more"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many were sealed anew, or which keys were forgotten."""
        now = timezone.now()
        if options["remove_old"]:
            old = reporters.remove_old_keys(now=now)
            self.stdout.write(f"{len(old)} keys forgotten: {', '.join(old) or 'none'}")
            return
        total = 0
        for done in reporters.rotate(now=now, new_key=not options["resume"]):
            total += done
            self.stdout.write(f"{total} sealed anew")
        if lost := reporters.lost():
            raise CommandError(f"{lost} cannot be opened: their key is missing; restore its line.")
