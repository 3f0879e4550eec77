"""Workbooks for tests: written properly, or by hand the way an attacker would."""

import io
import zipfile
from collections.abc import Callable

import xlsxwriter

from apps.clues.imports.grid import LIMITS, Limits
from apps.clues.imports.reading import open_file
from apps.clues.imports.refusals import FileRefused

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def written(fill: Callable[[xlsxwriter.Workbook], object]) -> io.BytesIO:
    """Write a workbook as a spreadsheet program does."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    fill(book)
    book.close()
    target.seek(0)
    return target


def one_sheet(rows: list[list[object]]) -> io.BytesIO:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return written(fill)


def parts(data: str, *, shared: str = "", before: str = "") -> dict[str, str]:
    """The smallest workbook there is, around the text of its one sheet's data."""
    more = {"xl/sharedStrings.xml": f"<sst {_MAIN}>{shared}</sst>"} if shared else {}
    link = (
        f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        if shared
        else ""
    )
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'{_RELATIONS}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_RELATIONS}<Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>{link}</Relationships>',
        **more,
        "xl/worksheets/sheet1.xml": f"{before}<worksheet {_MAIN}>{data}</worksheet>",
    }


def zipped(members: dict[str, str | bytes]) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    target.seek(0)
    return target


def by_hand(data: str, *, shared: str = "", before: str = "") -> io.BytesIO:
    return zipped(parts(f"<sheetData>{data}</sheetData>", shared=shared, before=before))


def read(source: io.BytesIO, *, limits: Limits = LIMITS) -> list[list[tuple[int, list[object]]]]:
    """Every visible sheet as pairs of row number and cells."""
    with open_file(source, limits=limits) as grids:
        return [[(row.number, row.cells) for row in grid.rows()] for grid in grids]


def refusal(source: io.BytesIO, *, limits: Limits = LIMITS) -> str | None:
    """The code of the refusal, if the file is refused."""
    try:
        read(source, limits=limits)
    except FileRefused as refused:
        return refused.reason
    return None
