"""The catalogue of outcomes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps

from seeds.loader import Loaded

_FILE = Path(__file__).parent / "reference" / "outcomes.toml"


def outcome_rows() -> list[dict[str, Any]]:
    """Read the catalogue; where an outcome comes from is for who keeps the file, not for us."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["outcome"]
    return [{name: value for name, value in row.items() if name != "basis"} for row in rows]


def load_outcomes() -> Loaded:
    """Add the outcomes that are missing."""
    model = apps.get_model("clues", "Outcome")
    present = set(model.objects.values_list("code", flat=True))
    missing = [row for row in outcome_rows() if row["code"] not in present]
    model.objects.bulk_create([model(**row) for row in missing])
    return Loaded("处理结果", added=len(missing), present=len(present))
