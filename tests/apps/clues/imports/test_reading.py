"""Grids show what a person sees: row numbers, merged cells, formulas, any encoding."""

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from apps.clues.imports.grid import Formula, Limits, letters_of
from apps.clues.imports.reading import open_file
from apps.clues.imports.spooling import line_of, row_of
from tests.apps.clues.imports.books import by_hand, one_sheet, read, refusal, written

SAMPLE = Path(__file__).parents[3] / "data" / "ministry_list_sample.xlsx"
LINK = '=HYPERLINK("http://127.0.0.1","点我")'


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(timedelta(days=-9999), timedelta(days=9999)),
)


@given(st.lists(CELLS))
def test_a_row_that_is_spooled_comes_back_as_it_was(row: list[object]):
    line = line_of(row)

    assert line.count(b"\n") == 1
    assert row_of(line) == row


def test_the_sample_is_read_as_it_is():
    with open_file(SAMPLE) as grids:
        [grid] = grids
        rows = {row.number: row for row in grid.rows()}

    assert grid.name == "交办清单"
    assert sorted(set(range(1, 88)) - set(rows)) == [29, 55, 81]
    assert rows[1].first == "黄河流域固体废物倾倒疑似问题点位交办清单（第二批）"
    assert rows[3].cells[8] == "估算方量\n（立方米）"
    assert rows[4].cells[9] == date(2026, 11, 5)
    assert rows[4].cells[5] == 103.868941
    assert rows[7].cells[13] == "２０２６－１２－３１"
    assert rows[34].cells[5] == "102°28′46.1″"
    assert rows[87].first == "填表人："
    formulas = {
        (number, letters_of(place)): cell.text
        for number, row in rows.items()
        for place, cell in enumerate(row.cells)
        if isinstance(cell, Formula)
    }
    assert formulas == {(35, "K"): LINK, (41, "K"): LINK, (69, "K"): LINK}


def test_rows_can_be_read_twice():
    with open_file(one_sheet([["甲"], ["乙"]])) as [grid]:
        first, second = list(grid.rows()), list(grid.rows())

    assert [row.cells for row in first] == [["甲"], ["乙"]]
    assert second == first


def test_a_table_that_begins_in_the_middle_keeps_its_numbers_and_letters():
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write(6, 2, "丙")

    assert read(written(fill)) == [[(7, [None, None, "丙"])]]


def test_cells_merged_downwards_stand_in_every_row_that_has_something_of_its_own():
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 3, 0, "兰州市")
        for number, county in ((0, "西固区"), (1, "永登县"), (3, "榆中县"), (4, "别处")):
            sheet.write(number, 1, county)

    [rows] = read(written(fill))

    assert rows == [
        (1, ["兰州市", "西固区"]),
        (2, ["兰州市", "永登县"]),
        (4, ["兰州市", "榆中县"]),
        (5, ["", "别处"]),
    ]


def test_a_title_merged_across_stands_once():
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "清单")
        sheet.write_row(1, 0, ["甲", "乙", "丙"])

    assert read(written(fill)) == [[(1, ["清单", "", ""]), (2, ["甲", "乙", "丙"])]]


def test_a_formula_keeps_its_text_and_what_was_computed():
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(1, 1, "=A1", None, "")
        sheet.write_string(2, 0, "=3+3")

    [rows] = read(written(fill))

    assert rows == [
        (1, [Formula("=1+1", 2.0)]),
        (2, ["", Formula("=A1", None)]),
        (3, ["=3+3"]),
    ]


def test_a_formula_below_everything_else_is_seen():
    [rows] = read(
        by_hand('<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="C9"><f>A1</f></c></row>')
    )

    assert rows[0] == (1, [1.0, None, None][: len(rows[0][1])])
    assert rows[1][0] == 9
    assert rows[1][1][2].text == "=A1"


def test_a_shared_formula_shows_its_master():
    shared = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>'
    )

    assert read(by_hand(shared)) == [[(1, [Formula("=B1*2", 2.0)]), (2, [Formula("=B1*2", 4.0)])]]


def test_cells_have_the_types_of_the_sheet():
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        style = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_datetime(0, 0, datetime(2026, 11, 19, 8, 30), style)  # noqa: DTZ001  # a sheet has no zone
        sheet.write_row(0, 1, [True, 1.5, "文字"])

    assert read(written(fill)) == [
        [(1, [datetime(2026, 11, 19, 8, 30), True, 1.5, "文字"])]  # noqa: DTZ001  # a sheet has no zone
    ]


def test_hidden_sheets_are_not_read():
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("清单").write(0, 0, "看得见")
        hidden = book.add_worksheet("选项")
        hidden.write(0, 0, "看不见")
        hidden.hide()

    assert read(written(fill)) == [[(1, ["看得见"])]]


def test_formats_far_below_the_table_cost_nothing():
    data = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'

    assert read(by_hand(data)) == [[(1, [1.0])]]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_text_tables_of_any_encoding_and_separator(encoding: str, delimiter: str):
    lines = [["编号", "县(区)"], ["甲-1", "西固区"], [], ["甲-2", "永登县"]]
    source = io.BytesIO("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))

    assert read(source) == [
        [(1, ["编号", "县(区)"]), (2, ["甲-1", "西固区"]), (4, ["甲-2", "永登县"])]
    ]


def test_a_line_end_inside_quotes_does_not_count_as_a_row():
    source = io.BytesIO('编号,说明\n1,"两行\n文字"\n2,一行\n'.encode())

    assert read(source) == [[(1, ["编号", "说明"]), (2, ["1", "两行\n文字"]), (3, ["2", "一行"])]]


def test_a_comma_inside_quotes_is_no_separator():
    source = io.BytesIO('编号;说明\n1;"a,b,c,d"\n2;"e,f,g,h"\n'.encode())

    assert read(source)[0][1] == (2, ["1", "a,b,c,d"])


def test_twenty_thousand_rows_are_all_seen():
    source = one_sheet([[number, f"HH-{number}", "西固区"] for number in range(1, 20_001)])

    with open_file(source) as [grid]:
        seen = sum(1 for _ in grid.rows())
        last = max(row.cells[0] for row in grid.rows())

    assert (seen, last) == (20_000, 20_000.0)


def test_more_rows_than_one_run_may_bring_are_refused():
    few = Limits(rows=20)

    assert refusal(one_sheet([["x"]] * 121), limits=few) == "too-many-rows"
    assert refusal(one_sheet([["x"]] * 120), limits=few) is None
    assert refusal(io.BytesIO(b"x,y\n" * 121), limits=few) == "too-many-rows"


@pytest.mark.parametrize(
    ("place", "name"), [(0, "A"), (13, "N"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_at_the_margin(place: int, name: str):
    assert letters_of(place) == name
