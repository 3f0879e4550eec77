"""The layout of the papers of the two laws in Word: the measures of GB/T 9704, as in the PDF."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from apps.documents.actions.word import docx_of
from apps.documents.actions.wording import words_of
from tests.apps.documents.test_case_papers import OF_CASES
from tests.apps.documents.test_letters import usual

EACH = pytest.mark.parametrize("kind", OF_CASES)
LONGER = "甘肃省兰州市七里河区生态环境保护综合行政执法队"


def laid_out(kind: str, **changes: Any) -> Any:
    return docx.Document(io.BytesIO(docx_of(usual(kind, **changes))))


def the(paper: Any, text: str) -> Any:
    """Find the only paragraph that says a text."""
    [found] = [each for each in paper.paragraphs if each.text == text]
    return found


def font(paragraph: Any) -> str:
    [name] = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in paragraph.runs}
    return str(name)


def tracking(run: Any) -> str | None:
    spacing = run._element.rPr.find(qn("w:spacing"))
    return None if spacing is None else spacing.get(qn("w:val"))


@EACH
def test_the_page_is_that_of_a_letter(kind: str) -> None:
    paper = laid_out(kind)

    [page] = paper.sections
    sizes = (page.page_width, page.page_height, page.top_margin, page.bottom_margin)
    assert [round(size.mm, 1) for size in sizes] == [210, 297, 37, 35]
    assert [round(side.mm, 1) for side in (page.left_margin, page.right_margin)] == [28, 26]
    style = paper.styles["Normal"].paragraph_format
    assert style.line_spacing_rule is WD_LINE_SPACING.EXACTLY
    assert 22 * style.line_spacing.pt == pytest.approx(Mm(225).pt, abs=1)
    assert style.alignment is WD_ALIGN_PARAGRAPH.JUSTIFY
    properties = paper.styles["Normal"].element.pPr
    gaps = [properties.find(qn(f"w:{name}")) for name in ("autoSpaceDE", "autoSpaceDN")]
    assert [gap.get(qn("w:val")) for gap in gaps] == ["0", "0"]


@EACH
def test_a_line_has_room_for_28_characters(kind: str) -> None:
    words = words_of(usual(kind))
    paper = laid_out(kind)

    [run] = the(paper, words["opening"]).runs
    assert (font(the(paper, words["opening"])), run.font.size) == ("仿宋_GB2312", Pt(16))
    assert 28 * (16 + int(str(tracking(run))) / 20) == pytest.approx(Mm(156).pt, abs=0.5)


@EACH
def test_the_head_has_number_title_and_addressee(kind: str) -> None:
    words = words_of(usual(kind))
    paper = laid_out(kind)

    number, space, title, below, to = paper.paragraphs[:5]
    assert (number.text, space.text, below.text) == (
        f"{words['urgency']}\t{words['number']}",
        "",
        "",
    )
    assert [round(tab.position.mm) for tab in number.paragraph_format.tab_stops] == [156]
    assert (title.text, font(title), title.runs[0].font.size) == (
        words["heading"],
        "方正小标宋简体",
        Pt(22),
    )
    assert title.alignment is WD_ALIGN_PARAGRAPH.CENTER
    assert to.text == f"{words['to']}："
    assert to.paragraph_format.first_line_indent is None


@pytest.mark.parametrize(
    ("issuer", "size"),
    [("兰州市生态环境局", 36), ("甘肃省人民检察院兰州铁路运输分院"[:15], 30), (LONGER, 17)],
)
def test_the_mark_is_as_large_as_its_name_allows(issuer: str, size: int) -> None:
    header = laid_out("opinion_letter", issuer=issuer).sections[0].first_page_header

    [mark] = [each for each in header.paragraphs if each.text]
    assert (mark.text, mark.runs[0].font.size) == (issuer, Pt(size))
    assert str(mark.runs[0].font.color.rgb) == "D7000F"
    border = mark._element.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert border.get(qn("w:val")) == "thickThinSmallGap"
    assert Mm(156) - mark.paragraph_format.left_indent * 2 == pytest.approx(Mm(170), abs=2000)


@EACH
def test_the_date_stands_four_characters_from_the_right(kind: str) -> None:
    words = words_of(usual(kind))
    paper = laid_out(kind)

    for text in (words["issuer"], words["date"]):
        signed = [each for each in paper.paragraphs if each.text == text][-1].paragraph_format
        assert signed.alignment is WD_ALIGN_PARAGRAPH.CENTER
        assert signed.keep_with_next
        room = Mm(156) - signed.left_indent - signed.right_indent
        # 2026年11月20日 is seven characters wide: eight digits, half as wide as the three signs.
        beside = signed.right_indent + (room - Pt(7 * 16)) // 2
        assert words["date"] == "2026年11月20日"
        assert beside == pytest.approx(Pt(4 * 16), abs=Pt(1))
        assert room >= Pt(16 * len(words["issuer"])) - Pt(1)


def test_a_long_name_keeps_two_characters_at_the_right() -> None:
    paper = laid_out("opinion_letter", issuer="甘肃省兰州市七里河区人民检察院")

    signed = the(paper, "甘肃省兰州市七里河区人民检察院").paragraph_format
    assert signed.right_indent == Pt(2 * 16)
    assert Mm(156) - signed.left_indent - signed.right_indent >= Pt(15 * 16)


@EACH
def test_copies_stand_at_the_foot_of_the_last_page(kind: str) -> None:
    copied = words_of(usual(kind))["copied"]
    paper = laid_out(kind)

    found = [each for each in paper.paragraphs if each.text.startswith("抄送：")]
    assert [each.text for each in found] == ([f"抄送：{copied}。"] if copied else [])
    for line in found:
        frame = line._element.pPr.find(qn("w:framePr"))
        place = [frame.get(qn(f"w:{name}")) for name in ("vAnchor", "yAlign")]
        assert place == ["margin", "bottom"]
        assert [run.font.size for run in line.runs] == [Pt(14)]
        assert paper.paragraphs[-1].text == ""
        assert paper.paragraphs[-2].text == line.text


@EACH
def test_what_is_enclosed_stands_one_line_below_the_text(kind: str) -> None:
    paper = laid_out(kind)

    texts = [each.text for each in paper.paragraphs]
    enclosed = [place for place, text in enumerate(texts) if text.startswith("附件：")]
    assert len(enclosed) == (kind in {"crime_transfer_letter", "detention_letter"})
    assert all(texts[place - 1] == "" and texts[place - 2] != "" for place in enclosed)


@EACH
def test_pages_after_the_first_have_number_and_code(kind: str) -> None:
    code = f"核验码　{words_of(usual(kind))['verify_code']}"
    paper = laid_out(kind)

    [page] = paper.sections
    assert page.different_first_page_header_footer
    assert paper.settings.odd_and_even_pages_header_footer
    assert [each.text for each in page.first_page_footer.paragraphs] == [code]
    odd, even = (foot.paragraphs for foot in (page.footer, page.even_page_footer))
    assert [odd[0].text, even[0].text] == [f"{code}\t—  —", f"—  —\t{code}"]
    assert [tab.position.pt for tab in odd[0].paragraph_format.tab_stops] == [
        pytest.approx(Mm(156).pt - 14, abs=0.1)
    ]
    assert even[0].paragraph_format.left_indent == Pt(14)
    for number, below in (odd, even):
        assert number.style.name == "Normal"
        heights = [line.paragraph_format.line_spacing for line in (number, below)]
        under = page.bottom_margin - page.footer_distance - sum(heights)
        assert under == pytest.approx(Mm(7), abs=Pt(0.1))
        instructions = [each.text for each in number._element.iter(qn("w:instrText"))]
        assert instructions == ["PAGE"]
