"""Read the rows of a table cell by cell; what is wrong is told with its place and the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from apps.clues.imports.cells import (
    Wrong,
    angle_of,
    date_of,
    moment_of,
    plain,
    quantity_of,
    text_of,
)
from apps.clues.imports.grid import Cell, Formula, SheetRow, letters_of
from apps.clues.imports.mapping import CellType, Column, Form, Layout, heading_key
from apps.organizations.queries import Directory, DirectoryDepartment
from clue_transfer import credit_code

KEPT = 10_000
_VALUE = 200
_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "不明", "未知", "不详"})
_COMPUTES = ("=", "+", "-", "@")

Told = dict[str, Any]


@dataclass(slots=True)
class Findings:
    """What was found in a table: every finding is counted, the first ten thousand are kept."""

    kept: list[Told] = field(default_factory=list)
    total: int = 0

    def add(self, finding: Told) -> None:
        """Count a finding and keep it while there is room."""
        self.total += 1
        if len(self.kept) < KEPT:
            self.kept.append(finding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What rows are checked against: who imports, when, and the data of that moment."""

    directory: Directory
    sender: int
    day: date
    now: datetime
    """In the time of the place, as people write it."""
    violation_types: Mapping[str, str]
    """Codes of the active violation types, by their code and by their name (see `plain`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row without an error, as a draft."""

    row: int
    source_id: str
    due_on: date | None
    draft: dict[str, Any]
    reporter: dict[str, str] | None = field(default=None, repr=False)
    """Who complained; goes to the sealed table and nowhere else."""


class Checker:
    """Reads the items of one table; `rows`, `errors` and `warnings` are complete when read out."""

    def __init__(
        self,
        layout: Layout,
        *,
        form: Form,
        reference: Reference,
        reading: type[RowReading],
    ) -> None:
        self.rows = 0
        self.errors = Findings()
        self.warnings = Findings()
        self.layout = layout
        self.form = form
        self.reference = reference
        self.columns = [each for each in form.columns if each.field in layout.places]
        self._reading = reading
        self._seen: dict[tuple[str, str], int] = {}
        self._divisions: dict[tuple[str, str], str | None] = {}
        self._receivers: dict[tuple[str, str | None], DirectoryDepartment | None] = {}

    def items(self) -> Iterator[Item]:
        """Give the good rows in order; blank rows, foot rows and repeated headers are no rows."""
        for row in self.layout.items():
            reading = self._reading(self, row)
            if not reading.is_item():
                continue
            self.rows += 1
            before = self.errors.total
            item = reading.item()
            if self.errors.total == before:
                yield item

    def division(self, prefecture: str, county: str) -> str | None:
        """Find a division's code by what a list calls it."""
        key = (prefecture, county)
        if key not in self._divisions:
            directory = self.reference.directory
            found = (
                (None if prefecture else directory.division(county))
                or directory.find_division(prefecture=prefecture, county=county)
                or (None if prefecture else directory.find_division(prefecture=county))
            )
            self._divisions[key] = found.code if found else None
        return self._divisions[key]

    def first_row(self, what: str, key: str, *, row: int) -> int:
        """Say in which row something of a sort stood first; it may be this one."""
        return self._seen.setdefault((what, key), row)

    def receiver(self, text: str, near: str | None) -> DirectoryDepartment | None:
        """Find a department by what a list calls it."""
        key = (text, near)
        if key not in self._receivers:
            self._receivers[key] = self.reference.directory.find_receiver(text, near=near)
        return self._receivers[key]


