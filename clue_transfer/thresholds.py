"""Screening of typed facts against criminal thresholds (以罚代刑、有案不移的筛查): rules as data.

A threshold is met or it is not; whether the act was the same again, or the harm a person's doing,
stays for people to judge. What is just above a limit is `borderline` and wants a second look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from clue_transfer.errors import FieldError
from clue_transfer.repeats import key_of
from clue_transfer.typed_facts import FACTS, TypedFact
from clue_transfer.vocabulary import Party, Role, Status, Word

MULTIPLE = "multiple_of_standard"
"""Measured value ÷ limit value: computed, so that nobody types a quotient."""
QUOTIENT = TypedFact(MULTIPLE, "超标倍数", "multiple of the standard", "number", "倍")
EARLIER_PENALTIES = "earlier_hazardous_penalties_2y"
"""What people type of a subject, and what its own record tells."""
_COMPUTED = frozenset({MULTIPLE})
_COMPARED = {"at_least": ("number", "integer"), "one_of": ("choice",), "is_true": ("boolean",)}
"""How a condition compares, and which types of facts may be compared so."""

HIT_FOUND = "clue.hit_found"
"""The event that tells who handles a clue that its facts meet a criminal threshold."""
NO_REFERRAL = frozenset({Status.DRAFT, Status.DROPPED})
"""Where a crime referral answers no hit: it has not begun, or was given up before it did."""
ANSWERED_BY = frozenset({Role.HANDLER, Role.LIAISON})
APPROVED_BY = frozenset({Role.LEAD, Role.HEAD})


class Grade(Word):
    """How grave what a threshold describes is."""

    BASE = "base", "基本犯"
    AGGRAVATED = "aggravated", "加重情节"


class Answer(Word):
    """How a hit is answered: by handing the case over, or by a reason that the lead approves."""

    REFERRAL = "referral", "已移送"
    REASON = "reason", "不移送理由", "reason why not"


class Flag(Word):
    """What a screening warns of."""

    PENALTY_INSTEAD = "penalty_instead", "以罚代刑", "penalty in place of a referral"
    NOT_TRANSFERRED = "not_transferred", "有案不移", "case not handed over in time"
    NOT_FILED = "not_filed", "有案不立", "case not decided by the police in time"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact against a number, a choice of words, or truth."""

    fact: str
    at_least: float | None = None
    one_of: tuple[str, ...] = ()
    is_true: bool = False

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether the facts say so; what is not known does not hold."""
        value = value_of(self.fact, facts)
        if value is None:
            return False
        if self.at_least is not None:
            return exact(value) >= exact(self.at_least)
        if self.one_of:
            return value in self.one_of
        return value is True


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One version of one threshold: every `all_of` holds, and one of `any_of` where there are any.

    `margin` is how far above a limit a value still counts as borderline, as a part of the limit.
    """

    code: str
    version: int = 1
    crime: str
    article: str
    text: str
    grade: Grade
    all_of: tuple[Comparison, ...] = ()
    any_of: tuple[Comparison, ...] = ()
    margin: float
    active: bool = True
    effective_from: date
    effective_until: date | None = None
    id: int = 0

    def in_force(self, on: date) -> bool:
        """Whether it counts on a day."""
        until = self.effective_until
        return self.active and self.effective_from <= on and (until is None or on <= until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A threshold that is met: by which fact, which value against which limit."""

    threshold: Threshold
    fact: str
    value: str
    limit: float | None = None
    multiple: float | None = None
    borderline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known beside a hit, for the flags: the penalty, the referral and how it stands."""

    answered: bool
    penalized: bool
    referral: Status | None = None
    late_before_police: bool = False
    late_at_police: bool = False


def value_of(fact: str, facts: Mapping[str, Any]) -> Any:
    """Read a fact, or compute the one that is a quotient; `None` where it is not known."""
    if fact != MULTIPLE:
        return facts.get(fact)
    measured, limit = facts.get("measured_value"), facts.get("limit_value")
    if measured is None or not limit:
        return None
    return exact(measured) / exact(limit)


def exact(number: float | Decimal) -> Decimal:
    """Take a number as it was written: 0.3 is three times 0.1, which as floats it is not."""
    return Decimal(str(number))


def written(number: Decimal) -> str:
    """Write a number without exponent and without noughts that say nothing."""
    return f"{round(number, 4).normalize():f}"


def earlier_since(day: date) -> date:
    """Say since when earlier penalties count: two years before a day."""
    two_years = day.year - 2
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=two_years, day=28 if leap_day else day.day)


def facts_of_subject(
    known: Mapping[str, Any], *, own: Mapping[str, Any], earlier: int, key_unit: bool
) -> dict[str, Any]:
    """Add to a clue's facts what is known of one subject; its record counts beside what is typed.

    `earlier`: its penalties for hazardous substances within two years, as the service knows them.
    """
    facts = {**known, **own}
    typed = (known.get(EARLIER_PENALTIES), own.get(EARLIER_PENALTIES), earlier)
    most = max(each or 0 for each in typed)
    if most:
        facts[EARLIER_PENALTIES] = most
    if key_unit:
        facts["key_unit"] = True
    return facts


def rises(fact: str, value: str, *, before: tuple[str, str]) -> bool:
    """Whether what meets a threshold now is not covered by an answer given to what met it before.

    `before`: the fact and its value. An answer to 3.1 tonnes is none to 90; one to 90 is to 3.1.
    """
    if fact != before[0]:
        return True
    try:
        return Decimal(value) > Decimal(before[1])
    except ArithmeticError:
        return value != before[1]


