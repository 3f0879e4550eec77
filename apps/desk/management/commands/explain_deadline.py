"""Explain how the due time of one clock comes about."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from apps.common.api.renderers import FastJSONRenderer
from apps.deadlines.models import Deadline
from apps.desk.queries import explanation, requests_about
from apps.organizations.queries import directory, stamp


class Command(BaseCommand):
    """Print what `deadlines/{id}/explanation/` answers."""

    help = "说明一个期限的到期时间如何得出：规则、依据、逐日计算、延期与中止"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the clock's key."""
        parser.add_argument("deadline", type=UUID, help="期限的编号")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the explanation."""
        row = Deadline.objects.select_related("rule").filter(pk=options["deadline"]).first()
        if row is None:
            raise CommandError("没有这个期限")
        found = explanation(row, calendar=directory(stamp()).calendar, requests=requests_about(row))
        answer = json.loads(FastJSONRenderer().render(found))
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
