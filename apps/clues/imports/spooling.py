"""Copies the sheets of a workbook to files of rows; runs as a process of its own, without Django.

The reader holds a whole sheet at once: what it takes of memory, and whatever makes it fall over,
ends with this process. It reads the names of the sheets that are wanted and prints what it found,
both as JSON: of each sheet its name, first column and ranges merged downwards. The rows of sheet n
stand in `n.rows`, one JSON list a line, see `line_of`.
"""

from __future__ import annotations

import resource
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import orjson
from python_calamine import CalamineWorkbook, SheetVisibleEnum

_MEMORY = 2 << 30  # of address space, several times what the largest allowed workbook takes
_TAGS: dict[str, Any] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
}


def line_of(row: list[Any]) -> bytes:
    """Write a row as a line: a cell that JSON does not know as a list of its type and its text."""
    return orjson.dumps(row, _tagged, orjson.OPT_PASSTHROUGH_DATETIME) + b"\n"


def row_of(line: bytes) -> list[Any]:
    """Read a row back as it was."""
    cells = orjson.loads(line)
    return [_TAGS[each[0]](each[1]) if isinstance(each, list) else each for each in cells]


def _tagged(value: date | time | timedelta) -> list[Any]:
    text = value.total_seconds() if isinstance(value, timedelta) else value.isoformat()
    return [type(value).__name__, text]


def spool(
    workbook: CalamineWorkbook, folder: Path, *, wanted: frozenset[str]
) -> list[dict[str, Any]]:
    """Write the rows of visible sheets into the folder; answer what else there is to say of each.

    Only of those that are wanted: one without a part of its own cannot be read.
    """
    sheets = []
    for place, told in enumerate(workbook.sheets_metadata):
        if told.visible != SheetVisibleEnum.Visible or told.name not in wanted:
            continue
        sheet = workbook.get_sheet_by_name(told.name)
        with (folder / f"{place}.rows").open("wb") as out:
            for row in sheet.iter_rows() if sheet.start else ():
                out.write(line_of(row))
        merged = [
            [top, bottom, left]
            for (top, left), (bottom, _) in sheet.merged_cell_ranges or ()
            if bottom > top
        ]
        column = sheet.start[1] if sheet.start else 0
        sheets.append({"name": told.name, "place": place, "column": column, "merged": merged})
    return sheets


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    file, into = map(Path, sys.argv[1:])
    names = frozenset(orjson.loads(sys.stdin.buffer.read()))
    found = spool(CalamineWorkbook.from_path(file), into, wanted=names)
    sys.stdout.buffer.write(orjson.dumps(found))
