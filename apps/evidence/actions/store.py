"""Take a file in: streamed, counted, hashed, looked at, and laid under its own hash."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from apps.evidence.actions.content import media_type_of
from apps.evidence.actions.names import check_name
from apps.evidence.models import Custody, Evidence
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, Invalid, Refused

_CHUNK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = "unfinished"


class TooLarge(Refused):
    """More bytes than are taken."""

    code = "too-large"
    message = "文件过大，上限为%(limit)s字节"
    http_status: ClassVar[int] = 413


def check_declared_size(size: int | None) -> None:
    """Refuse a body by its declared length before a byte of it is read."""
    if size is not None and size > settings.EVIDENCE_MAX_BYTES:
        raise _too_large()


def store(
    stream: BinaryIO,
    *,
    name: str,
    matter_id: uuid.UUID,
    actor: Actor,
    now: datetime,
    declared_sha256: str | None = None,
    declared_size: int | None = None,
    kind: str = "",
    note: str = "",
) -> Evidence:
    """Store what the stream gives as evidence of a matter; the bytes are safe when it returns.

    Raises TooLarge, MediaTypeRefused, or Invalid (name, hash other than declared).
    """
    if actor.person is None or actor.department is None:
        raise ValueError("evidence is handed in by a person for a department")
    check_declared_size(declared_size)
    check_name(name)
    declared = _checked_hash(declared_sha256)
    with _unfinished_file() as (file, path):
        size, sha256 = _copy(stream, file)
        if declared is not None and declared != sha256:
            raise Invalid(
                errors=[FieldError("/sha256", "hash-mismatch", "文件与所声明的SHA-256不一致")]
            )
        media_type = media_type_of(path, name=name)
        stored_at = _keep(path, sha256=sha256)
    with transaction.atomic():
        evidence = Evidence.objects.create(
            matter_id=matter_id,
            name=name,
            kind=kind,
            note=note,
            size=size,
            media_type=media_type,
            sha256=sha256,
            stored_at=stored_at,
            uploaded_by_id=actor.person,
            department_id=actor.department,
            created_at=now,
        )
        Custody.objects.create(
            evidence=evidence,
            at=now,
            person_id=actor.person,
            department_id=actor.department,
            act=Custody.Act.UPLOADED,
            ok=True,
        )
    return evidence


def sha256_of(stream: UploadedFile) -> str:
    """Compute the SHA-256 of a file that has been sent and is not stored."""
    digest = hashlib.sha256()
    for chunk in stream.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def drop_unfinished(*, before: datetime) -> int:
    """Remove what broken uploads left behind; answer how many files."""
    dropped = 0
    for path in _unfinished_folder().iterdir():
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            dropped += 1
    return dropped


def _too_large() -> TooLarge:
    return TooLarge(limit=settings.EVIDENCE_MAX_BYTES)


def _checked_hash(declared: str | None) -> str | None:
    if not declared:
        return None
    lowered = declared.strip().lower()
    if not _SHA256.fullmatch(lowered):
        raise Invalid(errors=[FieldError("/sha256", "hash-form", "SHA-256应为64位十六进制数")])
    return lowered


def _unfinished_folder() -> Path:
    folder = Path(settings.EVIDENCE_ROOT) / _UNFINISHED
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    return folder


@contextmanager
def _unfinished_file() -> Iterator[tuple[BinaryIO, Path]]:
    """Open a file on the store's own disk, so that laying it away is one rename."""
    descriptor, name = tempfile.mkstemp(dir=_unfinished_folder())
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file, path
    finally:
        path.unlink(missing_ok=True)


def _copy(stream: BinaryIO, file: BinaryIO) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > settings.EVIDENCE_MAX_BYTES:
            raise _too_large()
        digest.update(chunk)
        file.write(chunk)
    file.flush()
    os.fsync(file.fileno())
    return size, digest.hexdigest()


def _keep(path: Path, *, sha256: str) -> str:
    """Lay the file under its hash; equal content of an earlier upload is replaced by itself."""
    relative = f"{sha256[:2]}/{sha256}"
    target = Path(settings.EVIDENCE_ROOT) / relative
    target.parent.mkdir(exist_ok=True, mode=0o750)
    path.chmod(0o440)
    path.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return relative
