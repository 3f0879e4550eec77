"""Documents, archives, sound and film: their first bytes, their end, and what they must contain."""

from __future__ import annotations

import io
import mmap
import zipfile
from typing import IO, cast

_Bytes = bytes | mmap.mmap
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_MEMBERS = 20_000
_MAX_EXPANDED = 4 << 30
_MAX_RATIO = 200
_RATIO_COUNTS_FROM = 100 << 20


def wrong_with_pdf(content: _Bytes) -> str | None:
    """Find the header at the first byte and the end mark as the last words."""
    if content[:5] != b"%PDF-":
        return "content-mismatch"
    end = content.rfind(b"%%EOF", max(0, len(content) - 2048))
    if end == -1:
        return "content-damaged"
    return None if not content[end + 5 :].strip(b"\0\t\n\f\r ") else "content-after-end"


def wrong_with_mp4(content: _Bytes) -> str | None:
    """Walk the boxes, which must tile the file."""
    if content[4:8] != b"ftyp" or content[8:12] in (b"heic", b"avif", b"mif1", b"qt  "):
        return "content-mismatch"
    at, size = 0, len(content)
    while at < size:
        length = int.from_bytes(content[at : at + 4], "big")
        if length == 1:
            length = int.from_bytes(content[at + 8 : at + 16], "big")
        elif length == 0:
            return None
        if length < 8 or not content[at + 4 : at + 8].isascii():
            return "content-after-end" if at else "content-damaged"
        at += length
    return None if at == size else "content-damaged"


def wrong_with_wav(content: _Bytes) -> str | None:
    """Check the container and that it holds sound."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return "content-mismatch"
    return None if content.find(b"data", 12, 1 << 20) != -1 else "content-damaged"


def wrong_with_mp3(content: _Bytes) -> str | None:
    """Find a tag or the sync word of a layer-III frame at the first byte."""
    if content[:3] == b"ID3":
        return None
    is_frame = len(content) > 3 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2
    return None if is_frame else "content-mismatch"


def wrong_with_doc(content: _Bytes) -> str | None:
    """Find Word's stream in the compound file."""
    return _wrong_with_ole(content, "WordDocument")


def wrong_with_xls(content: _Bytes) -> str | None:
    """Find Excel's stream in the compound file."""
    return _wrong_with_ole(content, "Workbook", "Book")


def _wrong_with_ole(content: _Bytes, *streams: str) -> str | None:
    if content[:8] != _OLE:
        return "content-mismatch"
    if not any(content.find(_entry(stream)) != -1 for stream in streams):
        return "content-mismatch"
    return "macros" if content.find(_entry("_VBA_PROJECT")) != -1 else None


def _entry(stream: str) -> bytes:
    """Answer a directory entry's name as it lies in the file, with its end."""
    return f"{stream}\0".encode("utf-16-le")


def wrong_with_docx(content: _Bytes) -> str | None:
    """Find Word's main part in the package."""
    return _wrong_with_package(content, "word/document.xml")


def wrong_with_xlsx(content: _Bytes) -> str | None:
    """Find Excel's main part in the package."""
    return _wrong_with_package(content, "xl/workbook.xml")


def _wrong_with_package(content: _Bytes, part: str) -> str | None:
    names, reason = _members(content)
    if reason is not None:
        return reason
    if "[Content_Types].xml" not in names or part not in names:
        return "content-mismatch"
    return "macros" if any(name.endswith("vbaProject.bin") for name in names) else None


def wrong_with_zip(content: _Bytes) -> str | None:
    """Read an archive's directory: members stay inside, and it is no program in disguise."""
    names, reason = _members(content)
    if reason is not None:
        return reason
    return "content-mismatch" if "META-INF/MANIFEST.MF" in names else None


def _members(content: _Bytes) -> tuple[frozenset[str], str | None]:
    """Read the directory only; nothing is unpacked."""
    if content[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return frozenset(), "content-mismatch"
    try:
        with zipfile.ZipFile(_as_file(content)) as archive:
            members = archive.infolist()
            comment = len(archive.comment)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, UnicodeDecodeError):
        return frozenset(), "content-damaged"
    if content[len(content) - 22 - comment :][:4] != b"PK\x05\x06":
        return frozenset(), "content-after-end"
    expanded = sum(member.file_size for member in members)
    if (
        len(members) > _MAX_MEMBERS
        or expanded > _MAX_EXPANDED
        or (expanded > _RATIO_COUNTS_FROM and expanded > _MAX_RATIO * len(content))
    ):
        return frozenset(), "archive-too-large"
    names = frozenset(member.filename for member in members)
    if any(_leaves(name) for name in names):
        return frozenset(), "archive-unsafe-name"
    return names, None


def _as_file(content: _Bytes) -> IO[bytes]:
    if isinstance(content, bytes):
        return io.BytesIO(content)
    content.seek(0)
    return cast("IO[bytes]", content)  # a map reads, seeks and tells as a file does


def _leaves(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":")
