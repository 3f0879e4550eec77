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


def open_checked(document: Document) -> io.BytesIO:
    """Open a finished paper whose hash holds."""
    if document.status != Document.Status.READY:
        raise DocumentNotReady
    try:
        content = (Path(settings.DOCUMENT_ROOT) / document.path).read_bytes()
    except OSError:
        raise DocumentCorrupt from None
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DocumentCorrupt
    return io.BytesIO(content)
