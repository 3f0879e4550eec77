"""A year's working days as a picture: twelve months, every day with a color and a sign."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from xml.etree import ElementTree as ET

from clue_transfer.calendars import DAY
from clue_transfer.strip import LOOKS
from clue_transfer.walking import DayReason

_CELL, _GAP, _HEAD = 20, 2, 34
_WEEK, _ROWS = 7, 6
_MONTH_WIDTH, _MONTH_HEIGHT = _WEEK * (_CELL + _GAP) + 16, _ROWS * (_CELL + _GAP) + _HEAD + 8
_MONTHS_IN_A_ROW, _MONTHS_OF_YEAR = 4, 12
_SATURDAY = 5
_FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, sans-serif"
_WEEKDAYS = {"zh": "一二三四五六日", "en": "MTWTFSS"}
_SIGNS = {reason: LOOKS[reason][2] for reason in (DayReason.HOLIDAY, DayReason.MAKEUP_WORKDAY)}


def year_picture(
    year: int,
    *,
    holidays: Collection[date],
    makeup_workdays: Collection[date],
    changed: Collection[date] = (),
    title: str,
    language: str = "zh",
) -> str:
    """Draw a year's days off and make-up workdays as SVG; `changed` days have a frame."""
    width = _MONTHS_IN_A_ROW * _MONTH_WIDTH + 8
    height = _MONTHS_OF_YEAR // _MONTHS_IN_A_ROW * _MONTH_HEIGHT + 36
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "height": str(height),
            "role": "img",
            "lang": language,
            "font-family": _FONT,
        },
    )
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "rect", {"width": str(width), "height": str(height), "fill": "#ffffff"})
    _text(root, (8, 22), title, size=14)
    day = date(year, 1, 1)
    while day.year == year:
        row, column = divmod(day.month - 1, _MONTHS_IN_A_ROW)
        corner = column * _MONTH_WIDTH + 8, row * _MONTH_HEIGHT + 36
        if day.day == 1:
            _head(root, corner, day.month, language=language)
        reason = _reason(day, holidays=holidays, makeup_workdays=makeup_workdays)
        _draw(root, corner, day, reason, framed=day in changed, language=language)
        day += DAY
    return ET.tostring(root, encoding="unicode") + "\n"


def _reason(
    day: date, *, holidays: Collection[date], makeup_workdays: Collection[date]
) -> DayReason:
    if day in makeup_workdays:
        return DayReason.MAKEUP_WORKDAY
    if day in holidays:
        return DayReason.HOLIDAY
    return DayReason.REST_DAY if day.weekday() >= _SATURDAY else DayReason.COUNTED


def _head(root: ET.Element, corner: tuple[int, int], month: int, *, language: str) -> None:
    left, top = corner
    name = f"{month}月" if language == "zh" else str(month)
    _text(root, (left, top + 12), name, size=12)
    for place, weekday in enumerate(_WEEKDAYS[language]):
        at = left + place * (_CELL + _GAP) + _CELL // 2, top + _HEAD - 6
        _text(root, at, weekday, size=9, anchor="middle")


def _draw(
    root: ET.Element,
    corner: tuple[int, int],
    day: date,
    reason: DayReason,
    *,
    framed: bool,
    language: str,
) -> None:
    first = day.replace(day=1).weekday()
    row, place = divmod(first + day.day - 1, _WEEK)
    x, y = corner[0] + place * (_CELL + _GAP), corner[1] + _HEAD + row * (_CELL + _GAP)
    fill, ink, _ = LOOKS[reason]
    cell = ET.SubElement(root, "g", {"class": f"day {reason}{' changed' if framed else ''}"})
    tip = reason.english if language == "en" else reason.label
    ET.SubElement(cell, "title").text = f"{day.isoformat()} {tip}"
    box = {"x": str(x), "y": str(y), "width": str(_CELL), "height": str(_CELL), "rx": "3"}
    stroke = "#0d47a1" if framed else "none"
    ET.SubElement(cell, "rect", {**box, "fill": fill, "stroke": stroke, "stroke-width": "2"})
    sign = _SIGNS.get(reason, "")
    _text(cell, (x + _CELL // 2, y + 10), str(day.day), size=9, fill=ink, anchor="middle")
    if sign:
        _text(cell, (x + _CELL // 2, y + 19), sign, size=8, fill=ink, anchor="middle")


def _text(
    parent: ET.Element,
    at: tuple[int, int],
    text: str,
    *,
    size: int,
    fill: str = "#222222",
    anchor: str = "start",
) -> None:
    place = {"x": str(at[0]), "y": str(at[1]), "font-size": str(size), "fill": fill}
    ET.SubElement(parent, "text", {**place, "text-anchor": anchor}).text = text
