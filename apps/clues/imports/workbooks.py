"""Sheets of a workbook: read in a process of its own, given row by row."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from apps.clues.imports import spooling
from apps.clues.imports.grid import Cell, Formula, Limits, SheetRow, is_blank, limited
from apps.clues.imports.refusals import FileRefused
from apps.clues.imports.sheets import SheetScan

_PATIENCE = 120  # seconds; the largest workbook takes ten


def open_workbook(
    clean: Path, *, scans: dict[str, SheetScan], parts: dict[str, str], limits: Limits
) -> list[WorkbookGrid]:
    """Open the visible sheets, each beside the scan of its part; FileRefused when it is broken.

    The rows are kept beside the file, in its folder.
    """
    command = [sys.executable, "-I", spooling.__file__, str(clean), str(clean.parent)]
    wanted = [name for name, part in parts.items() if part in scans]
    try:
        done = subprocess.run(  # our own program on a path of our own
            command,
            input=orjson.dumps(wanted),
            capture_output=True,
            check=True,
            timeout=_PATIENCE,
            env={},  # a reader that is taken over finds no key there
        )
    except subprocess.SubprocessError:
        raise FileRefused("broken-file", "文件已损坏或不完整，无法打开") from None
    return [
        WorkbookGrid(told, clean.parent, scans[parts[told["name"]]], limits=limits)
        for told in orjson.loads(done.stdout)
    ]


class WorkbookGrid:
    """A sheet of a workbook."""

    def __init__(
        self, told: dict[str, Any], folder: Path, scan: SheetScan, *, limits: Limits
    ) -> None:
        self.name: str = told["name"]
        self._rows = folder / f"{told['place']}.rows"
        self._column: int = told["column"]
        self._limits = limits
        self._formulas: dict[int, list[tuple[int, str]]] = {}
        for (row, column), text in scan.formulas.items():
            self._formulas.setdefault(row, []).append((column, text))
        self._merged = sorted(tuple(each) for each in told["merged"])

    def rows(self) -> Iterator[SheetRow]:
        """Give the rows that are not blank, with formulas and what is merged downwards."""
        return limited(self._filled(), limits=self._limits)

    def _filled(self) -> Iterator[SheetRow]:
        waiting = self._merged[::-1]
        # By column, so that ranges laid over each other cost no more than one.
        below: dict[int, tuple[int, Cell]] = {}
        for number, cells in self._numbered():
            first: Cell = next((cell for cell in cells if not is_blank(cell)), None)
            while waiting and waiting[-1][0] <= number:
                top, bottom, column = waiting.pop()
                if top == number and column < len(cells):
                    below[column] = (bottom, cells[column])
            for column, (bottom, value) in list(below.items()):
                if bottom < number:
                    del below[column]
                else:
                    cells.extend([None] * (column + 1 - len(cells)))
                    cells[column] = value
            if first is not None:
                yield SheetRow(number + 1, cells, first)

    def _numbered(self) -> Iterator[tuple[int, list[Cell]]]:
        before: list[Cell] = [None] * self._column
        formulas = dict(self._formulas)
        with self._rows.open("rb") as rows:
            for number, row in enumerate(rows):
                cells: list[Cell] = [*before, *spooling.row_of(row)]
                if number in formulas:
                    _put(cells, formulas.pop(number))
                yield number, cells
        # A formula that nobody has computed is no cell to the table reader.
        for later in sorted(formulas):
            cells = []
            _put(cells, formulas[later])
            yield later, cells


def _put(cells: list[Cell], formulas: list[tuple[int, str]]) -> None:
    for column, text in formulas:
        cells += [None] * (column + 1 - len(cells))
        value = cells[column]
        cells[column] = Formula(text, None if isinstance(value, Formula) else value)
