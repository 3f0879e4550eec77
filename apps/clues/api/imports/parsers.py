"""An upload is spooled to disk and stops at the limit, whatever length was declared."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from rest_framework.parsers import DataAndFiles, MultiPartParser

from apps.clues.imports.grid import LIMITS
from clue_transfer.errors import Refused

_FIELDS_BESIDE = 1 << 16


class TooLarge(Refused):
    """More bytes than are taken."""

    code = "too-large"
    message = "文件过大，上限为%(limit)s字节"
    http_status: ClassVar[int] = 413


class LimitedTable(TemporaryFileUploadHandler):
    """Spool a table to disk and stop at the limit, whatever length was declared."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Count before writing."""
        self.received += len(raw_data)
        if self.received > LIMITS.file_bytes:
            self.upload_interrupted()
            raise TooLarge(limit=LIMITS.file_bytes)
        super().receive_data_chunk(raw_data, start)


class TableParser(MultiPartParser):
    """Parse an upload: declared length first, then at most the limit to disk."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Any = None
    ) -> DataAndFiles:
        """Refuse by the declared length, else parse with the limited handler."""
        context = parser_context or {}
        request = context["request"]
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isdecimal() and int(declared) > LIMITS.file_bytes + _FIELDS_BESIDE:
            raise TooLarge(limit=LIMITS.file_bytes)
        request.upload_handlers = [LimitedTable(request._request)]  # noqa: SLF001 - DRF wraps it
        return super().parse(stream, media_type, context)
