"""The picture of a year: every day once, days off and make-up days told by color and sign."""

from __future__ import annotations

from collections import Counter
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from clue_transfer.year_picture import year_picture

SVG = "{http://www.w3.org/2000/svg}"


def drawn(year: int, **days: set[date]) -> Counter[str]:
    """Count the days of each look."""
    given = {"holidays": set(), "makeup_workdays": set(), **days}
    root = ET.fromstring(year_picture(year, title="<日历>", **given))  # noqa: S314 - just written
    assert root.find(f"{SVG}title").text == "<日历>"
    titles = [cell.find(f"{SVG}title").text[:10] for cell in root.iter(f"{SVG}g")]
    assert len(titles) == len(set(titles))
    assert (titles[0], titles[-1]) == (f"{year}-01-01", f"{year}-12-31")
    return Counter(cell.get("class") for cell in root.iter(f"{SVG}g"))


@pytest.mark.parametrize(("year", "rest", "work"), [(2027, 104, 261), (2028, 106, 260)])
def test_every_day_of_a_year_is_drawn_once(year: int, rest: int, work: int) -> None:
    assert drawn(year) == {"day rest_day": rest, "day counted": work}


def test_days_that_differ_have_their_look_and_those_that_change_a_frame() -> None:
    found = drawn(
        2027,
        holidays={date(2027, 1, 1), date(2027, 2, 8)},
        makeup_workdays={date(2027, 2, 6)},
        changed={date(2027, 2, 8), date(2027, 2, 6)},
    )

    assert found["day holiday"] == 1
    assert found["day holiday changed"] == 1
    assert found["day makeup_workday changed"] == 1
    assert found["day counted"] == 259
    assert found["day rest_day"] == 103


def test_it_is_told_in_english_too() -> None:
    picture = year_picture(
        2027, holidays=(), makeup_workdays=(), title="Working days", language="en"
    )

    assert not any("\u4e00" <= letter <= "\u9fff" for letter in picture.partition("font-family")[2])
