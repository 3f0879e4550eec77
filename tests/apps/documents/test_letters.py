"""Every kind of letter says the same in PDF and in Word, and nobody's text is read as markup."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.management import call_command
from docx.oxml.ns import qn

from apps.documents.actions import NewDocument, render_pending
from apps.documents.actions.render import pdf_of, pngs_of
from apps.documents.actions.word import TEMPLATES, BadTemplate, docx_of
from apps.documents.actions.wording import words_of
from apps.documents.models import Document
from apps.documents.queries import verify_store
from clue_transfer.vocabulary import DocumentKind
from seeds.demo.letters import samples
from tests.apps.documents.conftest import request
from tests.apps.facts import NOW

OPENING = (
    "现将我单位在执法检查中发现的“黄河左岸滩涂倾倒疑似危险废物”线索"
    "（线索编号：甘水线〔2026〕17号，移送编号：甘水线〔2026〕17号-1）移送你单位，"
    "由你单位主办，请依法核查处理。有关情况如下："
)
SAMPLES = {f"{kind}-{name}": (kind, number, data) for kind, name, number, data in samples()}


def letter(kind: str, number: str, data: Mapping[str, Any]) -> Document:
    """Make a paper that is not in the database."""
    return Document(
        kind=kind,
        number=number,
        title="文书",
        data=json.dumps(data),
        verify_code="2345-6789-ABCD",
        created_at=datetime(2026, 11, 20, 2, tzinfo=UTC),
    )


def usual(kind: str, **changes: Any) -> Document:
    """Make the usual letter of a kind, with some of its data changed."""
    _, number, data = SAMPLES[f"{kind}-usual"]
    return letter(kind, number, {**data, **changes})


def said(content: bytes) -> list[str]:
    """Read every line of a DOCX: paragraphs and cells in order, header and footer apart."""
    body = docx.Document(io.BytesIO(content)).element.body
    lines = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
    return [line for line in lines if line]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_made_and_always_the_same(name: str) -> None:
    paper = letter(*SAMPLES[name])

    pdf, word, pages = pdf_of(paper), docx_of(paper), pngs_of(paper)

    assert pdf.startswith(b"%PDF-")
    assert all(page.startswith(b"\x89PNG") for page in pages)
    assert (pdf_of(paper), docx_of(paper)) == (pdf, word)
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(word)).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_the_letter_in_word_says_every_word(name: str) -> None:
    paper = letter(*SAMPLES[name])
    words = words_of(paper)

    lines = said(docx_of(paper))

    text = "\n".join(lines)
    expected = [words["heading"], words["opening"], words["issuer"], words["date"]]
    expected += [words["to"] + "：", words.get("request", ""), *words.get("description", ())]
    expected += [fact["value"] for fact in words.get("facts", ())]
    expected += [item["sha256"] for item in words.get("items", ())]
    expected += words.get("missing", []) + words.get("reason", []) + words.get("summary", [])
    assert [each for each in expected if each.replace("\n", "") not in text] == []
    assert "{" not in text


def test_a_transfer_letter_reads_as_agreed() -> None:
    lines = said(docx_of(usual("transfer_letter")))

    assert lines[:5] == [
        "加急甘水函〔2026〕9号",
        "关于移送黄河左岸滩涂倾倒疑似危险废物线索的函",
        "兰州市生态环境局：",
        OPENING,
        "一、基本情况",
    ]
    assert "附件：移送材料清单（共3项）" in lines
    assert lines[lines.index("附件：移送材料清单（共3项）") + 1 :][:2] == [
        "甘肃省水利厅",
        "2026年11月20日",
    ]


def test_official_fonts_are_named_in_word() -> None:
    content = zipfile.ZipFile(io.BytesIO(docx_of(usual("transfer_letter"))))

    text = content.read("word/document.xml").decode()

    assert all(f'w:eastAsia="{font}"' in text for font in ("仿宋_GB2312", "方正小标宋简体", "黑体"))


@pytest.mark.parametrize(
    "text",
    [
        "{{ 7 * 7 }}{% for x in y %}",
        "</w:t></w:r><w:t>注入 & <script>",
        '#panic("read as code") $x$ <label> @ref',
        "tab\there\x0bline\x0c page\x07 bell",
    ],
)
@pytest.mark.parametrize("kind", ["transfer_letter", "receipt"])
def test_text_of_people_stays_text(kind: str, text: str) -> None:
    paper = usual(kind, clue_title=text)

    word, pdf = docx_of(paper), pdf_of(paper)

    plain = text.translate(dict.fromkeys(range(32), " "))
    assert any(plain in line for line in said(word))
    assert pdf.startswith(b"%PDF-")


# ---- templates that an office has replaced


@pytest.fixture
def own(tmp_path: Path, settings: Any) -> Path:
    """Give the office a folder of its own templates."""
    settings.DOCX_TEMPLATE_DIR = str(tmp_path)
    return tmp_path


def template(path: Path, text: str) -> None:
    """Write a Word file of one paragraph."""
    made = docx.Document()
    made.add_paragraph(text)
    made.save(str(path))


def test_an_office_words_a_letter_its_own_way(own: Path) -> None:
    template(own / "transfer_letter.docx", "{{ issuer }}致{{ to }}：{{ clue_title }}")

    assert said(docx_of(usual("transfer_letter"))) == [
        "甘肃省水利厅致兰州市生态环境局：黄河左岸滩涂倾倒疑似危险废物"
    ]
    assert said(docx_of(usual("receipt")))[1] == "线索接收回执"


@pytest.mark.parametrize(
    "marked", ["{{ clue_title|safe }}", "{% autoescape false %}{{ clue_title }}{% endautoescape %}"]
)
def test_no_template_lets_text_in_as_markup(own: Path, marked: str) -> None:
    template(own / "transfer_letter.docx", marked)

    content = docx_of(usual("transfer_letter", clue_title="<w:b/>粗"))

    assert said(content) == ["<w:b/>粗"]


@pytest.mark.parametrize(
    "text",
    [
        "{{ recevier }}",
        "{% for x in %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ 1 / 0 }}",
    ],
)
def test_a_bad_template_is_named(own: Path, text: str) -> None:
    template(own / "transfer_letter.docx", text)

    with pytest.raises(BadTemplate, match=r"文书模板 .*transfer_letter\.docx 不能使用："):
        docx_of(usual("transfer_letter"))


def test_a_file_that_is_no_template_fails_one_paper_and_no_other(
    own: Path, receipt: Callable[..., NewDocument], leg: Any
) -> None:
    (own / "transfer_letter.docx").write_bytes(b"no archive")
    _, number, data = SAMPLES["transfer_letter-usual"]
    bad = NewDocument(matter_id=leg.pk, kind=DocumentKind.TRANSFER_LETTER, number=number, data=data)
    first, second = request([bad, receipt()], now=NOW)

    made = render_pending(now=NOW)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (made, first.status, second.status) == (1, "pending", "ready")
    assert "transfer_letter.docx 不能使用" in first.error
    assert list(verify_store()) == []


# ---- what comes along


def test_templates_are_as_the_command_writes_them() -> None:
    call_command("write_letter_templates", check=True)

    assert {path.stem for path in TEMPLATES.glob("*.docx")} == set(DocumentKind)


def test_what_an_office_has_changed_is_not_written_over(tmp_path: Path) -> None:
    call_command("write_letter_templates", tmp_path, verbosity=0)
    changed, other = tmp_path / "receipt.docx", tmp_path / "transfer_letter.docx"
    original = changed.read_bytes()
    changed.write_bytes(b"our own")
    other.unlink()
    out = StringIO()

    call_command("write_letter_templates", tmp_path, stdout=out)

    assert changed.read_bytes() == b"our own"
    assert "receipt.docx 已存在且已修改，未覆盖" in out.getvalue()
    assert other.exists()
    call_command("write_letter_templates", tmp_path, force=True, stdout=out)
    assert changed.read_bytes() == original


def test_the_gallery_shows_every_kind(tmp_path: Path) -> None:
    call_command("render_gallery", tmp_path, verbosity=0)

    made = {path.name for path in tmp_path.iterdir()}
    assert {f"{name}.{end}" for name in SAMPLES for end in ("pdf", "docx")} <= made
    assert {f"{name}-1.png" for name in SAMPLES} <= made
    assert "transfer_letter-long-6.png" in made
