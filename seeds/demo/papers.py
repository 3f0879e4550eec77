"""Write the papers of the demonstration stories: one-page PDFs and plain tables."""

from __future__ import annotations

from collections.abc import Sequence

_TITLE, _TEXT, _LEADING = 18, 12, 24


def pdf(lines: Sequence[str]) -> bytes:
    """Write lines on one A4 page, the first as its title, in the reader's own Chinese font."""
    shown = [f"BT /F1 {_TITLE} Tf 72 760 Td <{_hex(lines[0])}> Tj ET"]
    for place, line in enumerate(lines[1:]):
        y = 720 - place * _LEADING
        shown.append(f"BT /F1 {_TEXT} Tf 72 {y} Td <{_hex(line)}> Tj ET")
    content = "\n".join(shown)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            " /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        (
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
            " /DescendantFonts [6 0 R] >>"
        ),
        (
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
            " /FontDescriptor 7 0 R >>"
        ),
        (
            "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /ItalicAngle 0 /StemV 93"
            " /FontBBox [-25 -254 1000 880] /Ascent 880 /Descent -120 /CapHeight 880 >>"
        ),
    ]
    written, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    written += (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    )
    return written.encode("ascii")


def table(lines: Sequence[str]) -> bytes:
    """Write lines as a text that spreadsheets open with its Chinese intact."""
    return ("\n".join(lines) + "\n").encode("utf-8-sig")


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()
