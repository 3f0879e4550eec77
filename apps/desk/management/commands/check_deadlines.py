"""Check that every running clock is due when its rule, calendar and suspensions say."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.desk.actions import wrong_clocks


class Command(BaseCommand):
    """Nothing is written; it ends with an error if anything differs."""

    help = "核对所有进行中的期限与规则推算是否一致"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each clock that differs: what is stored, and what the rules give."""
        count = 0
        for each in wrong_clocks():
            count += 1
            stored = timezone.localtime(each.clock.due_at).isoformat()
            due = "—" if each.due is None else timezone.localtime(each.due.at).isoformat()
            self.stdout.write(f"{each.clock.pk} {each.clock.kind} {stored} → {due}")
        if count:
            raise CommandError(f"不一致的期限：{count}")
        self.stdout.write("所有期限与规则推算一致")
