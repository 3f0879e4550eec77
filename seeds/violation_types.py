"""The catalogue of violation types."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps

from seeds.loader import Loaded

_FILE = Path(__file__).parent / "reference" / "violation_types.toml"


def violation_type_rows() -> list[dict[str, Any]]:
    """Read the catalogue."""
    rows: list[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["violation_type"]
    return rows


def load_violation_types() -> Loaded:
    """Add the violation types that are missing."""
    model = apps.get_model("clues", "ViolationType")
    present = set(model.objects.values_list("code", flat=True))
    missing = [row for row in violation_type_rows() if row["code"] not in present]
    model.objects.bulk_create([model(**row) for row in missing])
    return Loaded("违法类型", added=len(missing), present=len(present))
