"""How long, and how it is counted, in words."""

from __future__ import annotations

from collections.abc import Mapping

from clue_transfer.counting import Way, regime_named
from clue_transfer.deadlines import DeadlineRule
from clue_transfer.pages.language import Language
from clue_transfer.vocabulary import Name, Unit

_LENGTHS: Mapping[Unit, tuple[str, str, str]] = {
    Unit.HOURS: ("小时", "hour", "hours"),
    Unit.NATURAL_DAYS: ("个自然日", "natural day", "natural days"),
    Unit.WORKING_DAYS: ("个工作日", "working day", "working days"),
    Unit.MONTHS: ("个月", "month", "months"),
}
_WAYS: Mapping[Way, Name] = {
    Way.NATURAL_DAYS: Name(
        "起算当日不计，此后每日计入", "the day it starts is not counted, every later day is"
    ),
    Way.WORKING_DAYS: Name(
        "起算当日不计，只计工作日（含调休上班日）",
        "the day it starts is not counted, then working days only, make-up workdays too",
    ),
    Way.MONTHS: Name(
        "至届满月的对应日，没有对应日的至月末",
        "to the same day of the last month, or to its end if it has no such day",
    ),
    Way.HOURS_FROM_MOMENT: Name(
        "自起算之时起连续计算，昼夜和节假日均计入",
        "from the very moment, nights and holidays counted",
    ),
    Way.HOURS_FROM_NEXT_HOUR: Name(
        "起算的当时不计，自下一整点起连续计算",
        "the hour it starts in is not counted; from the next full hour on, nights and holidays "
        "counted",
    ),
    Way.HOURS_OF_DAYTIME: Name("每日07:00至22:00计时", "from 07:00 to 22:00 each day"),
}
_LAWS: Mapping[str, Name] = {
    "general_days": Name("条文的“日”为自然日", "days of the text are natural days"),
    "penalty_law_days": Name(
        "行政处罚法第85条：二日、三日、五日、七日为工作日，其余为自然日",
        "Administrative Penalty Law, art. 85: two, three, five and seven days are working days, "
        "others natural",
    ),
    "compulsion_law_days": Name(
        "行政强制法第69条：十日以内为工作日",
        "Compulsion Law, art. 69: up to ten days are working days",
    ),
    "working_days": Name("一律按工作日", "always working days"),
    "criminal_hours": Name(
        "刑事诉讼法第105条：开始的时和日不算在期间以内",
        "Criminal Procedure Law, art. 105: the hour and the day it starts in do not count",
    ),
    "police_hours": Name(
        "公安机关办理行政案件程序规定第35条",
        "Administrative Procedure Rules of the police, art. 35",
    ),
    "civil_hours": Name("民法典第201条", "Civil Code, art. 201"),
    "months": Name("民法典第202条", "Civil Code, art. 202"),
    "urgent_hours": Name("平台默认", "platform default"),
    "round_the_clock": Name("平台默认", "platform default"),
}
_SAID = Name("条文写明工作日", "the text says working days")
_ROLLS = Name(
    "末日逢休息日、节假日的，顺延至其后第一个工作日",
    "a last day that is a day off moves to the next working day",
)
_STAYS = Name("末日不顺延", "the end does not move")


def length(limit: int, unit: Unit, *, language: Language) -> str:
    """Say a number with its unit in words, as `7 个自然日` or `7 natural days`."""
    chinese, one, many = _LENGTHS[unit]
    return language.either(f"{limit} {chinese}", f"{limit} {one if limit == 1 else many}")


def counted(rule: DeadlineRule, *, language: Language) -> str:
    """Say how a limit is counted: from when, which law reads its days, whether its end moves."""
    way = regime_named(rule.regime)(rule.limit, rule.unit)
    as_written = rule.regime == "general_days" and rule.unit is Unit.WORKING_DAYS
    law = _SAID if as_written else _LAWS[rule.regime]
    parts = [language.of(_WAYS[way]), language.of(law)]
    parts.append(language.of(_ROLLS if rule.roll_over else _STAYS))
    return language.joined(parts)
