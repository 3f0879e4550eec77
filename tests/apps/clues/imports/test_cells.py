"""Cells as people write them become values, or say what they are not."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.clues.imports.cells import Quantity, Wrong, angle_of, date_of, plain, quantity_of, text_of
from apps.clues.imports.grid import Formula

DAY = date(2026, 11, 5)
FULL_WIDTH = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        datetime(2026, 11, 5, 10, 30),  # noqa: DTZ001  # sheets know no zone
        "2026年11月5日",
        "2026年11月05日",
        "2026.11.5",
        "2026-11-05",
        "2026/11/05",
        "２０２６－１１－０５",
        "20261105",
        "2026-11-05 08:30:00",
        " 2026 年 11 月 5 日 ",
        46331,
        46331.5,
        Formula("=TODAY()", DAY),
    ],
)
def test_a_day_is_read_in_every_style(cell: Any) -> None:
    assert date_of(cell) == DAY


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2026年13月40日", "impossible-date"),
        ("2026-02-30", "impossible-date"),
        ("1026-02-03", "impossible-date"),
        (date(1899, 12, 31), "impossible-date"),
        ("下周三", "not-a-date"),
        ("2026年11月", "not-a-date"),
        (5, "not-a-date"),
        (True, "not-a-date"),
        (Formula("=A1", None), "formula"),
    ],
)
def test_what_is_no_day_says_why(cell: Any, code: str) -> None:
    with pytest.raises(Wrong) as wrong:
        date_of(cell)

    assert wrong.value.code == code


@pytest.mark.parametrize(
    ("cell", "value", "approximate"),
    [
        (282.2, 282.2, False),
        ("1,200", 1200.0, False),
        ("约707", 707.0, True),
        ("约 120", 120.0, True),
        ("１２０立方米", 120.0, False),
        ("1.2万方左右", 12_000.0, True),
        ("近300余立方米", 300.0, True),
        (0, 0.0, False),
    ],
)
def test_a_quantity_is_read_with_its_doubt(cell: Any, value: float, *, approximate: bool) -> None:
    assert quantity_of(cell) == Quantity(value, approximate)


@pytest.mark.parametrize(
    "cell", ["很多", "-5", "100-200", "1e99", float("nan"), float("inf"), "约"]
)
def test_what_is_no_quantity_is_refused(cell: Any) -> None:
    with pytest.raises(Wrong) as wrong:
        quantity_of(cell)

    assert wrong.value.code == "not-a-number"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (103.868941, 103.868941),
        ("103.868941", 103.868941),
        ("102°28′46.1″", 102.479472),
        ("34°10′43.7″", 34.178806),
        ("102度28分46.1秒", 102.479472),
        ("东经103.5°", 103.5),
        ("36.5N", 36.5),
        ("W103.5", -103.5),
        ("103º30'", 103.5),
        ("经度：103.5", 103.5),
    ],
)
def test_an_angle_is_read_in_degrees(cell: Any, value: float) -> None:
    assert angle_of(cell) == value


@pytest.mark.parametrize(
    "cell", ["102°61′", "102°28′61″", "北边", "1038", 181.0, float("nan"), "1°2"]
)
def test_what_is_no_angle_is_refused(cell: Any) -> None:
    with pytest.raises(Wrong) as wrong:
        angle_of(cell)

    assert wrong.value.code == "not-an-angle"


def test_a_formula_stays_its_own_text() -> None:
    assert text_of(Formula('=HYPERLINK("x")', "x")) == '=HYPERLINK("x")'


def test_what_cannot_be_seen_is_dropped() -> None:
    assert text_of(" 甲\x00\u202e 乙 \r\n\n 丙 ") == "甲 乙\n丙"


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_is_read_back_from_every_style(day: date) -> None:
    styles = (f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}", f"{day:%Y.%m.%d}")

    assert {date_of(style) for style in styles} == {day}
    assert {date_of(style.translate(FULL_WIDTH)) for style in styles} == {day}


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.none()))
def test_no_cell_crashes(cell: Any) -> None:
    found = []
    for read in (date_of, quantity_of, angle_of):
        try:
            read(cell)
        except Wrong as wrong:
            found.append(wrong.code)

    known = {"not-a-date", "impossible-date", "not-a-number", "not-an-angle"}
    assert set(found) <= known
    assert "\x00" not in plain(cell)
