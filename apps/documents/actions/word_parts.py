"""What python-docx has no word for: fonts of Chinese text, indents in characters, rules, fields."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

SONG = "仿宋_GB2312"
SIZE_3 = Pt(16)
_CLOSER = "-4"
"""By a fifth of a point: else a line of 156 mm has 27 characters of size 3, and not 28."""
_AFTER_SPACING = ("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
_AFTER_FRAME = ("w:widowControl", "w:numPr", "w:pBdr", "w:shd", "w:tabs", *_AFTER_SPACING)


def run(
    paragraph: Any, text: str, *, font: str = SONG, size: Any = SIZE_3, color: Any = None
) -> Any:
    """Add a run of text in a font, a size and perhaps a color."""
    run = paragraph.add_run(text)
    run.font.size = size
    fonts(run._element.get_or_add_rPr(), font)  # noqa: SLF001  # the only way to a font for Chinese
    if color is not None:
        run.font.color.rgb = color
    if size == SIZE_3:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), _CLOSER)
        properties = run._element.rPr  # noqa: SLF001  # has no API
        properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    return run


def fonts(properties: Any, name: str) -> None:
    """Name the font for every script: Word has one for Latin and another for Chinese text."""
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def indent_first_line(paragraph: Any) -> None:
    """Indent the first line by two characters, whatever their size."""
    indent = paragraph._element.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001  # has no API
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), "640")


def without_gaps(style: Any) -> None:
    """Put no gap between Chinese and Latin or digits: Word would, and a line would hold less."""
    properties = style.element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        gap = OxmlElement(name)
        gap.set(qn("w:val"), "0")
        properties.insert_element_before(gap, *_AFTER_SPACING)


def at_the_foot(paragraph: Any, *, width: Any) -> None:
    """Stand a paragraph at the foot of the text block of the page it falls on."""
    frame = OxmlElement("w:framePr")
    for name, value in (
        ("w", str(width.twips)),
        ("wrap", "around"),
        ("vAnchor", "margin"),
        ("hAnchor", "margin"),
        ("xAlign", "center"),
        ("yAlign", "bottom"),
    ):
        frame.set(qn(f"w:{name}"), value)
    properties = paragraph._element.get_or_add_pPr()  # noqa: SLF001  # has no API
    properties.insert_element_before(frame, *_AFTER_FRAME)


def border(paragraph: Any, side: str, style: str, *, space: int) -> None:
    """Draw a red double rule at one side of a paragraph."""
    borders = OxmlElement("w:pBdr")
    border = OxmlElement(f"w:{side}")
    for name, value in (("val", style), ("sz", "24"), ("space", str(space)), ("color", "D7000F")):
        border.set(qn(f"w:{name}"), value)
    borders.append(border)
    paragraph._element.get_or_add_pPr().insert_element_before(  # noqa: SLF001  # has no API
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )


def field(run: Any, code: str) -> None:
    """Add a field that Word computes, such as the number of the page."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._element.append(part)  # noqa: SLF001  # has no API


def mark(row: Any, name: str) -> None:
    """Set a property of a table row."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001  # has no API
