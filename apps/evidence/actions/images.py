"""Pictures, walked from their first block to their last, so that nothing rides behind them."""

from __future__ import annotations

import mmap
import re

_Bytes = bytes | mmap.mmap

# Phones append harmless blocks of their own after the picture's end (a second, smaller picture,
# a short film), so an appendix is refused by what it is and not for being there.
_FOREIGN = re.compile(
    rb"PK\x03\x04|%PDF-\d|Rar!\x1a\x07|7z\xbc\xaf\x27|<(?:!doctype|html|script|svg|\?php|\?xml)",
    re.IGNORECASE,
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"PK\x05\x06")


def wrong_with_jpeg(content: _Bytes) -> str | None:
    """Walk the segments to the end of the image."""
    if content[:3] != b"\xff\xd8\xff":
        return "content-mismatch"
    at, size = 2, len(content)
    while at + 4 <= size:
        if content[at] != 0xFF:
            return "content-damaged"
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            return _after(content, at + 2)
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            at += 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if length < 2:
            return "content-damaged"
        at += 2 + length
        if marker == 0xDA:
            at = _end_of_scan(content, at)
            if at == -1:
                return "content-damaged"
    if content[at : at + 2] == b"\xff\xd9":
        return None
    return "content-damaged"


def _end_of_scan(content: _Bytes, at: int) -> int:
    """Find the next marker that is neither a stuffed byte nor a restart."""
    while (at := content.find(b"\xff", at)) != -1 and at + 1 < len(content):
        following = content[at + 1]
        if following != 0x00 and not 0xD0 <= following <= 0xD7 and following != 0xFF:
            return at
        at += 1 if following == 0xFF else 2
    return -1


def _after(content: _Bytes, end: int) -> str | None:
    foreign = content[end : end + 4].startswith(_PROGRAMS) or _FOREIGN.search(content, end)
    return "content-after-end" if foreign else None


def wrong_with_png(content: _Bytes) -> str | None:
    """Walk the chunks to IEND; nothing may follow."""
    if content[:8] != b"\x89PNG\r\n\x1a\n":
        return "content-mismatch"
    at, size = 8, len(content)
    while at + 12 <= size:
        length = int.from_bytes(content[at : at + 4], "big")
        name = content[at + 4 : at + 8]
        at += 12 + length
        if at > size:
            return "content-damaged"
        if name == b"IEND":
            return None if not content[at:].strip(b"\0") else "content-after-end"
    return "content-damaged"


def wrong_with_gif(content: _Bytes) -> str | None:
    """Walk the blocks to the trailer; a script dressed as a header does not walk."""
    if content[:6] not in (b"GIF87a", b"GIF89a"):
        return "content-mismatch"
    if len(content) < 14:
        return "content-damaged"
    at, size = 13 + _colors(content[10]), len(content)
    while at < size:
        block = content[at]
        if block == 0x3B:
            return None if not content[at + 1 :].strip(b"\0") else "content-after-end"
        if block == 0x21:
            at += 2
        elif block == 0x2C and at + 10 < size:
            at += 11 + _colors(content[at + 9])
        else:
            return "content-damaged"
        while at < size and content[at]:
            at += 1 + content[at]
        at += 1
    return "content-damaged"


def _colors(flags: int) -> int:
    return 3 * (2 << (flags & 7)) if flags & 0x80 else 0


def wrong_with_webp(content: _Bytes) -> str | None:
    """Compare the container's own length with the file's."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return "content-mismatch"
    length = int.from_bytes(content[4:8], "little") + 8
    if length > len(content):
        return "content-damaged"
    return None if not content[length:].strip(b"\0") else "content-after-end"
