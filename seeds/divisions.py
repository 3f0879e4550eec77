"""Gansu's divisions."""

from __future__ import annotations

import csv
from pathlib import Path

from apps.organizations.models import Division, pinyin_key
from seeds.loader import Loaded

_FILE = Path(__file__).parent / "reference" / "divisions.csv"


def division_rows() -> list[dict[str, str]]:
    """Read the table of divisions; a parent stands before its children."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def load_divisions() -> Loaded:
    """Add the divisions that are missing."""
    present = set(Division.objects.values_list("code", flat=True))
    rows = [row for row in division_rows() if row["code"] not in present]
    Division.objects.bulk_create(
        [
            Division(
                code=row["code"],
                name=row["name"],
                short_name=row["short_name"],
                stem=row["stem"],
                level=row["level"],
                parent_id=row["parent"] or None,
                pinyin=pinyin_key(row["name"]),
            )
            for row in rows
        ]
    )
    return Loaded("行政区划", added=len(rows), present=len(present))
