"""Repeated complaints: the same target complained about before (环保举报热线工作管理办法 8)."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from clue_transfer.vocabulary import Word

WITHIN = timedelta(days=365)
"""How far back an earlier complaint still counts as the same matter."""


class RepeatReason(Word):
    """Why two complaints may be one."""

    SAME_SUBJECT = "same_subject", "被举报对象相同", "the same target"
    SAME_PLACE = "same_place", "地址相同", "the same place"
    NAMED_AT_INTAKE = "named_at_intake", "登记时指明", "named at intake"


def key_of(text: str) -> str:
    """Fold a name or a place to what it is compared by: width, case and signs do not count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in folded if each.isalnum())


def reasons(
    *, subject: tuple[str, str], place: tuple[str, str], named: bool = False
) -> list[RepeatReason]:
    """Say why an earlier complaint may be the same; each pair holds the keys of the two."""
    found = []
    if named:
        found.append(RepeatReason.NAMED_AT_INTAKE)
    if subject[0] and subject[0] == subject[1]:
        found.append(RepeatReason.SAME_SUBJECT)
    if place[0] and place[0] == place[1]:
        found.append(RepeatReason.SAME_PLACE)
    return found