def screen(facts: Mapping[str, Any], *, thresholds: Iterable[Threshold], on: date) -> list[Hit]:
    """List the thresholds in force that the facts meet, each with the fact that decides."""
    return [hit for each in thresholds if each.in_force(on) if (hit := _hit(each, facts))]


def flags(standing: Standing) -> list[Flag]:
    """Say what a hit warns of: a penalty beside it, a referral that is late or refused, silence."""
    found = []
    if standing.penalized and not standing.answered:
        found.append(Flag.PENALTY_INSTEAD)
    if standing.late_before_police or standing.referral is Status.REFUSED:
        found.append(Flag.NOT_TRANSFERRED)
    if standing.late_at_police:
        found.append(Flag.NOT_FILED)
    return found


def condition_errors(conditions: Mapping[str, Any]) -> list[FieldError]:
    """Name what is wrong with a threshold's conditions as they are written."""
    given = {name: conditions.get(name) or () for name in ("all_of", "any_of")}
    rows = [
        (f"/{name}/{place}", row)
        for name, listed in given.items()
        if isinstance(listed, list | tuple)
        for place, row in enumerate(listed)
    ]
    found = [
        FieldError(f"/{name}", "invalid", "请填条件的列表")
        for name, listed in given.items()
        if not isinstance(listed, list | tuple)
    ]
    if not rows and not found:
        found.append(FieldError("/all_of", "required", "请至少列出一个条件"))
    for pointer, row in rows:
        found += _condition_errors(row, at=pointer)
    return found


def _condition_errors(row: Any, *, at: str) -> list[FieldError]:
    if not isinstance(row, Mapping) or not isinstance(row.get("fact"), str):
        return [FieldError(at, "invalid", "请写明案情要素和一种比较")]
    fact = FACTS.get(row["fact"])
    if fact is None and row["fact"] not in _COMPUTED:
        return [FieldError(f"{at}/fact", "unknown-fact", "没有这项案情要素")]
    kinds = [name for name in _COMPARED if row.get(name)]
    if len(kinds) != 1 or row.keys() - {"fact", *_COMPARED}:
        return [FieldError(at, "one-condition", "每个条件只填一种比较")]
    kind, value = kinds[0], row[kinds[0]]
    of_type = fact.type if fact else "number"
    if of_type not in _COMPARED[kind]:
        return [FieldError(f"{at}/{kind}", "unfit", "这项案情要素不能这样比较")]
    if kind == "at_least" and (isinstance(value, bool) or not isinstance(value, int | float)):
        return [FieldError(f"{at}/{kind}", "invalid", "请填数字")]
    if kind == "is_true" and value is not True:
        return [FieldError(f"{at}/{kind}", "invalid", "只能填 true")]
    if kind == "one_of" and not (isinstance(value, list | tuple) and _words(value, fact)):
        return [FieldError(f"{at}/{kind}", "unknown-word", "没有这个选项")]
    return []


def _words(given: Sequence[Any], fact: TypedFact | None) -> bool:
    return fact is not None and all(
        isinstance(word, str) and word in fact.choices for word in given
    )


def comparisons(rows: Sequence[Mapping[str, Any]]) -> tuple[Comparison, ...]:
    """Read conditions as they are written."""
    return tuple(
        Comparison(
            fact=row["fact"],
            at_least=row.get("at_least"),
            one_of=tuple(row.get("one_of") or ()),
            is_true=bool(row.get("is_true")),
        )
        for row in rows
    )


def answering(parts: Iterable[tuple[Party, int]]) -> frozenset[int]:
    """Name who answers for a clue: its receivers, before there are any its sender."""
    held = list(parts)
    receivers = frozenset(department for part, department in held if part is Party.RECEIVER)
    return receivers or frozenset(department for part, department in held if part is Party.SENDER)


def same_subject(
    here: Iterable[tuple[str, str | None]], there: Iterable[tuple[str, str | None]]
) -> bool:
    """Whether a subject, a name and a code if known, is among both: by code where both have one."""
    others = list(there)
    return any(
        code == other_code if code and other_code else key_of(name) == key_of(other)
        for name, code in here
        for other, other_code in others
    )


def answer_errors(given: Mapping[str, Any]) -> list[FieldError]:
    """Name what an answer lacks: the referral, or the reason."""
    need = "referral" if given["kind"] == Answer.REFERRAL else "reason"
    if given.get(need):
        return []
    return [FieldError(f"/{need}", "required", "必填")]


def _hit(threshold: Threshold, facts: Mapping[str, Any]) -> Hit | None:
    if not all(each.holds(facts) for each in threshold.all_of):
        return None
    met = [each for each in threshold.any_of if each.holds(facts)]
    if threshold.any_of and not met:
        return None
    decisive = _decisive((*met, *threshold.all_of))
    value = value_of(decisive.fact, facts)
    if decisive.at_least is None:
        return Hit(threshold=threshold, fact=decisive.fact, value=str(value).lower())
    number, limit = exact(value), exact(decisive.at_least)
    above = number - limit
    return Hit(
        threshold=threshold,
        fact=decisive.fact,
        value=written(number),
        limit=decisive.at_least,
        multiple=float(round(number / limit, 4)),
        borderline=bool(threshold.margin) and above <= limit * exact(threshold.margin),
    )


def _decisive(held: Sequence[Comparison]) -> Comparison:
    """Choose the comparison that tells most: a number before a word."""
    return next((each for each in held if each.at_least is not None), held[0])
