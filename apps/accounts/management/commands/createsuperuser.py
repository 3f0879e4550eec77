"""Make a superuser at the terminal as Django does, on record."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.db import transaction
from django.utils import timezone

from apps.accounts.actions import note_rights
from apps.accounts.models import User
from apps.accounts.queries import Rights


class Command(createsuperuser.Command):
    """Add to Django's command an entry of the record for each superuser that it makes."""

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make the superuser and record that nobody was one who is one now."""
        last = User.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        super().handle(*args, **options)
        for user in User.objects.filter(pk__gt=last, is_superuser=True):
            note_rights(user, before=Rights(), now=timezone.now())
