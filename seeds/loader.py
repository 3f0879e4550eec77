"""Load every seed in its order, in one transaction; a second load finds nothing to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.module_loading import import_string

# What refers to something stands below it. To add seeds: a function without arguments that adds
# the rows that are missing, leaves the others alone and returns what it did.
LOADERS: list[str] = [
    "seeds.divisions.load_divisions",
    "seeds.departments.load_departments",
    "seeds.calendars.load_calendar",
    "seeds.violation_types.load_violation_types",
    "seeds.outcomes.load_outcomes",
    "seeds.deadline_rules.load_deadline_rules",
    "seeds.thresholds.load_thresholds",
]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of a kind were added, and how many stood there before."""

    what: str
    added: int
    present: int

    def __str__(self) -> str:
        return f"{self.what}：新增 {self.added}，已有 {self.present}"


@transaction.atomic
def load_all(*, say: Callable[[str], object] = print) -> list[object]:
    """Add what is missing of every seed, and tell what was done.

    Rows that exist are left as they are: after the first start the office keeps them.
    """
    done = []
    for path in LOADERS:
        result = import_string(path)()
        say(str(result))
        done.append(result)
    return done
