"""The picture of a clock: every day once, told by color and by sign."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from clue_transfer.counting import REGIMES
from clue_transfer.deadlines import Day
from clue_transfer.examples import EXAMPLES, explanations
from clue_transfer.strip import Caption, strip
from clue_transfer.walking import DayReason
from seeds.calendars import calendar_of_the_file

SVG = "{http://www.w3.org/2000/svg}"
CAPTION = Caption(title="移送审批 · C02", description="三日")
FIRST = date(2026, 9, 29)


def days(*reasons: DayReason) -> list[Day]:
    return [
        Day(FIRST + timedelta(days=place), reason is DayReason.COUNTED, reason)
        for place, reason in enumerate(reasons)
    ]


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314 - the product has just written it


def drawn(picture: str) -> Counter[str]:
    """Count the cells of a picture by kind."""
    root = parsed(picture)
    return Counter(each.attrib["class"] for each in root.iter(f"{SVG}g"))


def test_every_day_is_drawn_once_with_its_reason() -> None:
    reasons = [DayReason.START_DAY, *list(DayReason)[1:]]

    picture = strip(days(*reasons), caption=CAPTION)

    assert drawn(picture) == {f"day {reason}": 1 for reason in reasons}
    assert picture.count("<title>2026-09-29 起算日不计</title>") == 1


def test_words_are_the_readers_and_harmless() -> None:
    caption = Caption(title="<script>&", description="a<b", language="en")

    picture = strip(days(DayReason.DUE), caption=caption)

    assert "<script>" not in picture
    root = parsed(picture)
    assert root.findtext(f"{SVG}title") == "<script>&"
    assert root.attrib["lang"] == "en"
    assert "2026-09-29 the due day" in picture


def test_today_has_a_frame() -> None:
    three = days(DayReason.START_DAY, DayReason.COUNTED, DayReason.DUE)

    assert "#0d47a1" in strip(three, caption=CAPTION, today=FIRST)
    assert "#0d47a1" not in strip(three, caption=CAPTION, today=date(2027, 1, 1))


@pytest.mark.parametrize("count", [0, 1, 7, 800])
def test_any_length_is_drawn_within_its_frame(count: int) -> None:
    picture = strip(days(*[DayReason.COUNTED] * count), caption=CAPTION)

    root = parsed(picture)
    height = int(root.attrib["height"])
    assert sum(drawn(picture).values()) == count
    assert all(
        float(each.attrib["y"]) <= height for each in root.iter(f"{SVG}rect") if "y" in each.attrib
    )


def test_each_regime_is_explained_in_both_languages_with_a_picture() -> None:
    assert EXAMPLES.keys() == REGIMES.keys()

    files = explanations(calendar_of_the_file())

    assert len(files) == 11
    page = files["explanations.md"]
    assert (
        "“移送审批”自2026-09-29 10:00起算；期限3自然日；依据环环监〔2017〕17号第5条第2款、第38条"
        "（已核对全文）；末日顺延5天；于2026-10-08 23:59届满。"
    ) in page
    assert "Counted from 2026-10-01 16:30; the limit is 24 hours" in page
    assert "due on 2026-10-02 16:30." in page
    assert "due on 2026-02-28 23:59." in page