class RowReading:
    """One row while it is read."""

    def __init__(self, checker: Checker, row: SheetRow) -> None:
        self.checker = checker
        self.layout = checker.layout
        self.form = checker.form
        self.reference = checker.reference
        self.columns = checker.columns
        self.row = row
        self.cells: dict[str, Cell] = {
            name: row.cells[place] if place < len(row.cells) else None
            for name, place in self.layout.places.items()
        }
        self.texts = {name: text_of(cell) for name, cell in self.cells.items()}
        self.values: dict[str, Any] = {}

    def is_item(self) -> bool:
        """Whether the row is an item of the list at all."""
        identifier = self.texts.get("source_id", "")
        if not any(self.texts.values()):
            return False
        # A foot row may begin in the very column of identifiers.
        if self.form.is_foot(identifier or text_of(self.row.first)):
            return False
        return heading_key(identifier) != heading_key(self.layout.headings["source_id"])

    def item(self) -> Item:
        """Read the row; what is wrong is told to the checker."""
        raise NotImplementedError

    def shown(self, name: str, text: str) -> str:  # who knows more shows less
        """Write what a finding repeats of a cell."""
        return text

    def read_cells(self) -> None:
        """Read every cell of the form's columns."""
        for column in self.columns:
            self._read(column)

    def _read(self, column: Column) -> None:
        name, cell, text = column.field, self.cells[column.field], self.texts[column.field]
        if text in _NOTHING and (not text or not column.required):
            self.texts[name] = ""
            if column.required:
                self.error(name, "required", "必填")
            return
        if column.type is CellType.TEXT or isinstance(cell, Formula):
            self._warn_of_formula(name, cell)
        if len(text) > column.max:
            self.error(name, "too-long", "超过%(most)d个字", most=column.max)
            return
        try:
            self.values[name] = self._value(column, cell)
        except Wrong as wrong:
            self.error(name, wrong.code, wrong.message, **wrong.params)

    def _value(self, column: Column, cell: Cell) -> Any:
        if column.type is CellType.DATE:
            return date_of(cell)
        if column.type is CellType.ANGLE:
            return angle_of(cell)
        if column.type is CellType.QUANTITY:
            quantity = quantity_of(cell)
            if quantity.approximate:
                self.warn(column.field, "approximate", "数量为约数，按所写数值录入")
            return quantity.value
        if column.type is CellType.CREDIT_CODE:
            return self._credit_code(cell)
        if column.type is CellType.CHOICE:
            return self._choice(column, cell)
        if column.type is CellType.MOMENT:
            return moment_of(cell)
        return self.texts[column.field]

    def _credit_code(self, cell: Cell) -> str:
        code = credit_code.normalize(text_of(cell))
        if credit_code.check(code) is not None:
            raise Wrong("credit-code", "统一社会信用代码校验不通过")
        return code

    def _choice(self, column: Column, cell: Cell) -> str:
        text = plain(cell).replace(" ", "")
        if column.choices_from == "violation_types":
            found = self.reference.violation_types.get(text)
        else:
            found = column.choices.get(text) or next(
                (code for code in column.choices.values() if code == text), None
            )
        if found is None and column.default:
            self.warn(column.field, "unknown-choice", "没有对应的类别，按默认类别录入")
            found = column.default
        if column.field == "violation_type":
            found = self.reference.violation_types.get(found or "")
            if found is None:
                raise Wrong("unknown-violation-type", "没有这种违法类型")
        elif found is None:
            raise Wrong("unknown-choice", "不在可选项之内")
        return found

    def source_id(self) -> str:
        """Read the identifier; it stands in a list once."""
        identifier = plain(self.cells.get("source_id")).replace(" ", "")
        if not identifier:
            return ""
        first = self.checker.first_row("source_id", identifier, row=self.row.number)
        if first != self.row.number:
            self.error("source_id", "repeated-source-id", "编号与第%(row)d行重复", row=first)
        return identifier

    def division(self) -> str | None:
        """Find the division that the row names."""
        if "division" in self.layout.places:
            if not self.texts["division"]:
                return None
            code = self.checker.division("", plain(self.cells["division"]).replace(" ", ""))
            if code is None:
                self.error("division", "unknown-division", "没有这个行政区划")
            return code
        prefecture, county = self.texts.get("prefecture", ""), self.texts.get("county", "")
        column = "county" if county or not prefecture else "prefecture"
        if not prefecture and not county:
            self.error(column, "required", "必填")
            return None
        code = self.checker.division(prefecture, county)
        if code is None:
            self.error(column, "unknown-division", "没有这个行政区划")
        return code

    def _warn_of_formula(self, name: str, cell: Cell) -> None:
        text = self.texts[name]
        if isinstance(cell, Formula) or (len(text) > 1 and text.startswith(_COMPUTES)):
            self.warn(name, "formula-text", "内容是公式，按文字保存，不会计算")

    def error(self, name: str, code: str, message: str, **params: Any) -> None:
        """Tell that a cell is wrong."""
        self.checker.errors.add(self._told(name, code, message, params))

    def warn(
        self, name: str, code: str, message: str, *, proposal: Told | None = None, **params: Any
    ) -> None:
        """Tell that a cell is strange."""
        told = self._told(name, code, message, params)
        if proposal is not None:
            told["proposal"] = proposal
        self.checker.warnings.add(told)

    def _told(self, name: str, code: str, message: str, params: dict[str, Any]) -> Told:
        place = self.layout.places.get(name)
        return {
            "row": self.row.number,
            "column": self.layout.headings.get(name, ""),
            "cell": "" if place is None else f"{letters_of(place)}{self.row.number}",
            "value": self.shown(name, text_of(self.cells.get(name)))[:_VALUE],
            "code": code,
            "message": message,
            "params": params,
        }
