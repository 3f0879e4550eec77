"""Administrative divisions (GB/T 2260): what a code says, and what people call the place."""

from __future__ import annotations

import re

from clue_transfer.errors import FieldError, Invalid
from clue_transfer.vocabulary import Level

_CODE = re.compile(r"[1-9][0-9]{5}", re.ASCII)
# Counties under no prefecture are numbered below it: 429004 belongs to 420000 itself.
_DIRECT = "90"
_AUTONOMOUS = re.compile(r"(?P<stem>.+?)自治(?P<rank>[州县旗])")
_RANK = re.compile(r"(?P<stem>.{2,})[省市州县区旗]")
_NOT_A_RANK = "新区"

_NATIONS = (
    "蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 "
    "哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 "
    "土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 "
    "乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 "
    "门巴族 珞巴族 基诺族 各族"
)
_NATION_AT_END = re.compile(f"(?:{'|'.join(_NATIONS.split())})+$")


def is_code(text: str) -> bool:
    """Whether the text has the form of a division's code: six digits, the first not 0."""
    return _CODE.fullmatch(text) is not None


def level_of(code: str) -> Level:
    """Tell the level of a code, 兰州新区 (620171) among the counties; else `Invalid`."""
    _check(code)
    if code.endswith("0000"):
        return Level.PROVINCE
    if code.endswith("00"):
        return Level.PREFECTURE
    return Level.COUNTY


def parent_of(code: str) -> str | None:
    """Give the code of the division above, `None` above a province; `Invalid` for no code."""
    level = level_of(code)
    if level is Level.PROVINCE:
        return None
    if level is Level.PREFECTURE or code[2:4] == _DIRECT:
        return f"{code[:2]}0000"
    return f"{code[:4]}00"


def within(code: str, ancestor: str) -> bool:
    """Whether the division is the ancestor or lies below it; `Invalid` if either is no code."""
    _check(ancestor)
    each: str | None = code
    while each is not None:
        if each == ancestor:
            return True
        each = parent_of(each)
    return False


def short_names(name: str) -> tuple[str, ...]:
    """List what people write for a division, the fullest first (临夏回族自治州, 临夏州, 临夏).

    A stem of one character (环县) and a new area (兰州新区) are never shortened. Several divisions
    may share a stem (临夏市, 临夏县, 临夏州).
    """
    name = "".join(name.split())
    names = [name]
    autonomous = _AUTONOMOUS.fullmatch(name)
    if autonomous:
        stem, rank = _without_nations(autonomous["stem"]), autonomous["rank"]
        names += [f"{stem}自治{rank}", f"{stem}{rank}", stem]
    elif not name.endswith(_NOT_A_RANK) and (ranked := _RANK.fullmatch(name)):
        names.append(ranked["stem"])
    return tuple(dict.fromkeys(names))


def _without_nations(stem: str) -> str:
    """东乡族 → 东乡: a county that is called after its people keeps the people's name."""
    return _NATION_AT_END.sub("", stem) or stem.removesuffix("族")


def _check(code: str) -> None:
    if not is_code(code):
        raise Invalid(
            "“%(code)s”不是行政区划代码",
            errors=(FieldError("", "division-code", "不是行政区划代码"),),
            code=code,
        )
