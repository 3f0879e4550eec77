"""What titles, addresses and descriptions of copies say: common, seldom, rare."""

from __future__ import annotations

from random import Random

ONE_IN = 5000
"""How often a title says something rare, for searches that find little."""
RARE = ("汞触媒", "电镀槽液", "氰化尾矿", "废铅膏", "放射源", "含铍废料", "多氯联苯", "砷渣")

_THINGS = (
    *("建筑垃圾", "生活污水", "煤矸石", "养殖粪污", "洗砂尾水", "废旧农膜", "污泥", "废机油桶"),
    *("冶炼渣", "脱硫石膏", "餐厨垃圾", "泥浆", "废轮胎", "医疗废物", "废酸液", "渗滤液"),
    *("含油污水", "粉煤灰", "农药包装物", "废塑料", "焚烧灰", "电石渣", "赤泥", "废催化剂"),
)
_ACTS = ("倾倒", "露天堆放", "偷排", "违规填埋", "渗漏", "直排", "焚烧", "擅自转移", "外溢")
_WHERE = (
    *("河道滩涂", "废弃砂坑", "园区北侧空地", "排洪沟", "村东取土坑", "水库库尾", "林缘荒沟"),
    *("灌区支渠", "铁路桥下", "国道边坡", "耕地内", "草场边缘", "湿地外围", "矿区沉陷坑"),
    *("污水井", "雨水口", "废弃厂房", "加油站后院", "山体切坡处", "引水渠首"),
)
_FIRST, _SECOND = "东西南北上下新古大小中前后石白黄青", "湾坪川沟台岭滩河泉山坝峪塬城关"
_TOWNS = ("镇", "乡", "街道", "村", "社区")
_SEEN = (
    "巡查发现，已拍照固定并走访周边群众。",
    "群众反映后现场核实，现场有明显痕迹，未见防渗措施。",
    "遥感比对发现疑似点位，现场核查属实。",
    "联合检查时发现，经营者未能提供去向证明。",
    "夜间巡查发现，附近可闻异味，已采样待检。",
)


def title(place: str, random: Random) -> str:
    """Say what was found where; what comes first in a list is said most often."""
    thing = random.choice(RARE) if random.random() * ONE_IN < 1 else _often(_THINGS, random)
    return f"{place}{_often(_WHERE, random)}{_often(_ACTS, random)}{thing}"


def address(place: str, random: Random) -> str:
    """Name a place that there may be."""
    town = f"{random.choice(_FIRST)}{random.choice(_SECOND)}{random.choice(_TOWNS)}"
    return f"{place}{town}{_often(_WHERE, random)}{random.randrange(1, 400)}号"


def content(what: str, random: Random) -> str:
    """Describe it in a sentence more."""
    return f"{what}，{random.choice(_SEEN)}"


def _often(words: tuple[str, ...], random: Random) -> str:
    """Take a word, the first ones more often than the last."""
    return words[int(len(words) * random.random() ** 1.7)]
