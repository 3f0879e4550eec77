"""Explain how the due time of one clock comes about."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from apps.common.api.renderers import FastJSONRenderer
from apps.deadlines.models import Deadline
from apps.desk.queries import explanation, picture, requests_about
from apps.organizations.queries import directory, stamp


class Command(BaseCommand):
    """Print what `deadlines/{id}/explanation/` answers."""

    help = "说明一个期限的到期时间如何得出：规则、依据、逐日计算、延期与中止"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the clock's key."""
        parser.add_argument("deadline", type=UUID, help="期限的编号")
        parser.add_argument("--language", choices=["zh", "en"], default="zh", help="语言")
        parser.add_argument("--svg", type=Path, help="把逐日计算画成图，写入此文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the explanation."""
        row = Deadline.objects.select_related("rule").filter(pk=options["deadline"]).first()
        if row is None:
            raise CommandError("没有这个期限")
        calendar, language = directory(stamp()).calendar, options["language"]
        if options["svg"]:
            drawn = picture(row, calendar=calendar, language=language, now=timezone.now())
            options["svg"].write_text(drawn, encoding="utf-8")
        with override("zh-hans" if language == "zh" else "en"):
            found = explanation(row, calendar=calendar, requests=requests_about(row))
        self.stdout.write(found["text"] + "\n")
        answer = json.loads(FastJSONRenderer().render(found))
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
