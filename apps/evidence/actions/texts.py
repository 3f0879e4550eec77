"""Plain text: readable in an encoding that offices use, and not a web page under another name."""

from __future__ import annotations

import codecs
import mmap
import re

# What a browser looks at before it decides that a text is a page: its first bytes.
_PAGE = re.compile(
    rb"\s*<(?:!doctype|html|head|body|script|iframe|svg|\?xml|\?php|!--)", re.IGNORECASE
)
_SNIFFED = 1024
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CHUNK = 1 << 20


def wrong_with_text(content: bytes | mmap.mmap) -> str | None:
    """Decode the whole text in one of the known encodings."""
    head = content[:_SNIFFED]
    if head.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"MZ")):
        return "content-mismatch"
    if _PAGE.match(head.removeprefix(codecs.BOM_UTF8)):
        return "active-content"
    encodings = ["utf-8-sig", "gb18030"]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    for encoding in encodings:
        if _reads_as(content, encoding):
            return None
    return "text-encoding"


def _reads_as(content: bytes | mmap.mmap, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), _CHUNK):
            last = start + _CHUNK >= len(content)
            if _FORBIDDEN.search(decoder.decode(content[start : start + _CHUNK], last)):
                return False
    except UnicodeDecodeError:
        return False
    return True
