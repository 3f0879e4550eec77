"""The rules of time: the statutes' limits and our own defaults."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.apps import apps

from seeds.loader import Loaded

_FILE = Path(__file__).parent / "reference" / "deadline_rules.toml"


def load_deadline_rules() -> Loaded:
    """Add the versions of rules that are missing."""
    model = apps.get_model("deadlines", "Rule")
    present = set(model.objects.values_list("code", "version"))
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["rule"]
    missing = [row for row in rows if (row["code"], row["version"]) not in present]
    model.objects.bulk_create([model(**row) for row in missing])
    return Loaded("期限规则", added=len(missing), present=len(present))
