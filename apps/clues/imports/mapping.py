"""Forms: which heading of a table stands over which field; forms are data, not programs."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as empty
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from apps.clues.imports.cells import text_of
from apps.clues.imports.grid import Cell, Grid, SheetRow
from apps.clues.imports.refusals import FileRefused

FORMS_FILE = Path(__file__).resolve().parents[3] / "seeds" / "reference" / "import_forms.toml"

_BRACKETS = re.compile(r"[(\[【〔<].*?[)\]】〕>]")
_NOT_WORDS = re.compile(r"[\s*:：、,，.。/／\-_()（）\[\]【】]+")
_PLACE = re.compile(r"\{(\w+)\}")
_LOOK_AT = 60
_LIST_NAME = 200


class CellType(StrEnum):
    """How a column's cells are read."""

    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"
    QUANTITY = "quantity"
    ANGLE = "angle"
    CREDIT_CODE = "credit_code"
    DEPARTMENT = "department"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field of a form and the headings under which it may stand."""

    field: str
    headings: tuple[str, ...]
    type: CellType = CellType.TEXT
    required: bool = False
    heading_required: bool = False
    max: int = 2000
    fact: str = ""
    choices: Mapping[str, str] = empty(default_factory=dict)
    choices_from: str = ""
    default: str = ""
    sealed: bool = False
    """Tells who complained: goes to the sealed table only, and no finding repeats it."""
    example: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One kind of table: its columns, and how title and description are written."""

    kind: str
    label: str
    label_en: str
    source: str
    title: str
    description: tuple[str, ...]
    foot: tuple[str, ...]
    columns: tuple[Column, ...]
    template: bool = False
    makes: str = "clue"
    """What a row becomes: a draft of a clue, or a complaint."""
    hints: Mapping[str, tuple[str, ...]] = empty(default_factory=dict)
    """Words that speak for a choice: where another was made, somebody should look."""

    @property
    def english(self) -> str:
        """The English label, under the name that words use."""
        return self.label_en

    @property
    def of_complaints(self) -> bool:
        """Whether rows become complaints, and the file names who complained."""
        return self.makes == "complaint"

    def is_foot(self, text: str) -> bool:
        """Whether a row that begins with the text closes the table and is no item."""
        return _folded(text).startswith(self.foot)

    def fill(self, template: str, values: Mapping[str, str]) -> str:
        """Fill a line of the form; the empty text when a field that it names is empty."""
        if not all(values.get(name) for name in _PLACE.findall(template)):
            return ""
        return _PLACE.sub(lambda place: values[place[1]], template)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where a form's fields stand in one sheet."""

    grid: Grid
    title: str
    header_row: int
    """The last row of the header, as at the sheet's margin."""
    places: Mapping[str, int]
    headings: Mapping[str, str]

    def items(self) -> Iterator[SheetRow]:
        """Give the rows below the header."""
        return (row for row in self.grid.rows() if row.number > self.header_row)


def form_of(kind: str) -> Form | None:
    """Find a form by its kind."""
    return forms().get(kind)


def kinds_of_complaints() -> list[str]:
    """Name the kinds whose files tell who complained."""
    return [kind for kind, form in forms().items() if form.of_complaints]


@lru_cache(maxsize=1)
def forms() -> Mapping[str, Form]:
    """Read every form, once a process."""
    given: dict[str, Any] = tomllib.loads(FORMS_FILE.read_text(encoding="utf-8"))
    return {kind: _form(kind, **table) for kind, table in given.items()}


def find_layout(grids: Sequence[Grid], form: Form, *, file_name: str) -> Layout:
    """Find the sheet and the row where the form's headings stand; FileRefused if nowhere."""
    best: Layout | None = None
    for grid in grids:
        found = _layout(grid, form, file_name=file_name)
        if found and (best is None or len(found.places) > len(best.places)):
            best = found
    if best is None or not best.places:
        raise FileRefused("no-header", "找不到“%(form)s”的表头", form=form.label)
    missing = [
        column.headings[0]
        for column in form.columns
        if (column.required or column.heading_required) and column.field not in best.places
    ]
    if missing:
        raise FileRefused("missing-column", "缺少列：%(columns)s", columns=missing)
    return best


def heading_key(text: str) -> str:
    """Fold a heading to what it is compared by: 估算方量（立方米） and 估算方量 are one."""
    folded = _folded(text)
    return _NOT_WORDS.sub("", _BRACKETS.sub("", folded)) or _NOT_WORDS.sub("", folded)


def _form(kind: str, *, column: list[dict[str, Any]], **given: Any) -> Form:
    columns = tuple(
        Column(
            **{
                **row,
                "headings": tuple(row["headings"]),
                "type": CellType(row.get("type", CellType.TEXT)),
                "choices": {_folded(text): code for text, code in row.get("choices", {}).items()},
            }
        )
        for row in column
    )
    given["hints"] = {code: tuple(words) for code, words in given.get("hints", {}).items()}
    lists: dict[str, Any] = {name: tuple(given.pop(name)) for name in ("description", "foot")}
    return Form(kind=kind, columns=columns, **given, **lists)


def _layout(grid: Grid, form: Form, *, file_name: str) -> Layout | None:
    """Read a header of one row or of two, whichever names more columns."""
    keys: dict[str, list[str]] = {}
    for column in form.columns:
        for heading in column.headings:
            keys.setdefault(heading_key(heading), []).append(column.field)
    best: tuple[int, int, list[str]] | None = None
    above: list[str] = []
    titles: list[tuple[int, str]] = []
    for row in _first_rows(grid):
        texts = [text_of(cell) for cell in row.cells]
        joined = [
            text or (above[place] if place < len(above) else "")
            for place, text in enumerate([*texts, *[""] * (len(above) - len(texts))])
        ]
        for headings in (texts, joined):
            known = len({heading_key(text) for text in headings if text} & keys.keys())
            if known > (best[0] if best else 1):
                best = (known, row.number, headings)
        above = texts
        titles.append((row.number, text_of(row.first)))
    if best is None:
        return None
    _, number, headings = best
    places: dict[str, int] = {}
    for place, text in enumerate(headings):
        for name in keys.get(heading_key(text), ()) if text else ():
            places.setdefault(name, place)
    lines = [text for at, text in titles if at < number and heading_key(text) not in keys]
    return Layout(
        grid=grid,
        title=_name(lines, grid.name, file_name),
        header_row=number,
        places=places,
        headings={name: headings[place].replace("\n", "") for name, place in places.items()},
    )


def _first_rows(grid: Grid) -> Iterator[SheetRow]:
    for seen, row in enumerate(grid.rows()):
        if seen == _LOOK_AT:
            return
        yield row


def _name(lines: Sequence[str], sheet: str, file_name: str) -> str:
    """Name the list: by its title row, else by a sheet that somebody named, else by its file."""
    named = [" ".join(line.split()) for line in lines if line]
    if not named and not re.fullmatch(r"(?i)(sheet|工作表)\s*\d*", sheet):
        named = [sheet]
    named.append(Path(file_name).stem)
    return next(name for name in [*named, "导入清单"] if name)[:_LIST_NAME]


def _folded(cell: Cell) -> str:
    return "".join(unicodedata.normalize("NFKC", text_of(cell)).split())
