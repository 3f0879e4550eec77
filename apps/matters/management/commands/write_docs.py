"""Write the generated pages of the documentation, or check that they are current."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clue_transfer import describe
from clue_transfer.examples import explanations
from clue_transfer.workflows import MACHINES
from seeds.calendars import calendar_of_the_file


class Command(BaseCommand):
    """Write the pages on workflows and events from the tables, and ten clocks explained."""

    help = "由流程表生成 docs/workflows.md 与 docs/events.md"

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
        for path, text in pages.items():
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    raise CommandError(f"{path.name} 已过时，请运行 manage.py write_docs")
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.stdout.write("docs/workflows.md docs/events.md docs/explanations.md")
