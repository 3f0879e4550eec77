"""The frame of a page in Word: the organ's mark with its rules, page numbers, the code."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Emu, Mm, Pt, RGBColor

from apps.documents.actions.word_parts import border, field, run

TITLE = "方正小标宋简体"
WIDTH = Mm(156)
_RED = RGBColor(0xD7, 0x00, 0x0F)
_SIZE_4 = Pt(14)
# GB/T 9704: the number 7 mm below the text block, which ends 35 mm above the edge.
_BELOW_TEXT, _BOTTOM, _FOOTER = Mm(7), Mm(35), Mm(15)
_CODE = "核验码　{{ verify_code }}"


def first_page(page: Any) -> None:
    """Set the mark with the upper rule, and the lower rule 20 mm above the edge with the code."""
    top = page.first_page_header
    top.paragraphs[0].text = "{%p if issuer|length <= 12 %}"
    _mark(top.add_paragraph(), size=Pt(36), pitch=Pt(45))
    top.add_paragraph("{%p elif issuer|length <= 15 %}")
    _mark(top.add_paragraph(), size=Pt(30), pitch=Pt(45))
    top.add_paragraph("{%p else %}")
    _mark(top.add_paragraph(), size=Pt(17), pitch=Pt(22))
    top.add_paragraph("{%p endif %}")
    foot = page.first_page_footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.paragraph_format.left_indent = foot.paragraph_format.right_indent = Mm(-7)
    foot.paragraph_format.line_spacing = _SIZE_4
    border(foot, "top", "thinThickSmallGap", space=0)
    run(foot, _CODE, size=Pt(9))


def further_page(foot: Any, *, odd: bool) -> None:
    """Set the page's number outside, one character in, and the code at the other side."""
    line = foot.paragraphs[0]
    line.style = "Normal"  # the footer's own style has tabs of its own
    line.alignment = WD_ALIGN_PARAGRAPH.LEFT
    line.paragraph_format.line_spacing = _SIZE_4
    outside = WIDTH - (_SIZE_4 if odd else 0)
    line.paragraph_format.tab_stops.add_tab_stop(Emu(outside), WD_TAB_ALIGNMENT.RIGHT)
    if odd:
        run(line, f"{_CODE}\t", size=Pt(9))
    else:
        line.paragraph_format.left_indent = _SIZE_4
    run(line, "— ", size=_SIZE_4)
    field(run(line, "", size=_SIZE_4), "PAGE")
    run(line, " —", size=_SIZE_4)
    if not odd:
        run(line, f"\t{_CODE}", size=Pt(9))
    rest = Emu(_BOTTOM - _BELOW_TEXT - _SIZE_4 - _FOOTER)
    foot.add_paragraph().paragraph_format.line_spacing = rest


def _mark(paragraph: Any, *, size: Any, pitch: Any) -> None:
    run(paragraph, "{{ issuer }}", font=TITLE, size=size, color=_RED)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(-7)
    paragraph.paragraph_format.line_spacing = pitch
    border(paragraph, "bottom", "thickThinSmallGap", space=8)
