"""Rows of a table become drafts, or errors that say which cell is wrong and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from apps.clues.imports.cells import Wrong, angle_of, date_of, plain, quantity_of, text_of
from apps.clues.imports.grid import Cell, Formula, SheetRow, letters_of
from apps.clues.imports.mapping import CellType, Column, Form, Layout, heading_key
from apps.organizations.queries import Directory, DirectoryDepartment
from clue_transfer import credit_code
from clue_transfer.dates import date_errors
from clue_transfer.typed_facts import fact_errors
from clue_transfer.vocabulary import LegKind, ReceiverRole, SubjectRole, Urgency
from clue_transfer.workflows.receivers import receiver_error

KEPT = 10_000
_TITLE = 200
_DESCRIPTION = 20_000
_VALUE = 200
# Gansu lies within these degrees: longitude from, to; latitude from, to.
_PROVINCE = (92.2, 108.8, 32.5, 42.9)
_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "不明", "未知", "不详"})
_UNNAMED = "不明"
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
    violation_types: Mapping[str, str]
    """Codes of the active violation types, by their code and by their name (see `plain`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row without an error, as a draft."""

    row: int
    source_id: str
    due_on: date | None
    draft: dict[str, Any]


class Checker:
    """Reads the items of one table; `rows`, `errors` and `warnings` are complete when read out."""

    def __init__(self, layout: Layout, *, form: Form, reference: Reference) -> None:
        self.rows = 0
        self.errors = Findings()
        self.warnings = Findings()
        self._layout = layout
        self._form = form
        self._reference = reference
        self._columns = [each for each in form.columns if each.field in layout.places]
        self._seen: dict[str, int] = {}
        self._divisions: dict[tuple[str, str], str | None] = {}
        self._receivers: dict[tuple[str, str | None], DirectoryDepartment | None] = {}

    def items(self) -> Iterator[Item]:
        """Give the good rows in order; blank rows, foot rows and repeated headers are no rows."""
        for row in self._layout.items():
            reading = _Reading(self, row)
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
            directory = self._reference.directory
            found = (
                (None if prefecture else directory.division(county))
                or directory.find_division(prefecture=prefecture, county=county)
                or (None if prefecture else directory.find_division(prefecture=county))
            )
            self._divisions[key] = found.code if found else None
        return self._divisions[key]

    def receiver(self, text: str, near: str | None) -> DirectoryDepartment | None:
        """Find a department by what a list calls it."""
        key = (text, near)
        if key not in self._receivers:
            self._receivers[key] = self._reference.directory.find_receiver(text, near=near)
        return self._receivers[key]


class _Reading:
    """One row while it is read."""

    def __init__(self, checker: Checker, row: SheetRow) -> None:
        self._checker = checker
        self._layout = checker._layout  # noqa: SLF001  # one reader in two classes
        self._form = checker._form  # noqa: SLF001  # as above
        self._reference = checker._reference  # noqa: SLF001  # as above
        self._columns = checker._columns  # noqa: SLF001  # as above
        self._row = row
        self._cells: dict[str, Cell] = {
            name: row.cells[place] if place < len(row.cells) else None
            for name, place in self._layout.places.items()
        }
        self._texts = {name: text_of(cell) for name, cell in self._cells.items()}
        self._values: dict[str, Any] = {}

    def is_item(self) -> bool:
        """Whether the row is an item of the list at all."""
        identifier = self._texts.get("source_id", "")
        if not any(self._texts.values()):
            return False
        # A foot row may begin in the very column of identifiers.
        if self._form.is_foot(identifier or text_of(self._row.first)):
            return False
        return heading_key(identifier) != heading_key(self._layout.headings["source_id"])

    def item(self) -> Item:
        """Read every cell; what is wrong is told to the checker."""
        for column in self._columns:
            self._read(column)
        source_id = self._source_id()
        division = self._division()
        receivers = self._receiver(division)
        location = self._location()
        self._dates()
        texts = {**self._texts, "list": self._layout.title}
        texts |= {
            name: value.isoformat()
            for name, value in self._values.items()
            if isinstance(value, date)
        }
        lines = (self._form.fill(line, texts) for line in self._form.description)
        draft = {
            "title": " ".join(self._form.fill(self._form.title, texts).split())[:_TITLE]
            or self._texts.get("address", "")[:_TITLE],
            "description": "\n".join(line for line in lines if line)[:_DESCRIPTION],
            "violation_type": self._values.get("violation_type"),
            "source": self._form.source,
            "leg_kind": LegKind.TRANSFER.value,
            "division": division,
            "location": location,
            "occurred_on": self._values.get("occurred_on"),
            "discovered_on": self._values.get("discovered_on"),
            "urgency": self._values.get("urgency") or Urgency.NORMAL.value,
            "subjects": [self._subject()],
            "receivers": receivers,
            "facts": self._facts(),
            "source_id": source_id,
        }
        return Item(
            row=self._row.number,
            source_id=source_id,
            due_on=self._values.get("due_on"),
            draft=draft,
        )

    def _read(self, column: Column) -> None:
        name, cell, text = column.field, self._cells[column.field], self._texts[column.field]
        if text in _NOTHING and (not text or not column.required):
            self._texts[name] = ""
            if column.required:
                self._error(name, "required", "必填")
            return
        if column.type is CellType.TEXT or isinstance(cell, Formula):
            self._warn_of_formula(name, cell)
        if len(text) > column.max:
            self._error(name, "too-long", "超过%(most)d个字", most=column.max)
            return
        try:
            self._values[name] = self._value(column, cell)
        except Wrong as wrong:
            self._error(name, wrong.code, wrong.message, **wrong.params)

    def _value(self, column: Column, cell: Cell) -> Any:
        if column.type is CellType.DATE:
            return date_of(cell)
        if column.type is CellType.ANGLE:
            return angle_of(cell)
        if column.type is CellType.QUANTITY:
            quantity = quantity_of(cell)
            if quantity.approximate:
                self._warn(column.field, "approximate", "数量为约数，按所写数值录入")
            return quantity.value
        if column.type is CellType.CREDIT_CODE:
            return self._credit_code(cell)
        if column.type is CellType.CHOICE:
            return self._choice(column, cell)
        return self._texts[column.field]

    def _credit_code(self, cell: Cell) -> str:
        code = credit_code.normalize(text_of(cell))
        if credit_code.check(code) is not None:
            raise Wrong("credit-code", "统一社会信用代码校验不通过")
        return code

    def _choice(self, column: Column, cell: Cell) -> str:
        text = plain(cell).replace(" ", "")
        if column.choices_from == "violation_types":
            found = self._reference.violation_types.get(text)
        else:
            found = column.choices.get(text) or next(
                (code for code in column.choices.values() if code == text), None
            )
        if found is None and column.default:
            self._warn(column.field, "unknown-choice", "没有对应的类别，按默认类别录入")
            found = column.default
        if column.field == "violation_type":
            found = self._reference.violation_types.get(found or "")
            if found is None:
                raise Wrong("unknown-violation-type", "没有这种违法类型")
        elif found is None:
            raise Wrong("unknown-choice", "不在可选项之内")
        return found

    def _source_id(self) -> str:
        identifier = plain(self._cells.get("source_id")).replace(" ", "")
        if not identifier:
            return ""
        seen = self._checker._seen  # noqa: SLF001  # one reader in two classes
        first = seen.setdefault(identifier, self._row.number)
        if first != self._row.number:
            self._error("source_id", "repeated-source-id", "编号与第%(row)d行重复", row=first)
        return identifier

    def _division(self) -> str | None:
        if "division" in self._layout.places:
            if not self._texts["division"]:
                return None
            code = self._checker.division("", plain(self._cells["division"]).replace(" ", ""))
            if code is None:
                self._error("division", "unknown-division", "没有这个行政区划")
            return code
        prefecture, county = self._texts.get("prefecture", ""), self._texts.get("county", "")
        column = "county" if county or not prefecture else "prefecture"
        if not prefecture and not county:
            self._error(column, "required", "必填")
            return None
        code = self._checker.division(prefecture, county)
        if code is None:
            self._error(column, "unknown-division", "没有这个行政区划")
        return code

    def _receiver(self, division: str | None) -> list[dict[str, str]]:
        text = self._texts.get("receiver", "")
        if not text:
            return []
        found = self._checker.receiver(text, division)
        if found is None:
            self._error("receiver", "unknown-receiver", "找不到这个接收单位")
            return []
        wrong = receiver_error(
            found, pointer="/receiver", sender=self._reference.sender, role=ReceiverRole.MAIN
        )
        if wrong is not None:
            self._error("receiver", wrong.code, wrong.message)
        return [{"department": found.code, "role": ReceiverRole.MAIN.value}]

    def _location(self) -> dict[str, Any]:
        """Take coordinates as they were written; outside the province they are warned about."""
        location: dict[str, Any] = {"address": self._texts.get("address", "")}
        longitude, latitude = self._values.get("longitude"), self._values.get("latitude")
        if longitude is None and latitude is None:
            return location
        if longitude is None or latitude is None:
            name = "longitude" if longitude is None else "latitude"
            if not self._texts.get(name):
                self._warn(name, "half-coordinates", "只有一个坐标，未录入坐标")
            return location
        if not _in_province(longitude, latitude):
            self._warn_of_place(longitude, latitude)
        if abs(latitude) <= 90:
            location |= {"longitude": longitude, "latitude": latitude}
        return location

    def _warn_of_place(self, longitude: float, latitude: float) -> None:
        if _in_province(latitude, longitude):
            self._warn(
                "longitude",
                "outside-province",
                "坐标在本省之外，疑似经纬度颠倒，建议改为经度%(longitude)s、纬度%(latitude)s",
                proposal={"longitude": latitude, "latitude": longitude},
                longitude=latitude,
                latitude=longitude,
            )
        else:
            self._warn("longitude", "outside-province", "坐标在本省之外")

    def _dates(self) -> None:
        given = {name: self._values.get(name) for name in ("occurred_on", "discovered_on")}
        for wrong in date_errors(given, today=self._reference.day):
            self._error(wrong.pointer.removeprefix("/"), wrong.code, wrong.message)

    def _subject(self) -> dict[str, Any]:
        name, code = self._texts.get("subject", ""), self._values.get("credit_code")
        minor = {"minor": True} if self._values.get("minor") == "yes" else {}
        if not name and not code:
            return {"name": _UNNAMED, "role": SubjectRole.UNKNOWN.value, **minor}
        # A code without a name still says who it is; the code stands in for the name.
        return {
            "name": name or code,
            "credit_code": code,
            "role": SubjectRole.SUSPECT.value,
            **minor,
        }

    def _facts(self) -> dict[str, Any]:
        facts = {
            column.fact: self._values[column.field]
            for column in self._columns
            if column.fact and column.field in self._values
        }
        for wrong in fact_errors(facts):
            key = wrong.pointer.rpartition("/")[2]
            name = next(column.field for column in self._columns if column.fact == key)
            self._error(name, wrong.code, wrong.message, **wrong.params)
        return facts

    def _warn_of_formula(self, name: str, cell: Cell) -> None:
        text = self._texts[name]
        if isinstance(cell, Formula) or (len(text) > 1 and text.startswith(_COMPUTES)):
            self._warn(name, "formula-text", "内容是公式，按文字保存，不会计算")

    def _error(self, name: str, code: str, message: str, **params: Any) -> None:
        self._checker.errors.add(self._told(name, code, message, params))

    def _warn(
        self, name: str, code: str, message: str, *, proposal: Told | None = None, **params: Any
    ) -> None:
        told = self._told(name, code, message, params)
        if proposal is not None:
            told["proposal"] = proposal
        self._checker.warnings.add(told)

    def _told(self, name: str, code: str, message: str, params: dict[str, Any]) -> Told:
        place = self._layout.places.get(name)
        return {
            "row": self._row.number,
            "column": self._layout.headings.get(name, ""),
            "cell": "" if place is None else f"{letters_of(place)}{self._row.number}",
            "value": text_of(self._cells.get(name))[:_VALUE],
            "code": code,
            "message": message,
            "params": params,
        }


def _in_province(longitude: float, latitude: float) -> bool:
    west, east, south, north = _PROVINCE
    return west <= longitude <= east and south <= latitude <= north
