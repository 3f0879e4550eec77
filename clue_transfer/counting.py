"""How each statute counts: a regime reads a limit as its text means it, and names the way.

A regime is selected by name (`DeadlineRule.regime`). It is asked with the number and the unit of
the text, since some laws read the same word 日 differently by the number. The day (or, in criminal
procedure, the hour) from which a limit starts is never counted. Every way counts with or without
roll-over and with time in which the clock stood still: that is `walking.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from clue_transfer.errors import FieldError, Invalid
from clue_transfer.vocabulary import Unit


class Way(StrEnum):
    """How time is counted in the end, whatever the text called it."""

    NATURAL_DAYS = "natural_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    HOURS_FROM_MOMENT = "hours_from_moment"
    HOURS_FROM_NEXT_HOUR = "hours_from_next_hour"
    HOURS_OF_DAYTIME = "hours_of_daytime"

    @property
    def unit(self) -> Unit:
        """The unit that is really counted."""
        if self in _HOURS:
            return Unit.HOURS
        return Unit(self.value)


_HOURS = {Way.HOURS_FROM_MOMENT, Way.HOURS_FROM_NEXT_HOUR, Way.HOURS_OF_DAYTIME}

Regime = Callable[[int, Unit], Way]

_AS_WRITTEN = {
    Unit.NATURAL_DAYS: Way.NATURAL_DAYS,
    Unit.WORKING_DAYS: Way.WORKING_DAYS,
    Unit.MONTHS: Way.MONTHS,
    Unit.HOURS: Way.HOURS_FROM_MOMENT,
}
_PENALTY_LAW_WORKING = frozenset({2, 3, 5, 7})
_COMPULSION_LAW_WORKING = 10


def general_days(_limit: int, unit: Unit) -> Way:
    """环环监〔2017〕17号 38, 民法典 200-203: 日 are natural days unless the text says 工作日.

    The start day is excluded, and a last day that is no working day rolls to the next one.
    """
    return _AS_WRITTEN[unit]


def penalty_law_days(limit: int, unit: Unit) -> Way:
    """行政处罚法 85: 二日, 三日, 五日 and 七日 are working days, every other number is natural."""
    if unit is Unit.NATURAL_DAYS and limit in _PENALTY_LAW_WORKING:
        return Way.WORKING_DAYS
    return _AS_WRITTEN[unit]


def compulsion_law_days(limit: int, unit: Unit) -> Way:
    """行政强制法 69: periods of ten days or less are working days, longer ones natural."""
    if unit is Unit.NATURAL_DAYS and limit <= _COMPULSION_LAW_WORKING:
        return Way.WORKING_DAYS
    return _AS_WRITTEN[unit]


def working_days(_limit: int, unit: Unit) -> Way:
    """移送适用行政拘留环境违法案件暂行办法 19: every 日 is a working day; our defaults likewise."""
    if unit is Unit.NATURAL_DAYS:
        return Way.WORKING_DAYS
    return _AS_WRITTEN[unit]


def criminal_hours(_limit: int, unit: Unit) -> Way:
    """刑事诉讼法 105: the hour and the day from which a limit starts are not counted."""
    if unit is Unit.HOURS:
        return Way.HOURS_FROM_NEXT_HOUR
    return _AS_WRITTEN[unit]


def police_hours(limit: int, unit: Unit) -> Way:
    """公安机关办理行政案件程序规定 35: as criminal procedure, the starting hour is not counted."""
    return criminal_hours(limit, unit)


def civil_hours(_limit: int, unit: Unit) -> Way:
    """民法典 201: hours are counted from the very moment; `Invalid` for another unit."""
    return _only(Unit.HOURS, unit, Way.HOURS_FROM_MOMENT)


def months(_limit: int, unit: Unit) -> Way:
    """民法典 202: to the corresponding day, else the month's end; `Invalid` for another unit."""
    return _only(Unit.MONTHS, unit, Way.MONTHS)


def urgent_hours(_limit: int, unit: Unit) -> Way:
    """Our default for urgent matters: hours run from 07:00 to 22:00; `Invalid` for other units."""
    return _only(Unit.HOURS, unit, Way.HOURS_OF_DAYTIME)


def round_the_clock(_limit: int, unit: Unit) -> Way:
    """Our default for emergencies: hours run day and night; `Invalid` for another unit."""
    return _only(Unit.HOURS, unit, Way.HOURS_FROM_MOMENT)


REGIMES: Mapping[str, Regime] = MappingProxyType(
    {
        regime.__name__: regime
        for regime in (
            general_days,
            penalty_law_days,
            compulsion_law_days,
            working_days,
            criminal_hours,
            police_hours,
            civil_hours,
            months,
            urgent_hours,
            round_the_clock,
        )
    }
)


def regime_named(name: str) -> Regime:
    """Find the regime that a rule names; `Invalid` if there is none of that name."""
    try:
        return REGIMES[name]
    except KeyError:
        raise Invalid(
            "没有名为“%(name)s”的期限计算规则",
            errors=(FieldError("/regime", "unknown-regime", "没有这种期限计算规则"),),
            name=name,
        ) from None


def _only(wanted: Unit, unit: Unit, way: Way) -> Way:
    if unit is not wanted:
        raise Invalid(errors=(FieldError("/unit", "unit-of-regime", "单位与期限计算规则不符"),))
    return way
