"""Render what is pending: one transaction a paper, so that a bad one stops no other."""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from apps.common.actions import wake
from apps.documents.actions.render import pdf_of
from apps.documents.actions.request import MAKE
from apps.documents.actions.word import docx_of
from apps.documents.models import Document

log = structlog.get_logger()

# Apps above write the finished paper's hash into the record, in the same transaction.
after_ready: list[Callable[[Document], None]] = []

BATCH = 100
MOST_ATTEMPTS = 8
_FIRST_WAIT = timedelta(seconds=30)
_ERROR_LENGTH = 1_000
_MADE = [
    "sha256",
    "size",
    "path",
    "docx_sha256",
    "docx_size",
    "docx_path",
    "status",
    "ready_at",
    "error",
]


def render_pending(*, now: datetime, batch: int = BATCH) -> int:
    """Render what is due; answer how many papers became ready. A paper is made once."""
    due = Document.objects.filter(
        status=Document.Status.PENDING, next_attempt_at__lte=now
    ).order_by("next_attempt_at", "id")
    ready = 0
    for pk in list(due.values_list("id", flat=True)[:batch]):
        try:
            ready += _produce(pk, now=now)
        except Exception as error:  # noqa: BLE001 - it is put off, the others go on
            _put_off(pk, now=now, error=repr(error))
    return ready


def try_again(documents: QuerySet[Document], *, now: datetime) -> int:
    """Let papers that were given up be made again, from the first attempt; answer how many."""
    failed = documents.filter(status=Document.Status.FAILED)
    count = failed.update(status=Document.Status.PENDING, attempts=0, next_attempt_at=now)
    transaction.on_commit(partial(wake, MAKE))
    return count


@transaction.atomic
def _produce(pk: uuid.UUID, *, now: datetime) -> int:
    document = _taken(pk)
    if document is None:
        return 0
    pdf, docx = pdf_of(document), docx_of(document)
    document.sha256 = hashlib.sha256(pdf).hexdigest()
    document.size = len(pdf)
    document.path = _keep(pdf, sha256=document.sha256, ending="pdf")
    document.docx_sha256 = hashlib.sha256(docx).hexdigest()
    document.docx_size = len(docx)
    document.docx_path = _keep(docx, sha256=document.docx_sha256, ending="docx")
    document.status = Document.Status.READY
    document.ready_at = now
    document.error = ""
    document.save(update_fields=_MADE)
    for tell in after_ready:
        tell(document)
    return 1


def _taken(pk: uuid.UUID) -> Document | None:
    return (
        Document.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .filter(pk=pk, status=Document.Status.PENDING)
        .first()
    )


@transaction.atomic
def _put_off(pk: uuid.UUID, *, now: datetime, error: str) -> None:
    """Try again later, each time after twice the wait; give up after the last attempt."""
    document = _taken(pk)
    if document is None:
        return
    document.next_attempt_at = now + _FIRST_WAIT * 2**document.attempts
    document.attempts += 1
    document.error = error[:_ERROR_LENGTH]
    if document.attempts >= MOST_ATTEMPTS:
        document.status = Document.Status.FAILED
    document.save(update_fields=["next_attempt_at", "attempts", "error", "status"])
    log.warning("document_failed", document=str(pk), attempts=document.attempts, error=error)


def _keep(content: bytes, *, sha256: str, ending: str) -> str:
    """Lay the file under its hash."""
    relative = f"{sha256[:2]}/{sha256}.{ending}"
    target = Path(settings.DOCUMENT_ROOT) / relative
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    descriptor, draft = tempfile.mkstemp(dir=target.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o440)
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return relative
