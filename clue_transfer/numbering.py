"""Numbers of matters and papers: 甘环线〔2026〕1号, and of legs: 甘环线〔2026〕1号-1."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from clue_transfer.errors import FieldError, Invalid
from clue_transfer.vocabulary import NumberSeries

_SERIES = {series.label: series for series in NumberSeries}
_SHORT_NAME = re.compile(r"[^\W\d_]{1,20}")
_NUMBER = re.compile(
    rf"(?P<short>[^\W\d_]{{1,20}})(?P<series>[{''.join(_SERIES)}])"
    r"〔(?P<year>[1-9][0-9]{3})〕(?P<n>[1-9][0-9]{0,8})号(?:-(?P<leg>[1-9][0-9]{0,4}))?"
)
_BRACKETS = str.maketrans("[(【﹝〘", "〔" * 5) | str.maketrans("])】﹞〙", "〕" * 5)
_DASHES = str.maketrans("‐‑–—−", "-" * 5)
_YEARS = range(1000, 10000)
_HIGHEST = 999_999_999
_HIGHEST_LEG = 99_999


@dataclass(frozen=True, slots=True)
class Number:
    """A number taken apart; `leg` is `None` for all but a leg's."""

    short_name: str
    series: NumberSeries
    year: int
    n: int
    leg: int | None = None

    def __str__(self) -> str:
        whole = f"{self.short_name}{self.series.label}〔{self.year}〕{self.n}号"
        return whole if self.leg is None else f"{whole}-{self.leg}"


def clue_number(short_name: str, *, series: NumberSeries, year: int, n: int) -> str:
    """Make the `n`-th number of a department's series in a year; `Invalid` if a part cannot be."""
    if not _SHORT_NAME.fullmatch(short_name) or year not in _YEARS or not 0 < n <= _HIGHEST:
        raise _invalid(f"{short_name}{series.label}〔{year}〕{n}号")
    return str(Number(short_name, series, year, n))


def leg_number(clue_number: str, n: int) -> str:
    """Make the number of a clue's `n`-th leg in order of opening; `Invalid` for a leg's number."""
    if parse(clue_number).leg is not None or not 0 < n <= _HIGHEST_LEG:
        raise _invalid(f"{clue_number}-{n}")
    return f"{clue_number}-{n}"


def parse(text: str) -> Number:
    """Take apart a number as people type it (any brackets, dashes, spaces); `Invalid` for none."""
    plain = unicodedata.normalize("NFKC", "".join(text.split()))
    found = _NUMBER.fullmatch(plain.translate(_BRACKETS).translate(_DASHES))
    if not found:
        raise _invalid(text)
    return Number(
        short_name=found["short"],
        series=_SERIES[found["series"]],
        year=int(found["year"]),
        n=int(found["n"]),
        leg=None if found["leg"] is None else int(found["leg"]),
    )


def _invalid(text: str) -> Invalid:
    return Invalid(
        "“%(number)s”不是有效的编号",
        errors=(FieldError("", "number", "不是有效的编号"),),
        number=text,
    )
