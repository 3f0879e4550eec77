"""What a reminder says: which clock, when it ends or ended, and what happens then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clue_transfer.calendars import local
from clue_transfer.escalation import Color, Rung, When
from clue_transfer.vocabulary import DeadlineKind, Unit, Verb, Word


class Reminded(Word):
    """The event of a reminder, which people choose their channels by."""

    DUE_SOON = "deadline.due_soon", "期限将届满", "due soon"
    DUE_TODAY = "deadline.due_today", "今日到期", "due today"
    OVERDUE = "deadline.overdue", "逾期", "overdue"
    ESCALATED = "deadline.escalated", "逾期升级", "overdue, escalated"
    STILL_OVERDUE = "deadline.still_overdue", "持续逾期", "still overdue"


_SILENCE = {
    Verb.CONFIRM: "期满未办理的，视为确认反馈",
    Verb.REFER_UP: "期满未达成一致的，自动报请共同上级指定",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The event and the text of one reminder."""

    event: Reminded
    text: str


def words_of(
    rung: Rung, *, kind: DeadlineKind, due_at: datetime, unit: Unit, silence: Verb | None = None
) -> Words:
    """Say in one line what a rung is about; what silence will do is announced before the end."""
    event = _event(rung)
    moment = local(due_at)
    when = f"{moment.year}年{moment.month}月{moment.day}日"
    if unit is Unit.HOURS:
        when += f"{moment:%H:%M}"
    mark = f"【{event.label}】"
    if event is Reminded.ESCALATED:
        mark = f"【{event.label}：{Color.of(rung.level).label}】"
    ends = "届满" if event in (Reminded.DUE_SOON, Reminded.DUE_TODAY) else "已届满"
    text = f"{mark}{kind.label}期限{when}{ends}"
    if silence in _SILENCE and ends == "届满":
        text += f"，{_SILENCE[silence]}"
    return Words(event, text)


def _event(rung: Rung) -> Reminded:
    if rung.when is When.PERCENT:
        return Reminded.DUE_SOON
    if rung.when is When.DUE_DAY:
        return Reminded.DUE_TODAY
    if rung.level > 1:
        return Reminded.ESCALATED
    return Reminded.OVERDUE if rung.level else Reminded.STILL_OVERDUE
