"""Lay out the Word templates that come along: what an office opens in Word and makes its own."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from apps.documents.actions.word import settled
from apps.documents.actions.word_page import TITLE, WIDTH, first_page, further_page
from apps.documents.actions.word_parts import (
    SIZE_3,
    SONG,
    at_the_foot,
    fonts,
    indent_first_line,
    mark,
    run,
    without_gaps,
)
from clue_transfer.vocabulary import DocumentKind

HEI = "黑体"
_MONO = "Courier New"
_SIZE_2, _SIZE_4, _PITCH = Pt(22), Pt(14), Pt(28.95)
_SMALL = Pt(12)
_SIGN_RIGHT = Pt(32)
_AXIS = Pt(4 * 16 + 7 * 16 // 2)
"""From the right to the middle of a date as 2026年11月20日 that has four characters beside it."""
_ON_EACH_PAGE = "w:tblHeader"
_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_LEFT, _RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
_CENTER = WD_ALIGN_PARAGRAPH.CENTER
_RIGHT_TAB = WD_TAB_ALIGNMENT.RIGHT


def word_form(kind: DocumentKind) -> bytes:
    """Write the template of a kind, in the letter form of GB/T 9704-2012."""
    form = _Form(kind.label)
    form.head()
    _BODIES.get(kind, _case_paper)(form)
    form.signature()
    if kind in _WITH_LIST:
        form.list_of_items()
    if kind not in _BODIES:
        form.copies()
    return form.bytes()


class _Form:
    """A template in the making; each method adds what stands next on the page."""

    def __init__(self, title: str) -> None:
        self.docx: Any = docx.Document()
        self.docx.core_properties.title = title
        self.docx.core_properties.author = "Clue Transfer"
        self.docx.core_properties.comments = ""
        self.docx.core_properties.created = self.docx.core_properties.modified = _WRITTEN
        style = self.docx.styles["Normal"]
        style.font.size = SIZE_3
        fonts(style.element.get_or_add_rPr(), SONG)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        style.paragraph_format.line_spacing = _PITCH
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        without_gaps(style)
        page = self.docx.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin = Mm(37), Mm(35)
        page.left_margin, page.right_margin = Mm(28), Mm(26)
        page.header_distance, page.footer_distance = Mm(30), Mm(15)
        page.different_first_page_header_footer = True
        self._page = page

    def head(self) -> None:
        """Set the organ's mark and the rules, then urgency and number, title, addressee."""
        first_page(self._page)
        self.docx.settings.odd_and_even_pages_header_footer = True
        further_page(self._page.footer, odd=True)
        further_page(self._page.even_page_footer, odd=False)
        line = self.line("{{ urgency }}", font=HEI, indent=False)
        run(line, "\t{{ number }}")
        line.paragraph_format.tab_stops.add_tab_stop(WIDTH, _RIGHT_TAB)
        self.line("", indent=False)
        heading = self.line("{{ heading }}", font=TITLE, size=_SIZE_2, align=_CENTER, indent=False)
        heading.paragraph_format.line_spacing = Pt(34)
        self.line("", indent=False)
        self.line("{{ to }}：", indent=False)

    def line(
        self,
        text: str,
        *,
        font: str = SONG,
        size: Any = SIZE_3,
        align: Any = None,
        indent: bool = True,
    ) -> Any:
        """Add a paragraph; the first line stands two characters in."""
        paragraph = self.docx.add_paragraph()
        run(paragraph, text, font=font, size=size)
        paragraph.alignment = align
        if indent:
            indent_first_line(paragraph)
        return paragraph

    def chapter(self, title: str) -> None:
        """Add a heading of the first level, kept with what follows."""
        self.line(title, font=HEI).paragraph_format.keep_with_next = True

    def last_words(self) -> None:
        """Add what is asked; it stays with the signature: no page carries a signature alone."""
        paragraph = self.line("{{ request }}")
        paragraph.paragraph_format.keep_together = paragraph.paragraph_format.keep_with_next = True

    def each(self, names: str, text: str) -> None:
        """Add a paragraph for each of several."""
        self.line(f"{{%p for {names} %}}")
        self.line(text)
        self.line("{%p endfor %}")

    def given(self, name: str, text: str) -> None:
        """Add a paragraph that stands there only where there is something to say."""
        self.line(f"{{%p if {name} %}}")
        self.line(text).paragraph_format.keep_with_next = True
        self.line("{%p endif %}")

    def facts(self) -> None:
        """Add the table of what is known."""
        self.line("{%p if facts %}")
        table = self._table((32, 124))
        self._row(table, ["{%tr for fact in facts %}", ""])
        self._row(table, ["{{ fact.label }}", "{{ fact.value }}"], font=(HEI, SONG))
        self._row(table, ["{%tr endfor %}", ""])
        self.line("{%p endif %}")

    def outcomes(self) -> None:
        """Add the table of outcomes."""
        table = self._table((13, 41, 30, 42, 30))
        titles = ["序号", "涉案主体", "处理结果", "金额（元）", "说明"]
        mark(self._row(table, titles, font=(HEI,) * 5, align=_CENTER), _ON_EACH_PAGE)
        self._row(table, ["{%tr for row in outcomes %}", "", "", "", ""])
        cells = ["{{ loop.index }}", "{{ row.subject }}", "{{ row.outcome }}"]
        row = self._row(table, [*cells, "{{ row.amount }}", "{{ row.note }}"])
        row.cells[3].paragraphs[0].alignment = _RIGHT
        self._row(table, ["{%tr endfor %}", "", "", "", ""])
        self._row(table, ["{%tr if total %}", "", "", "", ""])
        row = self._row(
            table, ["", "合计", "", "{{ total }}", ""], font=(HEI, HEI, HEI, SONG, SONG)
        )
        row.cells[3].paragraphs[0].alignment = _RIGHT
        self._row(table, ["{%tr endif %}", "", "", "", ""])

    def goods(self) -> None:
        """Add the table of a chapter's goods."""
        self.line("{%p if part.goods %}")
        table = self._table((13, 40, 26, 39, 38))
        titles = ["序号", "名称", "数量", "特征", "存放地"]
        mark(self._row(table, titles, font=(HEI,) * 5, align=_CENTER), _ON_EACH_PAGE)
        self._row(table, ["{%tr for row in part.goods %}", "", "", "", ""])
        cells = ["{{ loop.index }}", "{{ row.name }}", "{{ row.quantity }}"]
        self._row(table, [*cells, "{{ row.features }}", "{{ row.place }}"])
        self._row(table, ["{%tr endfor %}", "", "", "", ""])
        self.line("{%p endif %}")

    def copies(self) -> None:
        """Say at the foot of the last page to whom the paper is copied, below each other."""
        self.line("{%p if copied %}")
        line = self.line("抄送：{{ copied }}。", size=_SIZE_4, indent=False)
        line.paragraph_format.left_indent = Pt(14 * 4)
        line.paragraph_format.first_line_indent = Pt(-14 * 3)
        line.paragraph_format.right_indent = Pt(14)
        line.paragraph_format.line_spacing = Pt(22)
        line.paragraph_format.keep_together = True
        line.alignment = _LEFT
        at_the_foot(line, width=WIDTH)
        # What stands in a frame hangs on the paragraph after it.
        self.line("", indent=False).paragraph_format.line_spacing = Pt(1)
        self.line("{%p endif %}")

    def enclosure(self, name: str = "enclosed") -> None:
        """Name what is enclosed, one line below the text."""
        self.line(f"{{%p if {name} %}}")
        self.line("", indent=False).paragraph_format.keep_with_next = True
        self.line("附件：{{ enclosed }}").paragraph_format.keep_with_next = True
        self.line("{%p endif %}")

    def signature(self) -> None:
        """Set the date four characters from the right; a long name above has two beside it."""
        self.line("").paragraph_format.keep_with_next = True
        self.line("{%p if issuer|length <= 11 %}")
        self._signed(left=WIDTH - 2 * _AXIS + _SIGN_RIGHT)
        self.line("{%p else %}")
        self._signed(left=Mm(40))
        self.line("{%p endif %}")
        self.given("remark", "（{{ remark }}）")

    def list_of_items(self) -> None:
        """Set the list of the material on a page of its own."""
        self.line("{%p if items %}")
        self.line("附件", font=HEI, indent=False).paragraph_format.page_break_before = True
        title = self.line("移送材料清单", font=TITLE, size=_SIZE_2, align=_CENTER, indent=False)
        title.paragraph_format.line_spacing = Pt(44)
        table = self._table((13, 63, 22, 58))
        titles = ["序号", "文件名称", "大小", "SHA-256"]
        mark(self._row(table, titles, font=(HEI,) * 4, align=_CENTER), _ON_EACH_PAGE)
        self._row(table, ["{%tr for item in items %}", "", "", ""])
        cells = ["{{ loop.index }}", "{{ item.name }}", "{{ item.size_text }}", "{{ item.sha256 }}"]
        small, tiny = Pt(10.5), Pt(8)
        self._row(table, cells, size=(small, small, small, tiny), font=(SONG, SONG, SONG, _MONO))
        self._row(table, ["{%tr endfor %}", "", "", ""])
        self.line("{%p endif %}")

    def bytes(self) -> bytes:
        """Write it all."""
        made = io.BytesIO()
        self.docx.save(made)
        return settled(made)

    def _signed(self, *, left: Any) -> None:
        for text in ("{{ issuer }}", "{{ date }}"):
            line = self.line(text, align=_CENTER, indent=False)
            line.paragraph_format.left_indent = left
            line.paragraph_format.right_indent = _SIGN_RIGHT
            line.paragraph_format.keep_together = line.paragraph_format.keep_with_next = True

    def _table(self, widths: Sequence[int]) -> Any:
        table = self.docx.add_table(rows=0, cols=len(widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table

    def _row(
        self,
        table: Any,
        texts: Sequence[str],
        *,
        font: Sequence[str] = (),
        size: Any = _SMALL,
        align: Any = None,
    ) -> Any:
        row = table.add_row()
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = table.columns[place].width
            paragraph = cell.paragraphs[0]
            paragraph.alignment = _LEFT if align is None else align
            paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
            sizes = size if isinstance(size, tuple) else (size,) * len(texts)
            run(paragraph, text, font=font[place] if font else SONG, size=sizes[place])
        mark(row, "w:cantSplit")
        return row


def _transfer_letter(form: _Form) -> None:
    form.line("{{ opening }}")
    form.chapter("一、基本情况")
    form.facts()
    form.chapter("二、涉案主体")
    code = "{% if it.credit_code %}，统一社会信用代码：{{ it.credit_code }}{% endif %}"
    form.each("it in subjects", "{{ loop.index }}. {{ it.name }}（{{ it.role }}" + code + "）")
    form.chapter("三、情况说明")
    form.each("text in description", "{{ text }}")
    form.chapter("四、办理要求")
    form.last_words()
    form.enclosure()


def _receipt(form: _Form) -> None:
    form.line("{{ opening }}")
    form.facts()
    form.enclosure()


def _supplement_notice(form: _Form) -> None:
    form.line("{{ opening }}")
    form.each("it in missing", "{{ loop.index }}. {{ it }}")
    form.each("text in reason", "{% if loop.first %}补正理由：{% endif %}{{ text }}")
    form.last_words()


def _objection_letter(form: _Form) -> None:
    form.line("{{ opening }}")
    form.chapter("一、异议理由")
    form.given("reason_label", "{{ reason_label }}。")
    form.each("text in reason", "{{ text }}")
    form.chapter("二、建议")
    form.given("proposed", "建议由{{ proposed }}管辖。")
    form.last_words()


def _feedback_letter(form: _Form) -> None:
    form.line("{{ opening }}")
    form.chapter("一、办理情况")
    form.each("text in summary", "{{ text }}")
    form.facts()
    form.chapter("二、处理结果")
    form.outcomes()
    form.last_words()


def _designation_notice(form: _Form) -> None:
    form.line("{{ opening }}")
    form.chapter("一、指定理由")
    form.each("text in reason", "{{ text }}")
    form.given("delegation", "授权依据：{{ delegation }}。")
    form.chapter("二、有关要求")
    form.last_words()


def _case_paper(form: _Form) -> None:
    """Lay out a paper of the two laws: what is known, chapters, what is asked."""
    form.line("{{ opening }}")
    form.facts()
    form.line("{%p for part in parts %}")
    form.chapter("{{ part.title }}")
    form.each("text in part.lines", "{{ text }}")
    form.goods()
    form.line("{%p endfor %}")
    form.last_words()
    form.enclosure("enclosed is defined and enclosed")


_WITH_LIST = frozenset(
    {
        DocumentKind.TRANSFER_LETTER,
        DocumentKind.RECEIPT,
        DocumentKind.CRIME_TRANSFER_LETTER,
        DocumentKind.DETENTION_LETTER,
    }
)
_BODIES = {
    DocumentKind.TRANSFER_LETTER: _transfer_letter,
    DocumentKind.RECEIPT: _receipt,
    DocumentKind.SUPPLEMENT_NOTICE: _supplement_notice,
    DocumentKind.OBJECTION_LETTER: _objection_letter,
    DocumentKind.FEEDBACK_LETTER: _feedback_letter,
    DocumentKind.DESIGNATION_NOTICE: _designation_notice,
}
