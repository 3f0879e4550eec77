"""Write the generated pages of the documentation, or check that they are current."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext, override

from apps.deadlines.models import Rule
from apps.deadlines.queries import kernel_rule
from clue_transfer import describe
from clue_transfer.examples import explanations
from clue_transfer.pages import Clock, Language, Untranslated, track_pages
from clue_transfer.vocabulary import System
from clue_transfer.workflows import MACHINES
from seeds.calendars import calendar_of_the_file
from seeds.deadline_rules import rules_of_the_files


class Command(BaseCommand):
    """Write the pages on workflows, events and every track, and ten clocks explained."""

    help = "由流程表和期限规则生成 docs/workflows.md、docs/events.md、docs/tracks 等"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--check`: write nothing, fail when a page is stale."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare each page."""
        docs = Path(settings.BASE_DIR) / "docs"
        pages = {
            docs / "workflows.md": describe.workflows(MACHINES.values()),
            docs / "events.md": describe.events(MACHINES.values()),
        }
        pages |= {docs / name: text for name, text in explanations(calendar_of_the_file()).items()}
        pages |= {docs / "tracks" / name: text for name, text in _tracks().items()}
        for path in (docs / "tracks").rglob("*.md"):
            if path not in pages:
                _gone(path, check=options["check"])
        for path, text in pages.items():
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    raise CommandError(f"{path.name} 已过时，请运行 manage.py write_docs")
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.stdout.write("docs/workflows.md docs/events.md docs/explanations.md docs/tracks")


def _tracks() -> dict[str, str]:
    languages = (Language("zh", str), Language("en", _english))
    try:
        return track_pages(MACHINES.values(), rules=_clocks(), languages=languages)
    except Untranslated as missing:
        raise CommandError(f"“{missing}”没有英文，或译文尚未编译") from missing


def _english(sentence: str) -> str:
    with override("en"):
        return gettext(sentence)


def _clocks() -> list[Clock]:
    """Read the rules as they are seeded: pages are the same wherever they are written."""
    return [_clock(Rule(**row)) for row in rules_of_the_files() if not row.get("reference_only")]


def _clock(row: Rule) -> Clock:
    return Clock(
        rule=kernel_rule(row),
        label=row.label,
        trigger=row.trigger,
        actor=row.actor,
        consequence=row.consequence,
        note=row.note,
        systems=frozenset(System(system) for system in row.applies_to_systems),
        named_only=row.named_only,
    )


def _gone(path: Path, *, check: bool) -> None:
    """Take away the page of a track that is there no more; a check fails on it."""
    if check:
        raise CommandError(f"{path.name} 所述流程已不存在，请运行 manage.py write_docs")
    path.unlink()
