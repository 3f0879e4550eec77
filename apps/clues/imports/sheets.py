"""The XML inside a workbook, read as a stream before anything builds a table of it.

Finds what would be dangerous (entities, a sheet of a few cells that spans billions, endless
texts) and what the table reader does not tell (formulas).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from apps.clues.imports.grid import Limits
from apps.clues.imports.refusals import FileRefused

Attributes = dict[str, str]
Handlers = Mapping[str, Callable[[Attributes], object]]

_MOST_COLUMNS = 16_384
_MOST_ROWS = 1_048_576
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")  # of UTF-16, which the parser would follow
_LONGEST_ELEMENT = 2 << 20  # bytes between two elements: a cell's text, escaped, is far shorter


@dataclass(slots=True)
class Tally:
    """What the parts of one workbook have cost together."""

    elements: int = 0
    text: int = 0
    formulas: int = 0
    merged: int = 0
    area: int = 0


class Part:
    """A parser that refuses document types and calls a handler for each local name.

    Read as UTF-8 whatever the part declares, as the table reader does: two readers that disagree
    about the encoding can be shown two different sheets.
    """

    def __init__(self, limits: Limits, tally: Tally, handlers: Handlers) -> None:
        self._limits = limits
        self._quiet = 0
        self._fresh = True
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._starter(tally, handlers)
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse

    def feed(self, chunk: bytes) -> None:
        """Take the next piece of the part; an empty one is the end."""
        if b"\x00" in chunk or (self._fresh and chunk.startswith(_OTHER_MARKS)):
            raise FileRefused("broken-file", "文件已损坏或不完整，无法打开")
        self._fresh = False
        self._quiet += len(chunk)
        if self._quiet > _LONGEST_ELEMENT:
            raise FileRefused("cell-too-long", "单元格内容过长，已拒绝打开")
        try:
            self._parser.Parse(chunk, not chunk)
        except (expat.ExpatError, ValueError, LookupError):
            raise FileRefused("broken-file", "文件已损坏或不完整，无法打开") from None

    def _starter(self, tally: Tally, handlers: Handlers) -> Callable[[str, Attributes], None]:
        # A prefix changes nothing: the table reader looks at local names only.
        by_name: dict[str, Callable[[Attributes], object] | None] = {}
        most = self._limits.elements

        def start(name: str, attributes: Attributes) -> None:
            self._quiet = 0
            tally.elements += 1
            if tally.elements > most:
                raise FileRefused("too-many-parts", "文件内部的组成部分过多，已拒绝打开")
            try:
                handler = by_name[name]
            except KeyError:
                if len(by_name) > 1000:
                    by_name.clear()
                handler = by_name[name] = handlers.get(name.rpartition(":")[2])
            if handler is not None:
                handler(attributes)

        return start

    def _refuse(self, *_: object) -> None:
        raise FileRefused("unsafe-xml", "文件含有不安全的内容（文档类型或实体声明），已拒绝打开")


class SharedTexts(Part):
    """How long each shared text is: a short sheet may repeat a long one without end."""

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits, tally, {"si": self._item})
        self.lengths = array("L")
        self._parser.CharacterDataHandler = self._characters

    def _item(self, _attributes: Attributes) -> None:
        self.lengths.append(0)

    def _characters(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)
            # Twice: phonetic hints of a text are counted with it.
            if self.lengths[-1] > self._limits.cell_text * 2:
                raise FileRefused("cell-too-long", "单元格内容过长，已拒绝打开")


class SheetScan(Part):
    """One sheet's extent and formulas."""

    def __init__(self, limits: Limits, tally: Tally, shared: SharedTexts | None) -> None:
        handlers: Handlers = {
            "row": self._on_row,
            "c": self._on_cell,
            "v": self._on_value,
            "is": self._on_content,
            "f": self._on_formula,
            "mergeCell": self._on_merged,
        }
        super().__init__(limits, tally, handlers)
        self.formulas: dict[tuple[int, int], str] = {}
        self._tally = tally
        self._lengths = shared.lengths if shared else array("L")
        self._row = self._column = -1
        self._top = self._left = _MOST_ROWS
        self._bottom = self._right = -1
        self._area = 0
        self._digits = ""  # of the row that the last cell named: seldom another one
        self._type: str | None = None
        self._texts: dict[str, str] = {}
        self._masters: dict[str, str] = {}
        self._letters: dict[str, int] = {}

    def _on_row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        self._row = self._number(number) if number else self._row + 1
        self._digits = ""
        self._column = -1

    def _on_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            column = self._letters.get(letters)
            if column is None:
                column = self._letters[letters] = self._column_of(letters)
            self._column = column
            digits = reference[len(letters) :]
            if digits != self._digits:
                self._row = self._number(digits)
                self._digits = digits
        self._type = attributes.get("t")

    def _on_content(self, _attributes: Attributes) -> None:
        row, column = self._row, self._column
        grown = False
        if row > self._bottom:
            self._bottom, grown = row, True
        if row < self._top:
            self._top, grown = row, True
        if column > self._right:
            self._right, grown = column, True
        if column < self._left:
            self._left, grown = column, True
        if grown:
            self._check_extent()

    def _on_value(self, attributes: Attributes) -> None:
        self._on_content(attributes)
        if self._type == "s":
            self._collect(self._close_shared)

    def _on_formula(self, attributes: Attributes) -> None:
        self._on_content(attributes)
        self._tally.formulas += 1
        if self._tally.formulas > self._limits.formulas:
            raise FileRefused("too-many-formulas", "公式过多，请将公式转换为数值后再导入")
        master = attributes.get("si") if attributes.get("t") == "shared" else None
        if self._row < 0 or self._column < 0:
            return  # it stands in no cell, and the table reader does not see it either
        place = (self._row, self._column)

        def close(text: str) -> None:
            if master is not None:
                text = (
                    self._masters.setdefault(master, text)
                    if text
                    else self._masters.get(master, "")
                )
            self.formulas[place] = self._texts.setdefault(text, f"={text}")

        self._collect(close)

    def _close_shared(self, text: str) -> None:
        try:
            index = int(text)
            if index < 0:
                raise IndexError
            self._tally.text += self._lengths[index]
        except (ValueError, IndexError, OverflowError):
            raise FileRefused("broken-file", "文件已损坏或不完整，无法打开") from None
        if self._tally.text > self._limits.text:
            raise FileRefused("too-much-text", "表格文字总量过大，请拆分后再导入")

    def _collect(self, close: Callable[[str], None]) -> None:
        """Gather the text of the element that has just begun, until it ends."""
        parts: list[str] = []
        parser = self._parser

        def end(_name: str) -> None:
            parser.CharacterDataHandler = parser.EndElementHandler = None
            close("".join(parts))

        parser.CharacterDataHandler = parts.append
        parser.EndElementHandler = end

    def _on_merged(self, _attributes: Attributes) -> None:
        self._tally.merged += 1
        if self._tally.merged > self._limits.merged:
            raise FileRefused("too-many-merged", "合并单元格过多，请取消合并后再导入")

    def _check_extent(self) -> None:
        area = (self._bottom - self._top + 1) * (self._right - self._left + 1)
        # Rows above the first one cost nothing; those between the first and the last do.
        self._tally.area += area - self._area
        self._area = area
        if self._tally.area > self._limits.area or self._right >= self._limits.columns:
            raise FileRefused(
                "sheet-too-large",
                "工作表范围过大（至第%(row)s行、第%(column)s列），请删除多余的行列后再导入",
                row=self._bottom + 1,
                column=self._right + 1,
            )

    @staticmethod
    def _number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 7 and int(text) > 0):
            raise FileRefused("broken-file", "文件已损坏或不完整，无法打开")
        return min(int(text), _MOST_ROWS) - 1

    @staticmethod
    def _column_of(letters: str) -> int:
        column = 0
        for letter in letters.upper():
            if not "A" <= letter <= "Z" or column > _MOST_COLUMNS:
                raise FileRefused("broken-file", "文件已损坏或不完整，无法打开")
            column = column * 26 + ord(letter) - ord("A") + 1
        if column == 0:
            raise FileRefused("broken-file", "文件已损坏或不完整，无法打开")
        return column - 1
