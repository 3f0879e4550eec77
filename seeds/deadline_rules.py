"""The rules of time: the statutes' limits and our own defaults."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps

from seeds.loader import Loaded

_FILES = [
    Path(__file__).parent / "reference" / name
    for name in ("deadline_rules.toml", "deadline_rules_of_law.toml")
]


def load_deadline_rules() -> Loaded:
    """Add the versions of rules that are missing."""
    model = apps.get_model("deadlines", "Rule")
    present = set(model.objects.values_list("code", "version"))
    rows = rules_of_the_files()
    missing = [row for row in rows if (row["code"], row["version"]) not in present]
    model.objects.bulk_create([model(**row) for row in missing])
    return Loaded("期限规则", added=len(missing), present=len(present))


def rules_of_the_files() -> list[dict[str, Any]]:
    """Read the rules as they are seeded: those that steps start, and those for reference."""
    return [
        row for file in _FILES for row in tomllib.loads(file.read_text(encoding="utf-8"))["rule"]
    ]
