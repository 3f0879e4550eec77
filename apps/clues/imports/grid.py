"""Grid: a sheet as a person sees it, row by row, whatever file it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from apps.clues.imports.refusals import FileRefused

Value = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes: its text, and what the last program to save it had computed."""

    text: str
    value: Value


Cell = Value | Formula


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that is not blank.

    `number` counts from 1 as at the sheet's margin; `cells` begin at column A and hold the values
    of cells merged downwards; `first` is the first value that stands in the row itself.
    """

    number: int
    cells: list[Cell]
    first: Cell


class Grid(Protocol):
    """One sheet; its rows can be read more than once."""

    name: str

    def rows(self) -> Iterator[SheetRow]:
        """Give the rows that are not blank, top to bottom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a file may hold; beyond it the file is refused before it costs memory."""

    file_bytes: int = 50 * 1024 * 1024
    members: int = 1000
    expanded_bytes: int = 400 * 1024 * 1024
    sheets: int = 50
    elements: int = 24_000_000
    rows: int = 100_000
    columns: int = 200
    area: int = 5_000_000
    formulas: int = 300_000
    merged: int = 100_000
    text: int = 120_000_000
    cell_text: int = 32_767


LIMITS = Limits()
_AROUND = 100  # rows of titles and foot


def is_blank(cell: Cell) -> bool:
    """Whether nothing can be seen in the cell."""
    if isinstance(cell, str):
        return not cell or cell.isspace()
    return cell is None


def letters_of(column: int) -> str:
    """Name a column that is counted from 0 as the sheet's margin does: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def limited(rows: Iterator[SheetRow], *, limits: Limits) -> Iterator[SheetRow]:
    """Refuse a table of more rows than one run may bring, titles and foot not counted."""
    for seen, row in enumerate(rows):
        if seen >= limits.rows + _AROUND:
            raise FileRefused("too-many-rows", "超过%(limit)s行，请拆分后再导入", limit=limits.rows)
        yield row
