"""A clock's days as a picture: weeks as rows, every day with a color and a sign of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree import ElementTree as ET

from clue_transfer.calendars import DAY
from clue_transfer.deadlines import Day
from clue_transfer.walking import DayReason

_CELL, _GAP, _LEFT, _TOP = 34, 4, 64, 58
_WEEK = 7
_FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, sans-serif"
# A sign beside the color: who cannot tell colors apart, and a copy in black and white, need it.
LOOKS: Mapping[DayReason, tuple[str, str, str]] = {
    DayReason.START_DAY: ("#d9e2ec", "#334e68", "起"),
    DayReason.COUNTED: ("#cfe8cf", "#1b5e20", "·"),
    DayReason.MAKEUP_WORKDAY: ("#a5d6a7", "#1b5e20", "班"),
    DayReason.REST_DAY: ("#f0f0f0", "#757575", "休"),
    DayReason.HOLIDAY: ("#ffe0b2", "#9c4a00", "假"),
    DayReason.SUSPENDED: ("#e1d5f0", "#5e35b1", "停"),
    DayReason.ROLLED: ("#fff3c4", "#8d6708", "延"),
    DayReason.DUE: ("#ef9a9a", "#8b0000", "到"),
}
_WEEKDAYS = {"zh": "一二三四五六日", "en": "MTWTFSS"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """The words of a picture, in the reader's language."""

    title: str
    description: str
    language: str = "zh"


def strip(days: Sequence[Day], *, caption: Caption, today: date | None = None) -> str:
    """Draw the days from a clock's start to its end as SVG; today has a frame if it is among them.

    Nothing in it is fetched from anywhere, and what it says is escaped.
    """
    rows = _weeks(days)
    width = _LEFT + _WEEK * (_CELL + _GAP) + 12
    legend = [reason for reason in LOOKS if any(day.reason is reason for day in days)]
    height = _TOP + rows * (_CELL + _GAP) + 14 + 20 * ((len(legend) + 1) // 2)
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "height": str(height),
            "role": "img",
            "lang": caption.language,
            "font-family": _FONT,
        },
    )
    ET.SubElement(root, "title").text = caption.title
    ET.SubElement(root, "desc").text = caption.description
    ET.SubElement(root, "rect", {"width": str(width), "height": str(height), "fill": "#ffffff"})
    _text(root, 8, 20, caption.title, size=13, weight="bold")
    for place, name in enumerate(_WEEKDAYS[caption.language]):
        _text(root, _x(place) + _CELL // 2, _TOP - 8, name, size=11, anchor="middle")
    if days:
        _draw_days(root, days, language=caption.language, today=today)
    _draw_legend(root, legend, top=height - 20 * ((len(legend) + 1) // 2), caption=caption)
    return ET.tostring(root, encoding="unicode") + "\n"


def _draw_days(root: ET.Element, days: Sequence[Day], *, language: str, today: date | None) -> None:
    monday = days[0].date - timedelta(days=days[0].date.weekday())
    last_month = None
    for day in days:
        row, place = divmod((day.date - monday).days, _WEEK)
        top = _TOP + row * (_CELL + _GAP)
        if day.date.month != last_month:
            last_month = day.date.month
            name = f"{day.date:%Y-%m}" if language == "en" else f"{day.date:%y}年{last_month}月"
            _text(root, 8, top + 22, name, size=11, fill="#555555")
        fill, ink, sign = LOOKS[day.reason]
        cell = ET.SubElement(root, "g", {"class": f"day {day.reason}"})
        tip = day.reason.english if language == "en" else day.reason.label
        ET.SubElement(cell, "title").text = f"{day.date.isoformat()} {tip}"
        ET.SubElement(
            cell,
            "rect",
            {
                "x": str(_x(place)),
                "y": str(top),
                "rx": "4",
                "fill": fill,
                "width": str(_CELL),
                "height": str(_CELL),
                "stroke": "#0d47a1" if day.date == today else "none",
                "stroke-width": "2",
            },
        )
        _text(cell, _x(place) + 4, top + 13, str(day.date.day), size=11, fill=ink)
        _text(cell, _x(place) + _CELL - 5, top + 28, sign, size=12, fill=ink, anchor="end")


def _draw_legend(
    root: ET.Element, reasons: Sequence[DayReason], *, top: int, caption: Caption
) -> None:
    for place, reason in enumerate(reasons):
        row, column = divmod(place, 2)
        fill, ink, sign = LOOKS[reason]
        x, y = 8 + column * 160, top + row * 20
        box = {"x": str(x), "y": str(y), "width": "16", "height": "14", "rx": "3", "fill": fill}
        ET.SubElement(root, "rect", box)
        _text(root, x + 8, y + 11, sign, size=10, fill=ink, anchor="middle")
        label = reason.english if caption.language == "en" else reason.label
        _text(root, x + 22, y + 11, label, size=11)


def _weeks(days: Sequence[Day]) -> int:
    if not days:
        return 0
    monday = days[0].date - timedelta(days=days[0].date.weekday())
    return (days[-1].date - monday) // DAY // _WEEK + 1


def _x(place: int) -> int:
    return _LEFT + place * (_CELL + _GAP)


def _text(
    parent: ET.Element,
    x: int,
    y: int,
    text: str,
    *,
    size: int,
    fill: str = "#222222",
    anchor: str = "start",
    weight: str = "normal",
) -> None:
    place = {"x": str(x), "y": str(y), "font-size": str(size), "fill": fill}
    look = {"text-anchor": anchor, "font-weight": weight}
    ET.SubElement(parent, "text", {**place, **look}).text = text
