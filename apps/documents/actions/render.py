"""Set a paper in type: the same data give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings

from apps.documents.models import Document
from clue_transfer.vocabulary import DocumentKind

# Raised when a template changes what a paper looks like; a rendered paper names its version.
TEMPLATE_VERSION = {DocumentKind.RECEIPT: 1}

_TEMPLATES = Path(__file__).parent.parent / "templates" / "typst"
_ZONE = ZoneInfo("Asia/Shanghai")
_PDF_STANDARD: typst.PDFStandard = "a-2b"


def pdf_of(document: Document) -> bytes:
    """Render a paper as PDF/A."""
    kind = DocumentKind(document.kind)
    data = _SHAPES[kind](json.loads(document.data)) | {
        "title": document.title,
        "number": document.number,
        "verify_code": document.verify_code,
    }
    source = (_TEMPLATES / f"{kind}.typ").read_bytes()
    try:
        return _compiled(source, data=data, at=document.created_at, standards=[_PDF_STANDARD])
    except typst.TypstError:
        # PDF/A forbids a character that no font has (a rare ideograph in a name, an emoji): such
        # a paper is made as a plain PDF, with a box there, rather than never.
        return _compiled(source, data=data, at=document.created_at, standards=[])


def _compiled(
    source: bytes, *, data: Mapping[str, Any], at: datetime, standards: list[typst.PDFStandard]
) -> bytes:
    compiled = typst.Compiler(
        root=str(_TEMPLATES), font_paths=_fonts(str(_font_folder())), ignore_system_fonts=True
    ).compile(
        input=source,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        pdf_standards=standards,
        timestamp=int(at.timestamp()),
    )
    if not isinstance(compiled, bytes):
        raise TypeError("a PDF is one file")
    return compiled


def _font_folder() -> Path:
    """Answer the office's own fonts where it provides them, else those that come along."""
    folder = getattr(settings, "FONT_DIR", None)
    return Path(folder) if folder else pylopdf_fonts_zh_cn.serif_path().parent


@cache
def _fonts(folder: str) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def _receipt(data: dict[str, Any]) -> dict[str, Any]:
    signed_at = datetime.fromisoformat(data["signed_at"]).astimezone(_ZONE)
    return {
        **{
            name: str(data.get(name) or "")
            for name in (
                "clue_number",
                "leg_number",
                "clue_title",
                "sender",
                "receiver",
                "signed_by",
                "remarks",
            )
        },
        "signed_at_text": f"{_day(signed_at)} {signed_at:%H:%M}",
        "signed_on_text": _day(signed_at),
        "items": [
            {
                "name": str(item["name"]),
                "size_text": size_text(int(item["size"])),
                "sha256": str(item["sha256"]),
            }
            for item in data["items"]
        ],
    }


_SHAPES = {DocumentKind.RECEIPT: _receipt}


def _day(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日"


def size_text(size: int) -> str:
    """Write a size as people read it: 612 B, 3.42 MB."""
    amount = float(size)
    for unit in ("B", "KB", "MB"):
        if amount < 1024:
            return f"{size} B" if unit == "B" else f"{amount:.2f} {unit}"
        amount /= 1024
    return f"{amount:.2f} GB"
