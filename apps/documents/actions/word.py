"""Fill a paper's Word template: the office's own where it has one; the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from apps.documents.actions.wording import words_of
from apps.documents.models import Document

TEMPLATES = Path(__file__).parent.parent / "templates" / "docx"

_BIGGEST = 10 * 1024 * 1024
# The earliest that a ZIP can say: the day of packing would be another one each time.
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"


class BadTemplate(ValueError):
    """A template in Word that cannot be filled: the paper waits until it has been mended."""


def docx_of(document: Document) -> bytes:
    """Fill the template of a paper's kind."""
    path = _template(f"{document.kind}.docx")
    try:
        return _filled(path, document)
    except Exception as error:  # whatever a template does, the paper says which one it was
        raise BadTemplate(f"文书模板 {path} 不能使用：{error}") from error


def _template(name: str) -> Path:
    own = getattr(settings, "DOCX_TEMPLATE_DIR", "")
    if own and not Path(own).is_dir():
        raise BadTemplate(f"DOCX_TEMPLATE_DIR 指向的文件夹不存在：{own}")
    replaced = Path(own) / name if own else None
    return replaced if replaced is not None and replaced.is_file() else TEMPLATES / name


def _filled(path: Path, document: Document) -> bytes:
    words = words_of(document)
    if path.stat().st_size > _BIGGEST:
        raise BadTemplate("文件过大")
    template = DocxTemplate(io.BytesIO(path.read_bytes()))
    template.render(words, _environment(), autoescape=True)
    about = template.docx.core_properties
    about.title, about.author, about.identifier = words["title"], words["issuer"], words["number"]
    about.last_modified_by, about.keywords = words["issuer"], words["verify_code"]
    about.created = about.modified = document.created_at.replace(tzinfo=None, microsecond=0)
    about.revision = 1
    made = io.BytesIO()
    template.save(made)
    return settled(made)


def settled(made: io.BytesIO) -> bytes:
    """Pack a DOCX anew, its parts in order and without the time at which it was packed."""
    whole = io.BytesIO()
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(whole, "w") as after:
        for name in sorted(before.namelist(), key=lambda name: (name != _FIRST, name)):
            part = zipfile.ZipInfo(name, date_time=_EARLIEST)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            after.writestr(part, before.read(name))
    return whole.getvalue()


def _environment() -> ImmutableSandboxedEnvironment:
    """Let a template read the words and call nothing; a name that is not there is an error."""
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=_as_text)


def _as_text(value: Any) -> Markup:
    """Escape whatever a template puts in: also where it says that this need not be."""
    return escape(value.unescape() if isinstance(value, Markup) else str(value))
