"""Threads read one prepared queryset at the same time, each with its own values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField

from apps.common.prepared import Among, Param, Prepared
from apps.organizations.models import Division

CODES = [
    *("620100", "620200", "620300", "620400", "620500", "620600", "620700", "620800"),
    *("620900", "621000", "621100", "621200"),
]


def test_no_thread_reads_what_another_asked_for(at_once: Callable[..., list[Any]]) -> None:
    codes = Param("codes", ArrayField(CharField()))
    rows = Prepared(lambda: Division.objects.filter(Among("code", codes)).values_list("code"))

    found = at_once(*(lambda code=code: rows.read(codes=[code]) for code in CODES))

    assert found == [[(code,)] for code in CODES]
