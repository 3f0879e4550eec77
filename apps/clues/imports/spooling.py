"""Copies the sheets of a workbook to files of rows; runs as a process of its own, without Django.

The reader holds a whole sheet at once: what it takes of memory, and whatever makes it fall over,
ends with this process. It prints what it found as JSON, each sheet's name, first place and ranges
merged downwards; the rows of sheet n stand in `n.rows`, one JSON list a line, see `value_of`.
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


def value_of(cell: Any) -> Any:
    """Read a cell back: what JSON does not know stands as a list of its type and its text."""
    return _TAGS[cell[0]](cell[1]) if isinstance(cell, list) else cell


def _tagged(value: date | time | timedelta) -> list[Any]:
    text = value.total_seconds() if isinstance(value, timedelta) else value.isoformat()
    return [type(value).__name__, text]


def spool(workbook: CalamineWorkbook, folder: Path) -> list[dict[str, Any]]:
    """Write the visible sheets' rows into the folder; answer what else there is to say of each."""
    sheets = []
    for place, told in enumerate(workbook.sheets_metadata):
        if told.visible != SheetVisibleEnum.Visible:
            continue
        sheet = workbook.get_sheet_by_name(told.name)
        with (folder / f"{place}.rows").open("wb") as out:
            for row in sheet.iter_rows() if sheet.start else ():
                out.write(orjson.dumps(row, _tagged, orjson.OPT_PASSTHROUGH_DATETIME) + b"\n")
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
    sys.stdout.buffer.write(orjson.dumps(spool(CalamineWorkbook.from_path(file), into)))
