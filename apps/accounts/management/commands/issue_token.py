"""Issue tokens and print them, one a line, and nothing else."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.accounts import actions
from apps.accounts.models import Scope, User


class Command(BaseCommand):
    """Print the key of each new token: it is shown this once."""

    help = "Issue an API token for each user named and print it (shown only once)."
    requires_system_checks = ()  # they load every route of the service: a second for nothing

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask whose token, for how long and what for."""
        parser.add_argument("username", nargs="+")
        parser.add_argument("--days", type=int, default=90, help="valid for so many days (90)")
        parser.add_argument(
            "--scope", choices=[scope.value for scope in Scope], default=Scope.WRITE.value
        )
        parser.add_argument("--label", default="", help="what the token is for")

    def handle(self, *args: Any, **options: Any) -> None:
        """Issue and print."""
        if not 1 <= options["days"] <= 3650:
            raise CommandError("--days must lie between 1 and 3650")
        names = options["username"]
        users = {user.username: user for user in User.objects.filter(username__in=names)}
        for name in names:
            if name not in users or not users[name].is_active:
                raise CommandError(f"no active user is called {name}")
        for name in names:
            key = actions.issue_token(
                users[name],
                scope=Scope(options["scope"]),
                days=options["days"],
                now=timezone.now(),
                label=options["label"],
            )
            self.stdout.write(key)
