"""A clock in words: from when, how long, by which article, what did not count, until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clue_transfer.calendars import local
from clue_transfer.deadlines import Day, DeadlineRule, ground_of, limit_of, unit_of
from clue_transfer.suspensions import Suspension
from clue_transfer.vocabulary import Unit, Urgency, Word
from clue_transfer.walking import DayReason

_TOLD = (
    DayReason.REST_DAY,
    DayReason.HOLIDAY,
    DayReason.MAKEUP_WORKDAY,
    DayReason.SUSPENDED,
    DayReason.ROLLED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is told of one clock; `due_at` is `None` while it stands suspended."""

    label: str
    rule: DeadlineRule
    urgency: Urgency
    started_at: datetime
    due_at: datetime | None
    days: Sequence[Day]
    suspensions: Sequence[Suspension] = ()
    extension: int = 0
    provisional: bool = False
    set_by_paper: bool = False


def tell(clock: Telling, *, language: str) -> str:
    """Explain a clock in one paragraph, `zh` or `en`."""
    return _in_chinese(clock) if language == "zh" else _in_english(clock)


def _in_chinese(clock: Telling) -> str:
    unit = unit_of(clock.rule, urgency=clock.urgency)
    parts = [f"“{clock.label}”自{_moment(clock.started_at)}起算"]
    if clock.set_by_paper:
        parts.append("到期日由文书指定")
    else:
        parts.append(f"期限{limit_of(clock.rule, urgency=clock.urgency)}{_unit(unit, 'zh')}")
    parts.append(f"依据{clock.rule.citation}（{ground_of(clock.rule).label}）")
    if clock.extension:
        parts.append(f"已延长{clock.extension}{_unit(unit, 'zh')}")
    skipped = _skipped(clock.days)
    parts += [f"{reason.label}{count}天" for reason, count in skipped]
    parts += [
        f"{_moment(each.since)}至{_moment(each.until) if each.until else '今'}中止"
        for each in clock.suspensions
    ]
    if clock.due_at is None:
        parts.append("期限尚在中止，恢复后重新计算到期时间")
    else:
        parts.append(f"于{_moment(clock.due_at)}届满")
    if clock.provisional:
        parts.append("所及年份的放假安排尚未公布，到期时间为暂定")
    return "；".join(parts) + "。"


def _in_english(clock: Telling) -> str:
    unit = unit_of(clock.rule, urgency=clock.urgency)
    parts = [f"Counted from {_moment(clock.started_at)}"]
    if clock.set_by_paper:
        parts.append("the due day was set by a paper")
    else:
        limit = limit_of(clock.rule, urgency=clock.urgency)
        parts.append(f"the limit is {limit} {_unit(unit, 'en')}")
    parts.append(f"under {clock.rule.citation} ({ground_of(clock.rule).english})")
    if clock.extension:
        parts.append(f"extended by {clock.extension} {_unit(unit, 'en')}")
    parts += [f"{count} × {reason.english}" for reason, count in _skipped(clock.days)]
    parts += [
        f"suspended from {_moment(each.since)} "
        + (f"to {_moment(each.until)}" if each.until else "until now")
        for each in clock.suspensions
    ]
    if clock.due_at is None:
        parts.append("it stands suspended, and is due when it has run on")
    else:
        parts.append(f"due on {_moment(clock.due_at)}")
    if clock.provisional:
        parts.append("provisional, since the holidays of a year it reaches are not announced")
    return "; ".join(parts) + "."


def _skipped(days: Sequence[Day]) -> list[tuple[DayReason, int]]:
    counts = Counter(day.reason for day in days)
    return [(reason, counts[reason]) for reason in _TOLD if counts[reason]]


def _moment(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"


def _unit(unit: Unit, language: str) -> str:
    word: Word = unit
    return word.label if language == "zh" else word.english
