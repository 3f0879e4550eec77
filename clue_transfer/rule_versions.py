"""What a version of a rule must be like before it is kept, beside the others of its code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clue_transfer.deadlines import DeadlineRule, unit_of
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.vocabulary import (
    Confidence,
    DeadlineKind,
    Level,
    Nature,
    RuleSource,
    System,
    Unit,
    Urgency,
    Verb,
    Word,
)

_ONE_OF: Mapping[str, type[Word]] = {
    "kind": DeadlineKind,
    "unit": Unit,
    "nature": Nature,
    "confidence": Confidence,
    "source": RuleSource,
}
_ONE_OR_NONE: Mapping[str, type[Word]] = {
    "urgent_unit": Unit,
    "emergency_unit": Unit,
    "on_expiry": Verb,
}
SILENT_VERBS = (Verb.CONFIRM, Verb.REFER_UP, Verb.REMIND_REFUSAL, Verb.ACCEPT_REFUSAL)
"""What the law's silence, or a time that is over, may do by itself (`on_expiry`)."""
_OF_TEXTS = (
    "suspension_causes",
    "applies_to_systems",
    "applies_to_levels",
    "applies_to_urgencies",
)


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


def shape_errors(facts: Mapping[str, Any]) -> list[FieldError]:
    """List what of a written rule is no word that there is, or no list of what belongs in it.

    The facts are named as in the seeds. Only what has none of these can become a rule at all.
    """
    return list(_misshapen(facts))


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
    found = _number_errors(rule) + place_errors(version, others=others)
    for name, given, words in (
        ("applies_to_systems", systems, System),
        ("applies_to_levels", levels, Level),
        ("applies_to_urgencies", urgencies, Urgency),
    ):
        found += _unknown(name, given, words)
    return found


def place_errors(version: Version, *, others: Iterable[Version]) -> list[FieldError]:
    """List what is wrong with a version's number and days beside the others of its code."""
    found = []
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
    if rule.roll_over and rule.unit is Unit.HOURS:
        found.append(FieldError("/roll_over", "hours", "按小时计算的期限不顺延"))
    if rule.extension_limits and rule.unit is Unit.HOURS:
        found.append(FieldError("/extension_limits", "hours", "按小时计算的期限不得延期"))
    return found


def _misshapen(facts: Mapping[str, Any]) -> Iterator[FieldError]:
    for names, needed in ((_ONE_OF, True), (_ONE_OR_NONE, False)):
        for name, words in names.items():
            given = facts.get(name)
            if (needed or given) and given not in list(words):
                yield FieldError(f"/{name}", "unknown", "没有“%(word)s”", {"word": str(given)})
    for name, of in (("extension_limits", int), *((name, str) for name in _OF_TEXTS)):
        given = facts.get(name, [])
        if not isinstance(given, list) or any(type(each) is not of for each in given):
            yield FieldError(f"/{name}", "malformed", '应为列表，如[30]或["ecology"]')


def _unknown(name: str, given: Collection[str], words: type[Word]) -> list[FieldError]:
    known = {str(word) for word in words}
    return [
        FieldError(f"/{name}", "unknown", "没有“%(word)s”", {"word": str(word)})
        for word in given
        if word not in known
    ]
