"""The files that were brought in: kept under their own hash, served to nobody."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from apps.clues.imports.cells import plain
from apps.clues.imports.checking import Checker, Reference
from apps.clues.imports.grid import LIMITS, Limits
from apps.clues.imports.mapping import Form, find_layout
from apps.clues.imports.reading import open_file
from apps.clues.imports.refusals import FileRefused
from apps.clues.models import ViolationType
from apps.organizations.queries import directory, stamp

_CHUNK = 1 << 20


def path_of(sha256: str) -> Path:
    """Name the place of a kept file."""
    return Path(settings.DATA_DIR) / "imports" / sha256[:2] / sha256


def hash_of(file: BinaryIO) -> str:
    """Hash a file that was uploaded, from its beginning."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def keep(file: BinaryIO, *, sha256: str) -> Path:
    """Keep a file under its hash, whole or not at all; the same file is kept once."""
    path = path_of(sha256)
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.seek(0)
    handle, draft = tempfile.mkstemp(prefix="unfinished-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            while chunk := file.read(_CHUNK):
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        Path(draft).chmod(0o400)
        Path(draft).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(draft).unlink()
    return path


@contextmanager
def checked(
    file: Path | BinaryIO,
    *,
    form: Form,
    file_name: str,
    department: int,
    now: datetime,
    limits: Limits = LIMITS,
) -> Iterator[tuple[Checker, str]]:
    """Open a file as the form's table; gives the reader of its rows and the list's name.

    Raises FileRefused when the file cannot be read as such a table.
    """
    reference = Reference(
        directory=directory(stamp()),
        sender=department,
        day=timezone.localtime(now).date(),
        violation_types=_violation_types(),
    )
    try:
        with open_file(file, limits=limits) as grids:
            layout = find_layout(grids, form, file_name=file_name)
            yield Checker(layout, form=form, reference=reference), layout.title
    except FileNotFoundError:
        raise FileRefused("file-missing", "文件已不在服务器上，请重新导入") from None


def _violation_types() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, name in ViolationType.objects.filter(active=True).values_list("code", "name"):
        found[code] = found[plain(name).replace(" ", "")] = code
    return found
