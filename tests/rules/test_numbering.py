"""Numbers of clues, legs and papers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clue_transfer.errors import Invalid
from clue_transfer.numbering import Number, clue_number, leg_number, parse
from clue_transfer.vocabulary import NumberSeries


def test_a_clue_s_number_names_department_series_year_and_count():
    number = clue_number("甘环", series=NumberSeries.CLUE, year=2026, n=1)

    assert number == "甘环线〔2026〕1号"


def test_a_leg_s_number_follows_its_clue_s():
    number = leg_number("甘环线〔2026〕1号", 2)

    assert number == "甘环线〔2026〕1号-2"


@pytest.mark.parametrize(
    "text",
    [
        "甘环线〔2026〕1号-2",
        " 甘环线 〔2026〕 1 号 - 2 ",
        "甘环线[2026]1号-2",
        "甘环线（2026）1号-2",
        "甘环线【2026】1号-2",
        "甘环线〔２０２６〕１号－２",
        "甘环线〔2026〕1号—2",
    ],
)
def test_a_number_is_read_as_people_type_it(text: str):
    number = parse(text)

    assert number == Number("甘环", NumberSeries.CLUE, 2026, 1, 2)
    assert str(number) == "甘环线〔2026〕1号-2"


def test_a_short_name_may_hold_the_word_of_a_series():
    number = parse("会宁环督〔2026〕12号")

    assert number == Number("会宁环", NumberSeries.ORDER, 2026, 12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "甘环〔2026〕1号",
        "线〔2026〕1号",
        "甘环线〔2026〕0号",
        "甘环线〔2026〕01号",
        "甘环线〔26〕1号",
        "甘环线〔2026〕1",
        "甘环线〔2026〕1号-0",
        "甘环线〔2026〕1号-1-1",
        "甘环线〔2026〕1号; DROP",
        "甘环线〔2026〕9999999999号",
    ],
)
def test_what_is_no_number_is_refused(text: str):
    with pytest.raises(Invalid) as refused:
        parse(text)

    assert refused.value.errors[0].code == "number"


@pytest.mark.parametrize(
    ("short_name", "year", "n"),
    [("", 2026, 1), ("甘环", 2026, 0), ("甘环", 26, 1), ("甘 环", 2026, 1), ("甘环〔", 2026, 1)],
)
def test_a_number_with_an_impossible_part_is_not_made(short_name: str, year: int, n: int):
    with pytest.raises(Invalid):
        clue_number(short_name, series=NumberSeries.CLUE, year=year, n=n)


@pytest.mark.parametrize(("number", "n"), [("甘环线〔2026〕1号-1", 1), ("甘环线〔2026〕1号", 0)])
def test_a_leg_has_no_legs_and_is_counted_from_one(number: str, n: int):
    with pytest.raises(Invalid):
        leg_number(number, n)


@given(
    short_name=st.text("甘兰环水公检会督线移函宁州城关", min_size=1, max_size=8),
    series=st.sampled_from(NumberSeries),
    year=st.integers(2000, 2099),
    n=st.integers(1, 99_999),
    leg=st.integers(1, 99),
)
def test_what_is_made_is_read_back(
    short_name: str, series: NumberSeries, year: int, n: int, leg: int
):
    number = clue_number(short_name, series=series, year=year, n=n)

    assert parse(number) == Number(short_name, series, year, n)
    assert parse(leg_number(number, leg)) == Number(short_name, series, year, n, leg)
