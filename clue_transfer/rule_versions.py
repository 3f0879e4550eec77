"""What a version of a rule must be like before it is kept, beside the others of its code."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from clue_transfer.deadlines import DeadlineRule, unit_of
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.vocabulary import Level, System, Unit, Urgency, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a code, and from when until when it is in force; `None` is for good."""

    number: int
    since: date
    until: date | None

    def meets(self, other: Version) -> bool:
        """Whether both are in force on some day."""
        return (self.until is None or other.since <= self.until) and (
            other.until is None or self.since <= other.until
        )


def version_errors(
    rule: DeadlineRule,
    *,
    version: Version,
    others: Iterable[Version],
    systems: Collection[str] = (),
    levels: Collection[str] = (),
    urgencies: Collection[str] = (),
) -> list[FieldError]:
    """List what is wrong with a version: its numbers, its days, and what it is said to apply to.

    A version in force for good gives way to one that begins later and has a higher number
    (`gives_way`); any other overlap is refused, since nobody could say which of them counts.
    """
    found = _number_errors(rule)
    if version.until is not None and version.until < version.since:
        found.append(FieldError("/effective_until", "before-start", "失效日期早于施行日期"))
    others = list(others)
    if any(other.number == version.number for other in others):
        found.append(FieldError("/version", "taken", "该编码已有此版本"))
    found += [
        FieldError(
            "/effective_from",
            "overlaps",
            "与版本%(number)d的施行期间重叠，请先终止该版本",
            {"number": other.number},
        )
        for other in others
        if other.number != version.number and version.meets(other)
        if not gives_way(other, to=version)
    ]
    for name, given, words in (
        ("applies_to_systems", systems, System),
        ("applies_to_levels", levels, Level),
        ("applies_to_urgencies", urgencies, Urgency),
    ):
        found += _unknown(name, given, words)
    return found


def gives_way(older: Version, *, to: Version) -> bool:
    """Whether a version that is in force for good ends with the day before the newer one begins."""
    return older.until is None and older.number < to.number and older.since < to.since


def _number_errors(rule: DeadlineRule) -> list[FieldError]:
    found = []
    for urgency in Urgency:
        try:
            unit_of(rule, urgency=urgency)
        except Invalid as refused:
            found += [each for each in refused.errors if each not in found]
    most = 1_000
    if any(not 0 < limit <= most for limit in rule.extension_limits):
        found.append(FieldError("/extension_limits", "out-of-range", "延期上限必须为正整数"))
    if rule.extension_limits and rule.unit is Unit.HOURS:
        found.append(FieldError("/extension_limits", "hours", "按小时计算的期限不得延期"))
    return found


def _unknown(name: str, given: Collection[str], words: type[Word]) -> list[FieldError]:
    known = {str(word) for word in words}
    return [
        FieldError(f"/{name}", "unknown", "没有“%(word)s”", {"word": str(word)})
        for word in given
        if word not in known
    ]
