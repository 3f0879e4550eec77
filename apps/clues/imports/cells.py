"""What people write in a cell: texts, dates in many styles, quantities, angles, codes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from apps.clues.imports.grid import Cell, Formula

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_TIME = r"(?:[T\s]+\d{1,2}[:时点]\d{0,2}.*)?"
_DATE = re.compile(
    rf"(\d{{4}})\s*[-/.年,、_]\s*(\d{{1,2}})\s*[-/.月,、_]\s*(\d{{1,2}})\s*[日号]?\s*{_TIME}"
)
_CLOCK = re.compile(r"[T\s](\d{1,2})[:时点](\d{1,2})?(?:[:分](\d{1,2}))?")
_PACKED_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ABOUT = re.compile(
    r"^(?:大约|约为|约|近|估计|估算|将近|不足|超过|逾|[≈~>≥<≤])+|(?:左右|上下|余|多|许|以上|以下)+$"
)
_UNIT = re.compile(
    r"(?:立方米|立方|方|m3|m\^3|吨|千克|公斤|t|kg|亩|平方米|m2|元|处|个)$", re.IGNORECASE
)
_QUANTITY = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d{1,2})?", re.IGNORECASE)
_TIMES = {"万": 10_000.0, "千": 1_000.0, "百": 100.0, "亿": 100_000_000.0}
_ANGLE = re.compile(
    r"(?P<degrees>[+-]?\d{1,3}(?:\.\d+)?)\s*[°度˚º]?\s*"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*['′’‘`分]\s*)?"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:[\"″”“]|''|′′|’’|秒)?\s*)?"
)
_SIDES = (
    ("东经", 1),
    ("西经", -1),
    ("北纬", 1),
    ("南纬", -1),
    ("E", 1),
    ("W", -1),
    ("N", 1),
    ("S", -1),
)
_LABELS = re.compile(r"^(?:经度|纬度|lon|lat|lng)[:=]?", re.IGNORECASE)
_FIRST_SERIAL = date(1899, 12, 30)
_SERIALS = (18_264, 73_051)  # 1950 to 2100
_YEARS = (1950, 2100)


class Wrong(ValueError):
    """A cell cannot be what its column asks for: a stable code and the reason."""

    def __init__(self, code: str, message: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.params = params


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, and whether whoever wrote it only guessed."""

    value: float
    approximate: bool = field(default=False)


def text_of(cell: Cell) -> str:
    """Write a cell as the text that a person sees; a formula stays its own text.

    What cannot be seen is dropped, spaces are joined, width is kept.
    """
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        cell = cell.text
    if isinstance(cell, str):
        text = unicodedata.normalize(
            "NFC", _INVISIBLE.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))
        )
        return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def plain(cell: Cell) -> str:
    """Write a cell for reading by rules: half-width, on one line."""
    return " ".join(unicodedata.normalize("NFKC", text_of(cell)).split())


def date_of(cell: Cell) -> date:
    """Read a day in any style that lists use; Wrong when there is no such day."""
    cell = _result(cell)
    if isinstance(cell, datetime):
        return _checked(cell.date())
    if isinstance(cell, date):
        return _checked(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if _SERIALS[0] <= cell <= _SERIALS[1]:
            return _FIRST_SERIAL + timedelta(days=int(cell))
        cell = text_of(cell)
    text = plain(cell)
    found = _DATE.fullmatch(text) or _PACKED_DATE.fullmatch(text)
    if found is None:
        raise Wrong("not-a-date", "不是可识别的日期")
    try:
        return _checked(date(*(int(part) for part in found.groups())))
    except ValueError:
        raise Wrong("impossible-date", "没有这一天") from None


def moment_of(cell: Cell) -> datetime:
    """Read a day with the time of day, as written; midnight where no time stands."""
    cell = _result(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        day = datetime.combine(date_of(cell), time())
        return day + timedelta(seconds=round(cell % 1 * 86_400))
    if isinstance(cell, datetime):
        return datetime.combine(date_of(cell), cell.time())
    day = datetime.combine(date_of(cell), time())
    found = _CLOCK.search(plain(cell))
    if found is None:
        return day
    hour, minute, second = (int(part or 0) for part in found.groups())
    if hour > 23 or minute > 59 or second > 59:
        raise Wrong("impossible-time", "没有这一时刻")
    return day.replace(hour=hour, minute=minute, second=second)


def quantity_of(cell: Cell) -> Quantity:
    """Read a number that is not negative: 约707, 1,200 立方米, 1.2万; Wrong when it is none."""
    cell = _result(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Quantity(_not_negative(float(cell)))
    text = plain(cell).replace(" ", "").replace(",", "")
    approximate = False
    factor = 1.0
    before = None
    while before != text:
        before = text
        shorter = _ABOUT.sub("", text)
        approximate = approximate or shorter != text
        text = _UNIT.sub("", shorter)
        if text and text[-1] in _TIMES:
            factor *= _TIMES[text[-1]]
            text = text[:-1]
    if not _QUANTITY.fullmatch(text):
        raise Wrong("not-a-number", "不是数值")
    return Quantity(_not_negative(float(text) * factor), approximate)


def angle_of(cell: Cell) -> float:
    """Read a longitude or latitude in degrees: decimal or degrees, minutes and seconds."""
    cell = _result(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _angle(float(cell))
    written = text_of(cell).replace("º", "°").replace("˚", "°")
    text = plain(_LABELS.sub("", plain(written))).upper()
    side = 1
    for mark, sign in _SIDES:
        if text.startswith(mark) or text.endswith(mark):
            text, side = text.removeprefix(mark).removesuffix(mark).strip(), sign
            break
    found = _ANGLE.fullmatch(text.replace(" ", ""))
    if found is None:
        raise Wrong("not-an-angle", "不是经纬度")
    degrees, minutes, seconds = (
        float(found[part] or 0) for part in ("degrees", "minutes", "seconds")
    )
    if minutes >= 60 or seconds >= 60 or (found["seconds"] and not found["minutes"]):
        raise Wrong("not-an-angle", "不是经纬度")
    size = abs(degrees) + minutes / 60 + seconds / 3600
    return _angle(side * (-size if text.startswith("-") else size))


def _result(cell: Cell) -> Cell:
    """Take what a formula had computed when the file was saved: columns of numbers have them."""
    if not isinstance(cell, Formula):
        return cell
    if cell.value is None or cell.value == "":
        raise Wrong("formula", "公式没有结果，请粘贴为数值")
    return cell.value


def _checked(day: date) -> date:
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise Wrong("impossible-date", "年份不合理")
    return day


def _not_negative(value: float) -> float:
    if not 0 <= value <= 1e12:
        raise Wrong("not-a-number", "数值须在0至一万亿之间")
    return value


def _angle(value: float) -> float:
    if not -180 <= value <= 180:
        raise Wrong("not-an-angle", "不是经纬度")
    return round(value, 6)
