"""The sample's rows: every error and warning exactly, and nasty workbooks."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from apps.clues.imports.checking import KEPT, Checker, Findings, Item, Reference
from apps.clues.imports.clue_rows import ClueReading
from apps.clues.imports.mapping import find_layout, form_of, heading_key
from apps.clues.imports.reading import open_file
from apps.clues.imports.refusals import FileRefused
from apps.clues.imports.writing import findings, guarded, template
from apps.clues.models import ViolationType
from apps.organizations.queries import directory, stamp

SAMPLE = Path(__file__).parents[3] / "data" / "ministry_list_sample.xlsx"
DAY = date(2026, 11, 23)
HEADINGS = [
    "点位编号",
    "市(州)",
    "县(区)",
    "详细地址",
    "经度",
    "纬度",
    "固废类型",
    "估算方量",
    "发现时间",
    "涉及企业",
    "统一社会信用代码",
    "接收单位",
    "办理时限",
]
GOOD = [
    "A-1",
    "兰州市",
    "西固区",
    "西固区河滩",
    103.63,
    36.09,
    "建筑垃圾",
    120,
    "2026-11-01",
    "",
    "",
    "西固区水务局",
    "2026-12-31",
]

pytestmark = pytest.mark.usefixtures("seeded_db")


def check(file: Any, kind: str = "ministry_list") -> tuple[Checker, list[Item], str]:
    form = form_of(kind)
    assert form is not None
    places = directory(stamp())
    sender = places.department("620000-ecology")
    assert sender is not None
    codes = {code: code for code in ViolationType.objects.values_list("code", flat=True)}
    with open_file(file) as grids:
        layout = find_layout(grids, form, file_name="来件.xlsx")
        reference = Reference(
            directory=places,
            sender=sender.id,
            day=DAY,
            now=datetime.combine(DAY, time(10)),
            violation_types=codes,
        )
        checker = Checker(layout, form=form, reference=reference, reading=ClueReading)
        return checker, list(checker.items()), layout.title


def row(**changes: Any) -> list[Any]:
    return [changes.get(name, value) for name, value in zip(HEADINGS, GOOD, strict=True)]


def book(*rows: list[Any], prepare: Any = None, top: int = 0) -> BytesIO:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("清单")
        if prepare:
            prepare(workbook, sheet)
        for number, values in enumerate(rows, start=top):
            sheet.write_row(number, 0, values)
    out.seek(0)
    return out


def codes(checker: Checker) -> list[tuple[int, str, str]]:
    return [(each["row"], each["column"], each["code"]) for each in checker.errors.kept]


def test_the_sample_has_exactly_these_errors() -> None:
    checker, items, title = check(SAMPLE)

    assert title == "黄河流域固体废物倾倒疑似问题点位交办清单（第二批）"
    assert (checker.rows, len(items)) == (80, 71)
    assert [(e["cell"], e["value"], e["code"]) for e in checker.errors.kept] == [
        ("B13", "HH-2026-0008", "repeated-source-id"),
        ("L20", "91620123MAMXB4HH45", "credit-code"),
        ("D28", "不存在县", "unknown-division"),
        ("M28", "不存在县生态环境局", "unknown-receiver"),
        ("J30", "2026年13月40日", "impossible-date"),
        ("D33", "不存在县", "unknown-division"),
        ("M33", "不存在县生态环境局", "unknown-receiver"),
        ("J52", "2026年13月40日", "impossible-date"),
        ("B53", "HH-2026-0047", "repeated-source-id"),
        ("B54", "HH-2026-0048", "repeated-source-id"),
        ("D60", "不存在县", "unknown-division"),
        ("M60", "不存在县生态环境局", "unknown-receiver"),
    ]
    assert Counter(each["code"] for each in checker.warnings.kept) == {
        "approximate": 3,
        "formula-text": 3,
        "outside-province": 1,
    }
    assert {item.due_on for item in items} == {date(2026, 12, 31)}
    degrees = next(item for item in items if item.source_id == "HH-2026-0030").draft["location"]
    assert (degrees["longitude"], degrees["latitude"]) == (102.479472, 34.178806)


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"点位编号": ""}, "点位编号", "required"),
        ({"详细地址": ""}, "详细地址", "required"),
        ({"发现时间": ""}, "发现时间", "required"),
        ({"接收单位": ""}, "接收单位", "required"),
        ({"市(州)": "", "县(区)": ""}, "县(区)", "required"),
        ({"县(区)": "环县"}, "县(区)", "unknown-division"),
        ({"发现时间": "2027-01-01"}, "发现时间", "in-the-future"),
        ({"办理时限": "2026-02-30"}, "办理时限", "impossible-date"),
        ({"统一社会信用代码": "91620100MA0000000X"}, "统一社会信用代码", "credit-code"),
        ({"接收单位": "甘肃省生态环境厅"}, "接收单位", "receiver-is-sender"),
        ({"详细地址": "很" * 301}, "详细地址", "too-long"),
        ({"点位编号": "9" * 81}, "点位编号", "too-long"),
        ({"估算方量": "许多"}, "估算方量", "not-a-number"),
        ({"经度": "东边"}, "经度", "not-an-angle"),
    ],
)
def test_a_wrong_cell_is_named(changes: dict[str, Any], column: str, code: str) -> None:
    checker, items, _ = check(book(HEADINGS, row(**changes)))

    assert codes(checker) == [(2, column, code)]
    assert items == []


def test_swapped_coordinates_are_taken_as_written_and_a_swap_is_proposed() -> None:
    checker, [item], _ = check(book(HEADINGS, row(经度=36.09, 纬度=103.63)))

    assert checker.warnings.kept[0]["proposal"] == {"longitude": 103.63, "latitude": 36.09}
    # No place on earth has this latitude: the words stay in the description.
    assert item.draft["location"] == {"address": "西固区河滩"}
    assert "坐标（原文）：36.09，103.63" in item.draft["description"]


def test_a_place_far_away_is_only_warned_about() -> None:
    checker, [item], _ = check(book(HEADINGS, row(经度=116.4, 纬度=39.9)))

    assert [each["code"] for each in checker.warnings.kept] == ["outside-province"]
    assert "proposal" not in checker.warnings.kept[0]
    assert item.draft["location"]["longitude"] == 116.4


def test_an_empty_firm_is_an_unknown_subject() -> None:
    _, [item], _ = check(book(HEADINGS, row()))

    assert item.draft["subjects"] == [{"name": "不明", "role": "unknown"}]


def test_foot_rows_totals_blank_rows_and_repeated_headers_are_no_rows() -> None:
    total = [""] * 7 + [999]
    rows = [HEADINGS, row(), HEADINGS, [], row(点位编号="A-2"), ["合计", *total], ["填表人：张三"]]
    checker, items, _ = check(book(*rows))

    assert (checker.rows, [item.row for item in items]) == (2, [2, 5])
    assert codes(checker) == []


def test_a_value_merged_over_rows_holds_for_each() -> None:
    def merge(workbook: Any, sheet: Any) -> None:
        sheet.merge_range(1, 1, 2, 1, "兰州市")

    second = row(点位编号="A-2")
    second[1] = None
    first = row()
    first[1] = None
    out = BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet = workbook.add_worksheet()
        merge(workbook, sheet)
        sheet.write_row(0, 0, HEADINGS)
        for number, values in ((1, first), (2, second)):
            for place, value in enumerate(values):
                if value is not None:
                    sheet.write(number, place, value)
    out.seek(0)
    checker, items, title = check(out)

    assert codes(checker) == []
    assert [item.draft["division"] for item in items] == ["620104", "620104"]
    assert title == "来件"


def test_a_header_of_two_rows_is_read() -> None:
    def head(workbook: Any, sheet: Any) -> None:
        sheet.merge_range(0, 4, 0, 5, "坐标")
        for place, name in enumerate(HEADINGS):
            if place in (4, 5):
                sheet.write(1, place, name)
            else:
                sheet.merge_range(0, place, 1, place, name)

    checker, items, _ = check(book(row(), prepare=head, top=2))

    assert codes(checker) == []
    assert items[0].draft["location"]["latitude"] == 36.09


def test_a_formula_cell_stays_text_in_text_and_gives_its_result_in_numbers() -> None:
    def compute(workbook: Any, sheet: Any) -> None:
        for place, value in enumerate(row(估算方量=None, 详细地址=None)):
            if value is not None:
                sheet.write(1, place, value)
        sheet.write_formula(1, 3, '=HYPERLINK("http://127.0.0.1","x")', None, "x")
        sheet.write_formula(1, 7, "=60*2", None, 120)

    checker, [item], _ = check(book(HEADINGS, prepare=compute))

    assert item.draft["location"]["address"] == '=HYPERLINK("http://127.0.0.1","x")'
    assert item.draft["facts"]["solid_waste_m3"] == 120.0
    assert [each["cell"] for each in checker.warnings.kept] == ["D2", "H2"]


def test_a_cell_at_the_far_corner_is_refused_before_it_costs_memory() -> None:
    def corner(workbook: Any, sheet: Any) -> None:
        sheet.write_string(1_048_575, 16_383, "x")

    with pytest.raises(FileRefused) as refused:
        check(book(HEADINGS, row(), prepare=corner))

    assert refused.value.reason == "sheet-too-large"


def test_a_table_without_a_needed_column_says_which() -> None:
    with pytest.raises(FileRefused) as refused:
        check(book(HEADINGS[:-2], row()[:-2]))

    assert refused.value.reason == "missing-column"
    assert refused.value.params["columns"] == ["接收单位"]


def test_our_own_form_is_read_as_its_template_asks() -> None:
    form = form_of("clues")
    assert form is not None
    headings = [column.headings[0] for column in form.columns]
    example = [column.example for column in form.columns]
    values = dict(zip(headings, example, strict=True))
    values["违法类型"] = "hazardous_waste"
    checker, [item], _ = check(book(headings, list(values.values())), kind="clues")

    assert codes(checker) == []
    assert item.draft["division"] == "620104"
    assert item.draft["receivers"] == [{"department": "620100-ecology", "role": "main"}]
    assert item.draft["occurred_on"] == date(2026, 11, 18)
    assert item.draft["subjects"][0]["credit_code"] == "91620100MA0000000C"


def test_a_template_is_a_workbook_that_this_reader_reads() -> None:
    form = form_of("clues")
    assert form is not None
    content = template(form, violation_types=["=1+1", "噪声"])

    checker, items, _ = check(BytesIO(content), kind="clues")
    assert (checker.rows, items) == (0, [])


def test_what_goes_out_never_computes() -> None:
    content = findings([["错误", 2, "=1+1"], ["提示", 3, "@x"]], headings="abc", title="结果")

    with open_file(BytesIO(content)) as [grid]:
        cells = [each.cells for each in grid.rows()]
    assert cells[1:] == [["错误", 2.0, "'=1+1"], ["提示", 3.0, "'@x"]]
    assert [guarded(text) for text in ("=1", "+1", "-1", "@1", "\t1", "1")] == [
        "'=1",
        "'+1",
        "'-1",
        "'@1",
        "'\t1",
        "1",
    ]


def test_every_finding_is_counted_and_the_first_are_kept() -> None:
    found = Findings()
    for number in range(KEPT + 5):
        found.add({"row": number})

    assert (found.total, len(found.kept), found.kept[-1]) == (KEPT + 5, KEPT, {"row": KEPT - 1})


def test_headings_are_compared_by_their_words() -> None:
    keys = {heading_key(text) for text in ("估算方量\n（立方米）", "估算方量", " 估算 方量(m3)：")}

    assert keys == {"估算方量"}
