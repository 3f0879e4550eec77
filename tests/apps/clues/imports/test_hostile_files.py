"""Files made to harm: refused with a reason, never a crash, never a full memory."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.clues.imports import workbooks
from apps.clues.imports.grid import Limits
from tests.apps.clues.imports.books import by_hand, one_sheet, parts, read, refusal, zipped

SAMPLE = (Path(__file__).parents[3] / "data" / "ministry_list_sample.xlsx").read_bytes()
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty-file"),
        (b"  \r\n", "empty-file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-workbook"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "not-a-table"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "not-a-table"),
        (b"%PDF-1.7\n", "not-a-table"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 20, "unknown-encoding"),
        (b"a,b\n" + b"\xff" * 40, "unknown-encoding"),
        (b"a,b\n1,\x01\x02\x03\x04", "unknown-encoding"),
        (b'a,b\n1,"' + b"x" * 140_000, "broken-table"),
        (b"," * 300, "sheet-too-large"),
        (SAMPLE[: len(SAMPLE) // 2], "broken-file"),
        (SAMPLE[:-1], "broken-file"),
        (SAMPLE + b"PK", "broken-file"),
        (b"PK\x03\x04" + bytes(100), "broken-file"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, reason: str):
    assert refusal(io.BytesIO(content)) == reason


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    small = Limits(file_bytes=1000)

    assert refusal(io.BytesIO(SAMPLE), limits=small) == "too-large"
    assert refusal(io.BytesIO(b"a,b\n" * 1000), limits=small) == "too-large"


def test_an_honest_bomb_is_refused_by_its_declared_size():
    bomb = by_hand(CELL + " " * 3_000_000)

    assert len(bomb.getvalue()) < 10_000
    assert refusal(bomb, limits=Limits(expanded_bytes=2_000_000)) == "too-large-expanded"


def test_a_lying_bomb_is_refused_by_its_real_size():
    honest = by_hand(CELL + " " * 1_000_000).getvalue()
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = honest.replace(struct.pack("<L", size), struct.pack("<L", 500))

    assert lying != honest
    assert refusal(io.BytesIO(lying)) == "zip-bomb"


@pytest.mark.parametrize(
    "end", ["import os; os.abort()", "while True: pass", "raise SystemExit(3)"]
)
def test_a_reader_that_falls_over_or_never_ends_takes_nothing_with_it(
    end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    reader = tmp_path / "reader.py"
    reader.write_text(end)
    monkeypatch.setattr(workbooks.spooling, "__file__", str(reader))
    monkeypatch.setattr(workbooks, "_PATIENCE", 1)

    assert refusal(by_hand(CELL)) == "broken-file"


def test_a_reader_finds_no_secret_in_its_surroundings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    reader, seen = tmp_path / "reader.py", tmp_path / "seen"
    reader.write_text(
        "import os, pathlib\n"
        f"pathlib.Path({str(seen)!r}).write_text(' '.join(os.environ))\n"
        "print('[]')"
    )
    monkeypatch.setattr(workbooks.spooling, "__file__", str(reader))
    monkeypatch.setenv("SECRET_KEY", "very secret")

    refusal(by_hand(CELL))

    assert set(seen.read_text().split()) <= {"LC_CTYPE"}  # Python's own


def test_a_wrong_checksum_is_refused():
    honest = by_hand(CELL).getvalue()
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        checksum = archive.getinfo("xl/worksheets/sheet1.xml").CRC
    wrong = honest.replace(struct.pack("<L", checksum), struct.pack("<L", checksum ^ 1))

    assert refusal(io.BytesIO(wrong)) == "broken-file"


def test_thousands_of_members_are_refused_before_they_are_listed():
    many = zipped(
        {**parts(f"<sheetData>{CELL}</sheetData>"), **{f"x/{n}.txt": "" for n in range(50)}}
    )

    assert refusal(many, limits=Limits(members=50)) == "too-many-parts"
    assert refusal(many) is None


def test_two_members_of_one_name_are_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts(f"<sheetData>{CELL}</sheetData>").items():
            archive.writestr(name, text)
        archive.writestr("XL/WorkSheets/Sheet1.xml", "<worksheet/>")

    assert refusal(target) == "broken-file"


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"word/document.xml": "<w/>"}, "not-a-workbook"),
        ({"xl/workbook.bin": "x"}, "unsupported-file"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "not-a-workbook"),
    ],
)
def test_other_archives_are_refused(members: dict[str, str], reason: str):
    assert refusal(zipped(members)) == reason


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/x">%p;]>',
    ],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels"])
def test_document_types_are_refused_in_every_part(before: str, part: str):
    members = parts(f"<sheetData>{CELL}</sheetData>")
    members[part] = before + members[part]

    assert refusal(zipped(members)) == "unsafe-xml"


def test_a_part_that_declares_another_encoding_is_read_as_the_table_reader_reads_it():
    # In EBCDIC the bytes of this sheet would be no cells at all.
    strange = by_hand(CELL, before='<?xml version="1.0" encoding="cp037"?>')

    assert read(strange) == [[(1, ["甲"])]]
    assert refusal(
        zipped({**parts(""), "xl/worksheets/sheet1.xml": "<worksheet/>".encode("utf-16")})
    ) == ("broken-file")


@pytest.mark.parametrize(
    "corner",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row><c r="F1"><v>1</v></c>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
        '<x:row xmlns:x="y" r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_two_cells_far_apart_are_refused_before_a_table_is_built(corner: str):
    assert refusal(by_hand(CELL + corner)) == "sheet-too-large"


def test_a_declared_extent_is_not_believed():
    sheet = parts(f'<dimension ref="A1:XFD1048576"/><sheetData>{CELL}</sheetData>')

    assert read(zipped(sheet)) == [[(1, ["甲"])]]


def test_a_long_text_repeated_without_end_is_refused():
    repeated = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 101))
    shared = f"<si><t>{'长' * 1000}</t></si>"

    assert refusal(by_hand(repeated, shared=shared), limits=Limits(text=99_999)) == "too-much-text"
    assert refusal(by_hand(repeated, shared=shared), limits=Limits(text=100_000)) is None


def test_texts_longer_than_a_cell_are_refused():
    shared = f"<si><t>{'x' * 70_000}</t></si>"
    inline = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 2_200_000}</t></is></c></row>'
    reference = f'<row r="1"><c r="A{"1" * 3_000_000}"><v>1</v></c></row>'

    assert refusal(by_hand(CELL, shared=shared)) == "cell-too-long"
    assert refusal(by_hand(inline + CELL)) == "cell-too-long"
    assert refusal(by_hand(reference + CELL)) == "cell-too-long"


@pytest.mark.parametrize("index", ["1", "-1", "x", "9" * 30])
def test_a_reference_to_no_shared_text_is_refused(index: str):
    data = f'<row r="1"><c r="A1" t="s"><v>{index}</v></c></row>'

    assert refusal(by_hand(data, shared="<si><t>a</t></si>")) == "broken-file"


@pytest.mark.parametrize(
    "reference", ["", "A", "1", "A0", "1A", "中1", "A-1", "A99999999", "AAAAAAAA1"]
)
def test_impossible_references_are_refused(reference: str):
    assert refusal(by_hand(f'<row r="1"><c r="{reference}"><v>1</v></c></row>')) is not None


def test_too_many_of_anything_are_refused():
    formulas = "".join(f'<row r="{n}"><c r="A{n}"><f>1</f></c></row>' for n in range(1, 12))
    merged = (
        "<mergeCells>"
        + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 12))
        + "</mergeCells>"
    )
    sheet = zipped(parts(f"<sheetData>{CELL}</sheetData>{merged}"))

    assert refusal(by_hand(formulas), limits=Limits(formulas=10)) == "too-many-formulas"
    assert refusal(by_hand(formulas), limits=Limits(formulas=11)) is None
    assert refusal(sheet, limits=Limits(merged=10)) == "too-many-merged"
    assert refusal(sheet, limits=Limits(merged=11)) is None
    assert refusal(by_hand(CELL * 10), limits=Limits(elements=20)) == "too-many-parts"


def test_pictures_macros_and_links_to_other_files_are_never_opened():
    evil = "<!DOCTYPE x><x/>"
    members = {
        **parts(f"<sheetData>{CELL}</sheetData>"),
        "xl/externalLinks/externalLink1.xml": evil,
        "xl/drawings/drawing1.xml": evil,
        "xl/vbaProject.bin": evil,
        "docProps/core.xml": evil,
    }

    assert read(zipped(members)) == [[(1, ["甲"])]]


@settings(max_examples=150, deadline=None)
@given(
    place=st.integers(0, len(SAMPLE) - 1),
    replacement=st.binary(min_size=1, max_size=8),
)
def test_a_damaged_workbook_is_read_or_refused(place: int, replacement: bytes):
    damaged = SAMPLE[:place] + replacement + SAMPLE[place + len(replacement) :]

    reason = refusal(io.BytesIO(damaged))

    assert reason is None or isinstance(reason, str)


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes):
    reason = refusal(io.BytesIO(content))

    assert reason is None or isinstance(reason, str)


@settings(max_examples=150, deadline=None)
@given(data=st.text(alphabet='<>/crvfis ="A19tn', max_size=120))
def test_any_sheet_is_read_or_refused(data: str):
    reason = refusal(by_hand(data))

    assert reason is None or isinstance(reason, str)


@pytest.mark.parametrize("data", ["<f/>", "<f>A1</f>", '<row r="1"><f/></row>'])
def test_a_formula_outside_every_cell_is_no_value(data: str):
    assert refusal(by_hand(data)) is None


def test_limits_let_an_ordinary_list_through():
    assert refusal(one_sheet([["序号", "县(区)"], [1, "西固区"]])) is None
