"""Write the Word templates of the letters, for an office to make its own, or check them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.documents.actions.word import TEMPLATES
from apps.documents.actions.word_forms import word_form
from clue_transfer.vocabulary import DocumentKind

_NAME = "manage.py write_letter_templates"


class Command(BaseCommand):
    """Write one DOCX a kind of letter into a folder."""

    help = "写出各类文书的Word模板；修改后放入 DOCX_TEMPLATE_DIR 即替换同名模板"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder, those that come along by default, and `--check`."""
        parser.add_argument("folder", nargs="?", type=Path, default=TEMPLATES)
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--force", action="store_true", help="覆盖已经修改过的模板")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write or compare each template."""
        folder: Path = options["folder"]
        for kind in DocumentKind:
            path, content = folder / f"{kind}.docx", word_form(kind)
            if options["check"]:
                if not path.is_file() or path.read_bytes() != content:
                    raise CommandError(
                        f"{path.name} 已过时，请运行 manage.py write_letter_templates"
                    )
                continue
            folder.mkdir(parents=True, exist_ok=True)
            kept = path.is_file() and folder != TEMPLATES and not options["force"]
            if kept and path.read_bytes() != content:
                self.stdout.write(f"{path} 已存在且已修改，未覆盖（--force 可覆盖）")
                continue
            path.write_bytes(content)
            self.stdout.write(str(path))
