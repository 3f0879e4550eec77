"""Render every kind of letter with sample data, to be looked at."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.documents.actions.render import pdf_of, pngs_of
from apps.documents.actions.word import BadTemplate, docx_of
from apps.documents.models import Document
from seeds.demo.letters import samples

_DAY = datetime(2026, 11, 20, 2, tzinfo=UTC)


class Command(BaseCommand):
    """Write a PDF, a PNG a page, and a DOCX of each sample into a folder."""

    help = "把各类文书的样例（常规、短、长）生成为PDF、PNG和DOCX，供检查版式和替换的模板"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Render one sample after another."""
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        bad: list[str] = []
        for kind, name, number, data in samples():
            paper = Document(
                kind=kind,
                number=number,
                title=f"{kind.label}（{number}）",
                data=json.dumps(data),
                verify_code="2345-6789-ABCD",
                created_at=_DAY,
            )
            (folder / f"{kind}-{name}.pdf").write_bytes(pdf_of(paper))
            try:
                (folder / f"{kind}-{name}.docx").write_bytes(docx_of(paper))
            except BadTemplate as error:
                bad.append(str(error))
            pages = pngs_of(paper)
            for page, content in enumerate(pages, start=1):
                (folder / f"{kind}-{name}-{page}.png").write_bytes(content)
            self.stdout.write(f"{kind}-{name}: {len(pages)}")
        if bad:
            raise CommandError("\n".join(dict.fromkeys(bad)))
