"""Reads of papers: one by its code, and the check of all files."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from apps.documents.models import Document


@dataclass(frozen=True, slots=True)
class BadFile:
    """One stored paper that is not what was made."""

    sha256: str
    document_id: uuid.UUID
    reason: str

    def __str__(self) -> str:
        return f"文书 {self.document_id}（SHA-256 {self.sha256}）：{self.reason}"


def by_verify_code(code: str) -> Document | None:
    """Find a finished paper by the code printed on it, as a person types it."""
    typed = code.strip().upper()
    return Document.objects.filter(verify_code=typed, status=Document.Status.READY).first()


def faults() -> Iterator[str]:
    """Name every bad file in a sentence, for the verification of the record."""
    return map(str, verify_store())


def verify_store() -> Iterator[BadFile]:
    """Read both files of every finished paper and name those that are missing or changed."""
    ready = Document.objects.filter(status=Document.Status.READY).order_by("id")
    columns = ("id", "sha256", "path", "docx_sha256", "docx_path")
    for pk, *files in ready.values_list(*columns).iterator():
        for sha256, path in (files[:2], files[2:]):
            if not sha256:  # a paper that was made before there were two files
                continue
            try:
                content = (Path(settings.DOCUMENT_ROOT) / path).read_bytes()
            except OSError:
                yield BadFile(sha256=sha256, document_id=pk, reason="文件缺失")
                continue
            if hashlib.sha256(content).hexdigest() != sha256:
                yield BadFile(sha256=sha256, document_id=pk, reason="内容已被改动")
