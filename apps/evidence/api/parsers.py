"""Multipart bodies with evidence: too large a one is refused before it is read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from rest_framework.parsers import DataAndFiles, MultiPartParser

from apps.evidence.actions import TooLarge, check_declared_size

_FIELDS_BESIDE = 1 << 20


class LimitedUpload(TemporaryFileUploadHandler):
    """Spool a file to disk and stop at the limit, whatever length was declared."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Count before writing."""
        self.received += len(raw_data)
        if self.received > settings.EVIDENCE_MAX_BYTES:
            self.upload_interrupted()
            raise TooLarge(limit=settings.EVIDENCE_MAX_BYTES)
        super().receive_data_chunk(raw_data, start)


class EvidenceParser(MultiPartParser):
    """Parse an upload: declared length first, then at most the limit to disk."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> DataAndFiles:
        """Refuse by the declared length, else parse with the limited handler."""
        context = parser_context or {}
        request = context["request"]
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isdecimal():
            check_declared_size(int(declared) - _FIELDS_BESIDE)
        request.upload_handlers = [LimitedUpload(request._request)]  # noqa: SLF001 - DRF wraps it
        return super().parse(stream, media_type, context)
