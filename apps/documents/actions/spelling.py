"""How official papers write days, moments, sizes and lists: the same in every letter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

type_of_words = dict[str, Any]

_ZONE = ZoneInfo("Asia/Shanghai")
# What XML cannot carry, and what a file format reads as a command; the end of a line stays.
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")


def size_text(size: int) -> str:
    """Write a size as people read it: 612 B, 3.42 MB."""
    amount = float(size)
    for unit in ("B", "KB", "MB"):
        if amount < 1024:
            return f"{size} B" if unit == "B" else f"{amount:.2f} {unit}"
        amount /= 1024
    return f"{amount:.2f} GB"


def facts_of(*rows: tuple[str, str]) -> list[type_of_words]:
    """List what is known, each fact beside its name; what is not known is left out."""
    return [{"label": label, "value": value} for label, value in rows if value]


def items_of(data: type_of_words) -> list[type_of_words]:
    """List the files of an enclosure."""
    return [
        {
            "name": item["name"],
            "size_text": size_text(int(item["size"])),
            "sha256": item["sha256"],
        }
        for item in data["items"]
    ]


def places_of(places: Sequence[int]) -> str:
    """Point to places of the list of enclosures: 清单第1至3项、第5项."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    told = (f"第{run[0]}至{run[-1]}项" if len(run) > 1 else f"第{run[0]}项" for run in runs)
    return f"清单{'、'.join(told)}" if runs else ""


def paragraphs_of(text: str) -> list[str]:
    """Split a text into its paragraphs."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def amount_of(yuan: str) -> str:
    """Write an amount of yuan."""
    return f"{Decimal(yuan):,.2f}" if yuan else ""


def day_of(day: datetime | str) -> str:
    """Write a day as an official paper does, in Arabic digits without leading zeros."""
    if not day:
        return ""
    if isinstance(day, str):
        on = date.fromisoformat(day)
    else:
        on = day.astimezone(_ZONE).date()
    return f"{on.year}年{on.month}月{on.day}日"


def moment_of(text: str) -> str:
    """Write a moment; the last second of a day stands for the day."""
    at = datetime.fromisoformat(text).astimezone(_ZONE)
    return day_of(at) if (at.hour, at.minute) == (23, 59) else f"{day_of(at)}{at:%H:%M}"


def clean(value: Any) -> Any:
    """Take out what no file format may carry, from everything."""
    if isinstance(value, str):
        return _CONTROL.sub(" ", value.replace("\r\n", "\n"))
    if isinstance(value, Mapping):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean(item) for item in value]
    return value


_NUMERALS = "一二三四五六七八九"


def chapters_of(*parts: tuple[str, Sequence[str | type_of_words]]) -> list[type_of_words]:
    """Number the chapters in which something stands, unless it is one alone: 一、 二、 三、.

    A chapter has lines, and perhaps goods: rows of a table.
    """
    said = [(name, rows) for name, rows in parts if rows]
    return [
        {
            "title": f"{_NUMERALS[place]}、{name}" if len(said) > 1 else name,
            "lines": [row for row in rows if isinstance(row, str)],
            "goods": [row for row in rows if not isinstance(row, str)],
        }
        for place, (name, rows) in enumerate(said)
    ]
