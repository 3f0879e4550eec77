"""Take a paper out: its hash is checked before a byte is served."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import ClassVar

from django.conf import settings

from apps.documents.models import Document
from clue_transfer.errors import Refused


class DocumentNotReady(Refused):
    """The paper is still being made, or could not be made."""

    code = "document-not-ready"
    message = "文书尚未生成，请稍后再试"
    http_status: ClassVar[int] = 409


class DocumentCorrupt(Refused):
    """The stored bytes are not those that were made."""

    code = "document-corrupt"
    message = "文书文件校验失败，已停止提供，请联系管理员"
    http_status: ClassVar[int] = 409


def open_checked(document: Document, *, docx: bool = False) -> io.BytesIO:
    """Open the PDF of a finished paper, or its DOCX, if its hash holds."""
    if document.status != Document.Status.READY:
        raise DocumentNotReady
    path = document.docx_path if docx else document.path
    if not path:  # a paper that was made before there were two files
        raise DocumentNotReady
    try:
        content = (Path(settings.DOCUMENT_ROOT) / path).read_bytes()
    except OSError:
        raise DocumentCorrupt from None
    if hashlib.sha256(content).hexdigest() != (document.docx_sha256 if docx else document.sha256):
        raise DocumentCorrupt
    return io.BytesIO(content)
