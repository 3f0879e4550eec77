"""The criminal thresholds: those in force, and others that wait for confirmation."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps

from seeds.loader import Loaded

_FILE = Path(__file__).parent / "reference" / "criminal_thresholds.toml"
_SINCE = date(2023, 8, 15)


def threshold_rows() -> list[dict[str, Any]]:
    """Read the thresholds; what is written from memory is not active."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    common = {"version": 1, "effective_from": _SINCE, "margin": read["margin"]}
    return [{**common, "active": row["confidence"] != "M", **row} for row in read["threshold"]]


def load_thresholds() -> Loaded:
    """Add the versions of thresholds that are missing."""
    model = apps.get_model("clues", "Threshold")
    present = set(model.objects.values_list("code", "version"))
    missing = [row for row in threshold_rows() if (row["code"], row["version"]) not in present]
    model.objects.bulk_create([model(**row) for row in missing])
    return Loaded("涉罪标准", added=len(missing), present=len(present))
