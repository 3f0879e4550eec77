"""Load demonstration accounts and stories, for trying out only."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from seeds.demo.accounts import account_names, load_accounts, password
from seeds.demo.stories import load_stories

# Somebody of each part of the main job, and one of each office around it.
SHOWN = (
    "liaison.620000-water",
    "lead.620000-water",
    "liaison.620100-ecology",
    "handler.620100-ecology",
    "lead.620100-ecology",
    "duty_officer.622923-ecology",
    "liaison.620400-ecology",
    "liaison.620402-ecology",
    "procurator.620100-procuratorate",
    "police_officer.620100-police",
    "coordinator.620000-joint-office",
    "coordinator.620100-government",
    "auditor.620000-joint-office",
    "admin",
)


class Command(BaseCommand):
    """Add what is missing; running it again adds nothing."""

    help = "Load demonstration accounts and stories; refused where settings do not allow it."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        """Load both, and write down who can log in."""
        if not settings.DEMO_DATA_ALLOWED:
            raise CommandError("These settings do not allow demonstration data.")
        accounts = load_accounts()
        stories = load_stories(now=timezone.now())
        table = accounts_table()
        folder = Path(settings.DATA_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "accounts.txt").write_text(table, encoding="utf-8")
        if verbosity:
            self.stdout.write(f"{accounts} accounts, {stories} stories added.\n\n{table}")


def accounts_table() -> str:
    """Name a dozen accounts, their password, and how to get a token."""
    known = {username for username, _role, _code in account_names()} | {"admin"}
    shown = [username for username in SHOWN if username in known]
    here = Path(settings.DATA_DIR) == Path(settings.BASE_DIR) / ".data"
    prefix = "" if here else f"DATA_DIR={shlex.quote(str(settings.DATA_DIR))} "
    lines = [f"Demonstration accounts ({len(known)} in all), password {password()}:"]
    lines += [
        "  " + "".join(f"{name:<36}" for name in shown[place : place + 2]).rstrip()
        for place in range(0, len(shown), 2)
    ]
    lines += [
        "  (<role>.<division>-<system>; admin reaches /admin/)",
        "A token for the API, from another terminal:",
        f"  {prefix}.venv/bin/python manage.py issue_token liaison.620000-water",
    ]
    return "\n".join(lines) + "\n"
