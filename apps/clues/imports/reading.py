"""Open a file that somebody brought in, without trusting it, as grids."""

from __future__ import annotations

import csv
import io
import posixpath
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from apps.clues.imports.archives import copy_clean
from apps.clues.imports.grid import LIMITS, Grid, Limits, SheetRow, is_blank, limited
from apps.clues.imports.refusals import FileRefused
from apps.clues.imports.sheets import Attributes, Part, SharedTexts, SheetScan, Tally
from apps.clues.imports.workbooks import open_workbook

_DELIMITERS = ",\t;|，；"
_SAMPLE = 50


@contextmanager
def open_file(source: Path | BinaryIO, *, limits: Limits = LIMITS) -> Iterator[list[Grid]]:
    """Open a workbook or a text table by its content; the name is not believed.

    Gives the visible sheets; `FileRefused` says why a file cannot be taken.
    """
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        if isinstance(source, Path):
            with source.open("rb") as file:
                yield _grids(file, Path(folder), limits=limits)
        else:
            yield _grids(source, Path(folder), limits=limits)


def _grids(file: BinaryIO, folder: Path, *, limits: Limits) -> list[Grid]:
    file.seek(0)
    head = file.read(512)
    if not head.strip():
        raise FileRefused("empty-file", "文件是空的")
    if head.startswith(b"PK\x03\x04"):
        return _workbook(file, folder / "clean.xlsx", limits=limits)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            "old-workbook", "文件是旧版 xls 或设有密码，请去除密码并另存为 xlsx 后再导入"
        )
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"%PDF", b"{\\rtf")):
        raise FileRefused("not-a-table", "文件内容不是 xlsx 工作簿或 csv 表格")
    return [_text_table(file, limits=limits)]


class TextGrid:
    """A table of text, separated by a character."""

    def __init__(self, text: str, *, limits: Limits) -> None:
        self.name = ""
        self._text = text
        self._limits = limits
        self._delimiter = _delimiter(text)

    def rows(self) -> Iterator[SheetRow]:
        """Give the records that are not blank, numbered as a spreadsheet program shows them."""
        return limited(self._written(), limits=self._limits)

    def _written(self) -> Iterator[SheetRow]:
        for number, record in enumerate(_records(self._text, self._delimiter), start=1):
            if len(record) > self._limits.columns:
                raise FileRefused("sheet-too-large", "第%(row)s行的列数过多", row=number)
            first = next((cell for cell in record if not is_blank(cell)), None)
            if first is not None:
                yield SheetRow(number, list(record), first)


def _workbook(file: BinaryIO, clean: Path, *, limits: Limits) -> list[Grid]:
    shared: SharedTexts | None = None
    tally = Tally()
    scans: dict[str, SheetScan] = {}

    def watch(name: str) -> Callable[[bytes], object]:
        nonlocal shared
        low = name.casefold()
        if low.endswith("sharedstrings.xml"):
            shared = SharedTexts(limits, tally)
            return shared.feed
        if "sheets/" in low and not low.endswith(".rels"):
            scans[name.lstrip("/").casefold()] = scan = SheetScan(limits, tally, shared)
            return scan.feed
        return Part(limits, tally, {}).feed

    copy_clean(file, clean, limits=limits, watch=watch)
    parts = _sheet_parts(clean, limits=limits)
    return [*open_workbook(clean, scans=scans, parts=parts, limits=limits)]


def _sheet_parts(clean: Path, *, limits: Limits) -> dict[str, str]:
    """Find which member of the archive each sheet is."""
    names: dict[str, str] = {}
    targets: dict[str, str] = {}

    def on_sheet(attributes: Attributes) -> None:
        key = next((each for each in attributes if each.rpartition(":")[2] == "id"), "")
        names[attributes.get("name", "")] = attributes.get(key, "")
        if len(names) > limits.sheets:
            raise FileRefused("too-many-parts", "文件内部的组成部分过多，已拒绝打开")

    def on_relation(attributes: Attributes) -> None:
        targets[attributes.get("Id", "")] = attributes.get("Target", "")

    with zipfile.ZipFile(clean) as archive:
        book = next(name for name in archive.namelist() if name.casefold().endswith("workbook.xml"))
        folder, _, base = book.rpartition("/")
        for part, handlers in (
            (book, {"sheet": on_sheet}),
            (posixpath.join(folder, "_rels", f"{base}.rels"), {"Relationship": on_relation}),
        ):
            if part not in archive.namelist():
                raise FileRefused("not-a-workbook", "文件不是 xlsx 工作簿")
            reader = Part(limits, Tally(), handlers)
            reader.feed(archive.read(part))
            reader.feed(b"")
    return {
        name: posixpath.normpath(posixpath.join("/", folder, targets.get(key, "")))
        .lstrip("/")
        .casefold()
        for name, key in names.items()
    }


def _text_table(file: BinaryIO, *, limits: Limits) -> Grid:
    file.seek(0)
    data = file.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        raise FileRefused(
            "too-large", "文件超过%(limit)s兆字节", limit=limits.file_bytes // (1024 * 1024)
        )
    return TextGrid(_decoded(data), limits=limits)


def _decoded(data: bytes) -> str:
    """Decode what office programs here write: UTF-8, UTF-16 with its mark, or GB 18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data[:4096]:
        # The upper half of what is plain ASCII is 0: in which place tells the order.
        little = data[1:4096:2].count(0) >= data[0:4096:2].count(0)
        encodings = ["utf-16-le" if little else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_written(text):
            return text
    raise FileRefused("unknown-encoding", "无法识别文件编码，请另存为 UTF-8 或 xlsx 后再导入")


def _is_written(text: str) -> bool:
    """Whether this is text at all: other files decode to control characters."""
    sample = text[:20_000]
    strange = sum(1 for each in sample if (each < " " and each not in "\t\r\n") or each == "\ufffd")
    return strange * 200 <= len(sample)


def _delimiter(text: str) -> str:
    """Find the separator that splits the first records into the most even columns."""
    best, most = ",", (0, 0)
    for delimiter in _DELIMITERS:
        widths = []
        try:
            for record, _ in zip(_records(text, delimiter), range(_SAMPLE), strict=False):
                widths.append(len(record))
        except FileRefused:
            continue
        common = max((width for width in widths if width > 1), key=widths.count, default=0)
        if (widths.count(common), common) > most:
            best, most = delimiter, (widths.count(common), common)
    return best


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:
        raise FileRefused(
            "broken-table", "第%(row)s行附近的引号或分隔符有误，无法读取", row=reader.line_num
        ) from None
