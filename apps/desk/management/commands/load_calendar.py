"""Load a year's notice of holidays and make-up workdays, and say what it changes."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.common.api.wording import say
from apps.deadlines.queries import computed_under_another_calendar
from apps.desk.actions import Change, foresee, recompute
from apps.organizations.actions import Announced, Notice, announce, read_notices
from apps.organizations.queries import directory, stamp
from clue_transfer.actors import SYSTEM
from clue_transfer.errors import Invalid


class Command(BaseCommand):
    """Loading the same notice again changes nothing."""

    help = "载入放假和调休通知（TOML），并重新计算受影响的期限"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether to recompute at once."""
        parser.add_argument("file", type=Path, help="与 seeds/reference/calendar.toml 同一格式")
        parser.add_argument(
            "--dry-run", action="store_true", help="只列出哪些期限会变动，不写入任何内容"
        )
        parser.add_argument("--now", action="store_true", help="立即重新计算，不等待后台任务")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, say what changed, and recompute or say how much is left to the worker."""
        try:
            notices = read_notices(options["file"].read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from None
        except Invalid as refused:
            lines = [f"{each.pointer} {say(each.message, each.params)}" for each in refused.errors]
            raise CommandError("\n".join(lines)) from None
        if options["dry_run"]:
            self._foresee(notices)
            return
        for done in announce(notices, actor=SYSTEM, now=timezone.now()):
            self.stdout.write(_told(done))
        if options["now"]:
            changes = [change for batch in recompute(now=timezone.now()) for change in batch]
            for change in changes:
                self.stdout.write(_line(change))
            self.stdout.write(f"到期时间变动的期限：{len(changes)}")
        left = computed_under_another_calendar(directory(stamp()).calendar.version).count()
        self.stdout.write(f"待重新计算的期限：{left}")

    def _foresee(self, notices: Sequence[Notice]) -> None:
        foresight = foresee(notices)
        for done in foresight.announced:
            self.stdout.write(_told(done))
        moved = 0
        for _, changes in foresight.changes():
            for change in changes:
                moved += 1
                self.stdout.write(_line(change))
        self.stdout.write(f"将变动的期限：{moved}（未写入任何内容）")


def _told(done: Announced) -> str:
    if not done.changed:
        return f"{done.year}年：没有变化（版本{done.version}）"
    marks = [
        f"{sign}{name}{day.isoformat()}"
        for name, (added, gone) in (("休", done.holidays), ("班", done.makeup_workdays))
        for sign, days in (("+", added), ("-", gone))
        for day in sorted(days)
    ]
    return f"{done.year}年：版本{done.version} {' '.join(marks)}".rstrip()


def _line(change: Change) -> str:
    before, after = (
        timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
        for moment in (change.before, change.after)
    )
    name = change.number or change.matter
    return f"{name} {change.clock.label} {change.department} {before} → {after}"
