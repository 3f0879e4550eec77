"""Seal what is about somebody under 18, as soon as it is entered (未成年人保护法)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.clues.models import Clue
from apps.matters.actions import Work
from clue_transfer.visibility import at_least, is_minor
from clue_transfer.vocabulary import Secrecy


def with_minors(
    work: Work, data: Mapping[str, Any], *, known: Clue | None = None
) -> dict[str, Any]:
    """Replace each subject's date of birth, which is not kept, by whether they were under 18.

    What counts is the day of the act, or of its discovery where that is not known.
    """
    if "subjects" not in data:
        return dict(data)
    days = [data.get(name, getattr(known, name, None)) for name in ("occurred_on", "discovered_on")]
    day = min([each for each in days if each is not None], default=work.local_day)
    subjects = []
    for row in data["subjects"] or ():
        kept = {name: value for name, value in row.items() if name != "born_on"}
        born_on = row.get("born_on")
        minor = bool(row.get("minor")) or (born_on is not None and is_minor(born_on, on=day))
        subjects.append({**kept, "minor": minor})
    return {**data, "subjects": subjects}


def protect(clue: Clue, data: Mapping[str, Any]) -> bool:
    """Seal a clue about somebody under 18 at once; answer whether that restricts it."""
    before = clue.secrecy
    clue.about_minor = clue.about_minor or any(row["minor"] for row in data.get("subjects") or ())
    clue.secrecy = at_least(Secrecy(clue.secrecy), minor=clue.about_minor)
    return clue.secrecy != before
