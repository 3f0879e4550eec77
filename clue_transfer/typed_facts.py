"""The facts that a clue may carry: key, type and unit (from 法释〔2023〕7号 and daily work).

A value and the limit it is measured against are stored; the multiple is computed, so that
nobody types a quotient.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clue_transfer.errors import FieldError


@dataclass(frozen=True, slots=True)
class TypedFact:
    """One fact: its key, Chinese and English label, type, unit and, for a choice, the words."""

    key: str
    label: str
    english: str
    type: str
    unit: str = ""
    choices: tuple[str, ...] = ()


_POLLUTANTS = (
    "lead",
    "mercury",
    "cadmium",
    "chromium",
    "arsenic",
    "thallium",
    "antimony",
    "nickel",
    "copper",
    "zinc",
    "silver",
    "vanadium",
    "manganese",
    "cobalt",
    "cod",
    "ammonia_nitrogen",
    "so2",
    "nox",
    "other",
)
_SUBSTANCES = (
    "radioactive_waste",
    "pathogen_waste",
    "toxic_substance",
    "hazardous_waste",
    "other",
)
_EVASIONS = (
    "hidden_pipe",
    "seepage_well",
    "seepage_pit",
    "fissure",
    "karst_cave",
    "injection",
    "emergency_outlet",
)

FACTS: dict[str, TypedFact] = {
    fact.key: fact
    for fact in (
        TypedFact("substance_class", "物质类别", "class of substance", "choice", "", _SUBSTANCES),
        TypedFact("protected_area", "位于依法确定的重点保护区域", "in a protected area", "boolean"),
        TypedFact("hazardous_waste_tonnes", "危险废物数量", "hazardous waste", "number", "吨"),
        TypedFact("solid_waste_m3", "固体废物方量", "solid waste", "number", "立方米"),
        TypedFact("solid_waste_kind", "固体废物种类", "kind of solid waste", "text"),
        TypedFact("wastewater_tonnes", "废水数量", "waste water", "number", "吨"),
        TypedFact("pollutant", "超标污染物", "pollutant", "choice", "", _POLLUTANTS),
        TypedFact("measured_value", "实测浓度", "measured value", "number", "mg/L"),
        TypedFact("limit_value", "排放限值", "limit value", "number", "mg/L"),
        TypedFact("evasion", "逃避监管方式", "way of evasion", "choice", "", _EVASIONS),
        TypedFact(
            "earlier_alert_penalties_2y",
            "两年内重污染天气超标处罚次数",
            "earlier alert penalties in two years",
            "integer",
            "次",
        ),
        TypedFact(
            "earlier_hazardous_penalties_2y",
            "两年内危险废物处罚次数",
            "earlier hazardous-substance penalties in two years",
            "integer",
            "次",
        ),
        TypedFact("key_unit", "重点排污单位", "key unit", "boolean"),
        TypedFact(
            "monitoring_tampered", "篡改自动监测数据", "monitoring data falsified", "boolean"
        ),
        TypedFact("illegal_gain_yuan", "违法所得", "illegal gain", "number", "元"),
        TypedFact("property_loss_yuan", "公私财产损失", "loss of property", "number", "元"),
        TypedFact(
            "township_intake_stopped_hours",
            "乡镇水源取水中断",
            "township intake interrupted",
            "number",
            "小时",
        ),
        TypedFact(
            "county_intake_stopped_hours",
            "县城水源取水中断",
            "county-town intake interrupted",
            "number",
            "小时",
        ),
        TypedFact("ecology_degraded", "生态功能退化", "ecology degraded", "boolean"),
        TypedFact("important_water", "国家重要江河湖泊", "important river or lake", "boolean"),
        TypedFact("basic_farmland_mu", "永久基本农田或公益林", "basic farmland", "number", "亩"),
        TypedFact("farmland_mu", "其他农用地", "other farmland", "number", "亩"),
        TypedFact("land_mu", "其他土地", "other land", "number", "亩"),
        TypedFact("dead_timber_m3", "林木死亡", "dead timber", "number", "立方米"),
        TypedFact("dead_young_trees", "幼树死亡", "dead young trees", "integer", "株"),
        TypedFact("evacuated_people", "疏散转移群众", "people evacuated", "integer", "人"),
        TypedFact("poisoned_people", "中毒人数", "people poisoned", "integer", "人"),
        TypedFact("seriously_injured", "重伤人数", "seriously injured", "integer", "人"),
        TypedFact("lightly_injured", "轻伤人数", "lightly injured", "integer", "人"),
        TypedFact("mineral_value_yuan", "矿产品价值", "value of minerals", "number", "元"),
        TypedFact("felled_timber_m3", "盗伐、滥伐林木", "felled timber", "number", "立方米"),
        TypedFact("felled_young_trees", "盗伐、滥伐幼树", "felled young trees", "integer", "株"),
        TypedFact("catch_kg", "非法捕捞数量", "unlawful catch", "number", "公斤"),
        TypedFact("catch_value_yuan", "非法捕捞价值", "value of the catch", "number", "元"),
        TypedFact("false_certificate", "中介机构提供虚假证明", "false certificate", "boolean"),
        TypedFact(
            "quality_monitoring_tampered",
            "干扰环境质量监测系统",
            "environmental quality monitoring disturbed",
            "boolean",
        ),
        TypedFact(
            "unlicensed_hazardous_trade",
            "无证经营危险废物",
            "trade in hazardous waste without a license",
            "boolean",
        ),
    )
}

HAZARDOUS = ("hazardous_waste", "radiation", "tailings")
"""The violation types whose earlier penalties count as such for hazardous substances."""
_LARGEST = 1e12


def fact_errors(given: Mapping[str, Any], *, at: str = "/facts") -> list[FieldError]:
    """Name what is wrong with a clue's or a subject's facts: keys, types, impossible values."""
    found = []
    for key, value in given.items():
        fact = FACTS.get(key)
        if fact is None:
            found.append(FieldError(f"{at}/{key}", "unknown-fact", "没有这项案情要素"))
        elif not _fits(fact, value):
            found.append(
                FieldError(
                    f"{at}/{key}", "invalid", "“%(label)s”的值不合要求", {"label": fact.label}
                )
            )
    return found


def _fits(fact: TypedFact, value: Any) -> bool:
    if fact.type == "boolean":
        return isinstance(value, bool)
    if fact.type == "choice":
        return isinstance(value, str) and value in fact.choices
    if fact.type == "text":
        return isinstance(value, str) and 0 < len(value) <= 200
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if fact.type == "integer" and not isinstance(value, int):
        return False
    return 0 <= value <= _LARGEST
