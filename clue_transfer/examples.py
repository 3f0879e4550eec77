"""Ten clocks explained, one for each regime: what the documentation prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from clue_transfer.calendars import LOCAL, WorkCalendar
from clue_transfer.counting import REGIMES
from clue_transfer.deadlines import DeadlineRule, due_at, explain
from clue_transfer.strip import Caption, strip
from clue_transfer.suspensions import Suspension
from clue_transfer.telling import Telling, tell
from clue_transfer.vocabulary import (
    Confidence,
    DeadlineKind,
    Nature,
    RuleSource,
    Unit,
    Urgency,
)

_HEADER = "<!-- 由 manage.py write_docs 生成，请勿手工修改 / generated, do not edit -->\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One clock: which limit, and when it starts."""

    label: str
    code: str
    limit: int
    unit: Unit
    citation: str
    start: datetime
    roll_over: bool = True
    confidence: Confidence = Confidence.VERIFIED
    source: RuleSource = RuleSource.STATUTE
    suspensions: tuple[Suspension, ...] = ()


def _at(day: str, hour: int, minute: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=LOCAL)


EXAMPLES: Mapping[str, Example] = {
    "general_days": Example(
        label="移送审批",
        code="C02",
        limit=3,
        unit=Unit.NATURAL_DAYS,
        citation="环环监〔2017〕17号第5条第2款、第38条",
        start=_at("2026-09-29", 10),
    ),
    "penalty_law_days": Example(
        label="先行登记保存处理",
        code="A10",
        limit=7,
        unit=Unit.NATURAL_DAYS,
        citation="行政处罚法第56条、第85条",
        start=_at("2026-09-28", 10),
    ),
    "compulsion_law_days": Example(
        label="查封扣押期限",
        code="A11",
        limit=30,
        unit=Unit.NATURAL_DAYS,
        citation="行政强制法第25条、第69条",
        start=_at("2026-09-15", 15),
        suspensions=(Suspension(_at("2026-09-20", 9), _at("2026-09-28", 9), "testing"),),
    ),
    "working_days": Example(
        label="行政拘留移送",
        code="D02",
        limit=3,
        unit=Unit.WORKING_DAYS,
        citation="《行政主管部门移送适用行政拘留环境违法案件暂行办法》第12条、第19条",
        start=_at("2026-09-29", 16),
    ),
    "criminal_hours": Example(
        label="公安补正通知",
        code="P02",
        limit=24,
        unit=Unit.HOURS,
        citation="《公安机关办理刑事案件程序规定》第180条；刑事诉讼法第105条",
        start=_at("2026-10-01", 16, 30),
        roll_over=False,
    ),
    "police_hours": Example(
        label="移送有管辖权的办案单位",
        code="D08",
        limit=24,
        unit=Unit.HOURS,
        citation="《公安机关办理行政案件程序规定》第61条第2款、第35条",
        start=_at("2026-11-20", 9, 10),
        roll_over=False,
    ),
    "civil_hours": Example(
        label="案件移送",
        code="C03",
        limit=24,
        unit=Unit.HOURS,
        citation="环环监〔2017〕17号第6条；民法典第201条",
        start=_at("2026-10-01", 16, 30),
        roll_over=False,
    ),
    "months": Example(
        label="检察建议回复",
        code="J01",
        limit=2,
        unit=Unit.MONTHS,
        citation="《检察公益诉讼解释》第21条第2款；民法典第202条",
        start=_at("2025-12-31", 11),
    ),
    "urgent_hours": Example(
        label="签收（加急）",
        code="T02",
        limit=2,
        unit=Unit.HOURS,
        citation="平台默认期限，可由管理员调整",
        start=_at("2026-11-20", 21, 10),
        roll_over=False,
        source=RuleSource.DEFAULT,
    ),
    "round_the_clock": Example(
        label="签收（特急）",
        code="T02",
        limit=2,
        unit=Unit.HOURS,
        citation="平台默认期限，可由管理员调整",
        start=_at("2026-11-20", 23, 10),
        roll_over=False,
        source=RuleSource.DEFAULT,
    ),
}


def explanations(calendar: WorkCalendar) -> dict[str, str]:
    """Write `docs/explanations.md` and its pictures: file name below `docs` → text."""
    page = [
        _HEADER,
        "# 期限说明 / Deadlines explained\n",
        "每种计算规则一例，与接口 `explanation/` 和命令 `explain_deadline` 的答复相同。\n",
        "One example for each way of counting, as the API and the command answer.\n",
    ]
    files = {}
    for regime in REGIMES:
        told = _telling(EXAMPLES[regime], regime=regime, calendar=calendar)
        name = f"pictures/explanation_{regime}.svg"
        caption = Caption(title=f"{told.label} · {told.rule.code}", description=regime)
        files[name] = strip(told.days, caption=caption)
        page += [
            f"## {told.label} `{regime}`\n",
            f"{tell(told, language='zh')}\n",
            f"{tell(told, language='en')}\n",
            f"![{told.label}]({name})\n",
        ]
    return {"explanations.md": "\n".join(page), **files}


def _telling(example: Example, *, regime: str, calendar: WorkCalendar) -> Telling:
    rule = DeadlineRule(
        code=example.code,
        kind=DeadlineKind.SIGNING,
        limit=example.limit,
        unit=example.unit,
        regime=regime,
        roll_over=example.roll_over,
        nature=Nature.DUTY,
        citation=example.citation,
        confidence=example.confidence,
        source=example.source,
        suspension_causes=frozenset({"testing"}),
    )
    due = due_at(rule, start=example.start, calendar=calendar, suspensions=example.suspensions)
    return Telling(
        label=example.label,
        rule=rule,
        urgency=Urgency.NORMAL,
        started_at=example.start,
        due_at=due.at,
        days=explain(rule, start=example.start, calendar=calendar, suspensions=example.suspensions),
        suspensions=example.suspensions,
        provisional=due.provisional,
    )
