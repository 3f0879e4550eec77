"""A file is what its content says; what is two things at once is refused."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from apps.evidence.actions import MediaTypeRefused
from apps.evidence.actions.content import media_type_of
from tests.apps.evidence import conftest as made

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = b"<html><script>alert(1)</script></html>"


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", made.pdf(), "application/pdf"),
        ("a.jpg", made.jpeg(), "image/jpeg"),
        ("A.JPEG", made.jpeg(), "image/jpeg"),
        ("a.png", made.png(), "image/png"),
        ("a.gif", made.gif(), "image/gif"),
        ("a.webp", made.webp(), "image/webp"),
        ("a.mp4", made.mp4(), "video/mp4"),
        ("a.wav", made.wav(), "audio/wav"),
        ("a.mp3", made.mp3(), "audio/mpeg"),
        ("a.doc", made.ole("WordDocument"), "application/msword"),
        ("a.xls", made.ole("Workbook"), "application/vnd.ms-excel"),
        ("a.docx", made.package("word/document.xml"), WORD),
        ("a.xlsx", made.package("xl/workbook.xml"), EXCEL),
        ("a.zip", made.archive(**{"现场.txt": "一".encode()}), "application/zip"),
        ("a.txt", "黄河\r\n岸边".encode(), "text/plain"),
        ("a.txt", "黄河岸边".encode("gb18030"), "text/plain"),
        ("a.txt", "黄河岸边".encode("utf-16"), "text/plain"),
        ("a.csv", "\ufeff编号,地点\n1,兰州".encode(), "text/csv"),
    ],
)
def test_accepted_kind_is_recognised(
    tmp_path: Path, name: str, content: bytes, media_type: str
) -> None:
    path = _file(tmp_path, content)

    assert media_type_of(path, name=name) == media_type


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        # kinds that are not taken
        ("a.exe", b"MZ\x90\0", "file-kind"),
        ("a.html", PAGE, "file-kind"),
        ("a.svg", b"<svg/>", "file-kind"),
        ("a.js", b"GIF89a=1;", "file-kind"),
        ("a", made.pdf(), "file-kind"),
        ("pdf", made.pdf(), "file-kind"),
        ("a.pdf", b"", "file-empty"),
        # another kind than the name says
        ("a.pdf", made.jpeg(), "content-mismatch"),
        ("a.jpg", made.png(), "content-mismatch"),
        ("a.png", PAGE, "content-mismatch"),
        ("a.gif", b"MZ\x90\0", "content-mismatch"),
        ("a.docx", made.package("xl/workbook.xml"), "content-mismatch"),
        ("a.xlsx", made.archive(a=b"1"), "content-mismatch"),
        ("a.zip", made.archive(**{"META-INF/MANIFEST.MF": b"1"}), "content-mismatch"),
        ("a.doc", made.ole("Workbook"), "content-mismatch"),
        ("a.xls", made.package("xl/workbook.xml"), "content-mismatch"),
        ("a.mp4", made.webp(), "content-mismatch"),
        ("a.txt", made.pdf(), "content-mismatch"),
        ("a.webp", made.wav(), "content-mismatch"),
        # cut off
        ("a.jpg", made.jpeg()[:-2], "content-damaged"),
        ("a.png", made.png()[:-4], "content-damaged"),
        ("a.gif", made.gif()[:-1], "content-damaged"),
        ("a.pdf", made.pdf()[:-6], "content-damaged"),
        ("a.mp4", made.mp4()[:-1], "content-damaged"),
        ("a.zip", made.archive(a=b"1")[:-1], "content-damaged"),
        ("a.webp", made.webp()[:-1], "content-damaged"),
        ("a.jpg", b"\xff\xd8\xff", "content-damaged"),
        # two things at once
        ("a.jpg", made.jpeg() + made.archive(a=b"1"), "content-after-end"),
        ("a.jpg", made.jpeg() + made.pdf(), "content-after-end"),
        ("a.jpg", made.jpeg() + PAGE, "content-after-end"),
        ("a.jpg", made.jpeg() + b"MZ\x90\0program", "content-after-end"),
        ("a.jpg", made.jpeg() + b"<?php system()", "content-after-end"),
        ("a.png", made.png() + b"appendix", "content-after-end"),
        ("a.png", made.png() + made.archive(a=b"1"), "content-after-end"),
        ("a.gif", made.gif() + b"alert(1)", "content-after-end"),
        ("a.gif", b"GIF89a/*" + made.gif()[8:] + b"*/=1;alert(1)//", "content-after-end"),
        ("a.gif", b"GIF89a=1;alert(1);//", "content-damaged"),
        ("a.webp", made.webp() + PAGE, "content-after-end"),
        ("a.pdf", made.pdf() + made.archive(a=b"1"), "content-after-end"),
        ("a.pdf", b"\n" + made.pdf(), "content-mismatch"),
        ("a.mp4", made.mp4() + made.archive(a=b"1"), "content-damaged"),
        ("a.zip", made.jpeg() + made.archive(a=b"1"), "content-mismatch"),
        ("a.zip", made.archive(a=b"1") + PAGE, "content-after-end"),
        ("a.mp3", made.mp3() + made.archive(a=b"1"), "archive-inside"),
        ("a.mp3", made.mp3() + PAGE, "active-content"),
        ("a.wav", made.wav() + b"%PDF-1.7", "active-content"),
        ("a.txt", PAGE, "active-content"),
        ("a.csv", b"  <!DOCTYPE html>", "active-content"),
        # dangerous inside
        ("a.docx", made.package("word/document.xml", **{"word/vbaProject.bin": b"1"}), "macros"),
        ("a.doc", made.ole("WordDocument", "_VBA_PROJECT"), "macros"),
        ("a.zip", made.archive(**{"../../etc/passwd": b"1"}), "archive-unsafe-name"),
        ("a.zip", made.archive(**{"/etc/passwd": b"1"}), "archive-unsafe-name"),
        ("a.zip", made.archive(**{"C:\\a.txt": b"1"}), "archive-unsafe-name"),
        ("a.zip", made.archive(bomb=bytes(120 << 20)), "archive-too-large"),
        # text that nobody can read
        ("a.txt", b"\xff\x80\x81 \x00", "text-encoding"),
        ("a.txt", b"a\x00b", "text-encoding"),
        ("a.csv", b"a\x1bb", "text-encoding"),
    ],
)
def test_refused_content_says_why(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = _file(tmp_path, content)

    with pytest.raises(MediaTypeRefused) as refusal:
        media_type_of(path, name=name)

    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/file", code)]


def test_archive_whose_comment_reaches_the_end_of_a_pdf_is_found(tmp_path: Path) -> None:
    hidden = bytearray(made.archive(a=b"1"))
    hidden[-2:] = struct.pack("<H", len(made.pdf()))
    path = _file(tmp_path, b"%PDF-1.7\n" + bytes(hidden) + made.pdf())

    with pytest.raises(MediaTypeRefused) as refusal:
        media_type_of(path, name="a.pdf")

    assert refusal.value.errors[0].code == "archive-inside"


def test_phone_picture_with_a_film_behind_it_is_taken(tmp_path: Path) -> None:
    path = _file(tmp_path, made.jpeg() + made.mp4() + made.jpeg())

    assert media_type_of(path, name="a.jpg") == "image/jpeg"
