"""Workbooks that go out: templates to fill in and findings to work through; none computes."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter

from apps.clues.imports.mapping import CellType, Column, Form

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COMPUTES = ("=", "+", "-", "@", "\t", "\r")
_FILLED_ROWS = 1000
# A list of choices within a cell's validation may be at most this long.
_LONGEST_LIST = 255


def guarded(text: str) -> str:
    """Write a text so that no spreadsheet program computes it, also after a copy to csv."""
    return f"'{text}" if text.startswith(_COMPUTES) else text


def template(
    form: Form, *, violation_types: Sequence[str], word: Callable[[str], str] = str
) -> bytes:
    """Make the empty table of a form: headings, one example, choices to pick, notes."""
    out = io.BytesIO()
    with _workbook(out) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        grey = book.add_format({"font_color": "#808080"})
        sheet = book.add_worksheet(form.label[:31])
        sheet.freeze_panes(1, 0)
        columns = _shown(form)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.headings[0], bold)
            sheet.set_column(place, place, max(14, 2 * len(column.headings[0]) + 4))
            _offer(sheet, place, column, violation_types=violation_types)
        notes = book.add_worksheet("填写说明")
        notes.set_column(0, 3, 28)
        for place, heading in enumerate(("列", "是否必填", "示例", "说明")):
            notes.write_string(0, place, word(heading), bold)
        for number, column in enumerate(columns, start=1):
            needed = column.required or column.heading_required
            notes.write_string(number, 0, column.headings[0])
            notes.write_string(number, 1, word("必填") if needed else word("选填"))
            notes.write_string(number, 2, guarded(column.example), grey)
            notes.write_string(number, 3, word(column.hint) if column.hint else "")
        if violation_types:
            names = book.add_worksheet("违法类型")
            names.set_column(0, 0, 40)
            for number, name in enumerate(violation_types):
                names.write_string(number, 0, guarded(name))
    return out.getvalue()


def findings(rows: Sequence[Sequence[Any]], *, headings: Sequence[str], title: str) -> bytes:
    """Write findings as a table, every text guarded."""
    out = io.BytesIO()
    with _workbook(out) as book:
        bold = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1})
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings), 22)
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(number, place, value)
                else:
                    sheet.write_string(number, place, guarded(str(value)))
    return out.getvalue()


def _workbook(out: io.BytesIO) -> Any:
    return xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )


def _shown(form: Form) -> list[Column]:
    """One column a heading: two fields may read the same one."""
    found: dict[str, Column] = {}
    for column in form.columns:
        found.setdefault(column.headings[0], column)
    return list(found.values())


def _offer(sheet: Any, place: int, column: Column, *, violation_types: Sequence[str]) -> None:
    source: Any = None
    if column.choices_from and violation_types:
        source = f"=违法类型!$A$1:$A${len(violation_types)}"
    elif column.type is CellType.CHOICE and len(",".join(column.choices)) < _LONGEST_LIST:
        source = list(column.choices)
    if source is not None:
        sheet.data_validation(
            1,
            place,
            _FILLED_ROWS,
            place,
            {"validate": "list", "source": source, "error_type": "warning"},
        )
