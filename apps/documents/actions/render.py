"""Set a paper in type: the same data give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings

from apps.documents.actions.wording import words_of
from apps.documents.models import Document
from clue_transfer.vocabulary import DocumentKind

# Raised when a template changes what a paper looks like; a rendered paper names its version.
TEMPLATE_VERSION = dict.fromkeys(DocumentKind, 1) | {DocumentKind.RECEIPT: 2}

_TEMPLATES = Path(__file__).parent.parent / "templates" / "typst"
_PDF_STANDARD: typst.PDFStandard = "a-2b"


def pdf_of(document: Document) -> bytes:
    """Render a paper as PDF/A."""
    try:
        [pdf] = _compiled(document, output="pdf", standards=[_PDF_STANDARD])
    except typst.TypstError:
        # PDF/A forbids a character that no font has (a rare ideograph in a name, an emoji): such
        # a paper is made as a plain PDF, with a box there, rather than never.
        [pdf] = _compiled(document, output="pdf", standards=[])
    return pdf


def pngs_of(document: Document) -> list[bytes]:
    """Render a paper's pages as pictures, to be looked at."""
    return _compiled(document, output="png", standards=[])


def _compiled(
    document: Document,
    *,
    output: Literal["pdf", "png"],
    standards: list[typst.PDFStandard],
) -> list[bytes]:
    words = words_of(document)
    made: Any = _compiler().compile(
        input=_template(document.kind).read_bytes(),
        format=output,
        sys_inputs=_inputs(words),
        pdf_standards=standards,
        timestamp=int(document.created_at.timestamp()),
    )
    return made if isinstance(made, list) else [made]


def _template(kind: str) -> Path:
    """Find the layout of a kind; the papers of the two laws share one."""
    own = _TEMPLATES / f"{kind}.typ"
    return own if own.exists() else _TEMPLATES / "case_paper.typ"


def _inputs(words: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(words, ensure_ascii=False, sort_keys=True)}


def _compiler() -> typst.Compiler:
    own = getattr(settings, "FONT_DIR", None)
    fonts = _fonts(str(own) if own else "")
    return typst.Compiler(root=str(_TEMPLATES), font_paths=fonts, ignore_system_fonts=True)


@cache
def _fonts(own: str) -> typst.Fonts:
    """Read the office's own fonts where it provides them, and those that come along."""
    folders = [own] if own else []
    folders.append(str(pylopdf_fonts_zh_cn.serif_path().parent))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
