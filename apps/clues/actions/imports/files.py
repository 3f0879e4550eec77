"""The files that were brought in: kept under their own hash for as long as they are needed.

One that names reporters is kept sealed, under a hash that only the service can compute.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.audit.actions import record_reading
from apps.clues.actions.reporters import files as sealed_files
from apps.clues.imports.cells import plain
from apps.clues.imports.checking import Checker, Reference
from apps.clues.imports.clue_rows import ClueReading
from apps.clues.imports.complaint_rows import ComplaintReading
from apps.clues.imports.grid import LIMITS, Limits
from apps.clues.imports.mapping import Form, find_layout, form_of
from apps.clues.imports.reading import open_file
from apps.clues.imports.refusals import FileRefused
from apps.clues.models import ImportRun, ViolationType
from apps.organizations.queries import directory, stamp
from clue_transfer.actors import Actor
from clue_transfer.errors import NotFound

_CHUNK = 1 << 20


def path_of(sha256: str) -> Path:
    """Name the place of a kept file."""
    return _folder() / sha256[:2] / sha256


def hash_of(file: BinaryIO, *, keyed: bool = False) -> str:
    """Hash a file that was uploaded, from its beginning.

    With `keyed` nobody can try names until the hash fits.
    """
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    if keyed:
        return salted_hmac("import", digest.hexdigest(), algorithm="sha256").hexdigest()
    return digest.hexdigest()


def stored(run: ImportRun, form: Form) -> Path | BinaryIO:
    """Find a run's kept file; a sealed one is opened in memory."""
    if not form.of_complaints:
        return path_of(run.sha256)
    try:
        return io.BytesIO(sealed_files.read(run.sha256))
    except FileNotFoundError:
        raise _gone() from None


def open_kept(run: ImportRun, *, actor: Actor, now: datetime) -> BinaryIO:
    """Open the file of a run that the actor may see; NotFound when it is not kept any more.

    Call it outside a transaction: that somebody reads who complained must stand on record.
    """
    form = form_of(run.kind)
    if form is None:
        raise NotFound
    try:
        file = stored(run, form)
        if form.of_complaints:
            complaints = run.complaints.values_list("pk", flat=True)
            record_reading("imports/file", actor=actor, now=now, matters=complaints)
        return file.open("rb") if isinstance(file, Path) else file
    except (FileNotFoundError, FileRefused):
        raise NotFound from None


def keep(file: BinaryIO, *, sha256: str, sealed: bool, now: datetime) -> Path:
    """Keep a file under its hash, whole or not at all; the same file is kept once."""
    if sealed:
        file.seek(0)
        return sealed_files.keep(file.read(), name=sha256, now=now)
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
    reading = ComplaintReading if form.of_complaints else ClueReading
    reference = Reference(
        directory=directory(stamp()),
        sender=department,
        day=timezone.localtime(now).date(),
        now=timezone.localtime(now).replace(tzinfo=None),
        violation_types=_violation_types(),
    )
    try:
        with open_file(file, limits=limits) as grids:
            layout = find_layout(grids, form, file_name=file_name)
            yield Checker(layout, form=form, reference=reference, reading=reading), layout.title
    except FileNotFoundError:
        raise _gone() from None


def sweep(*, now: datetime) -> int:
    """Remove kept files that no run of the last days and no waiting run needs; answer how many."""
    before = now - timedelta(days=settings.IMPORT_FILES_KEPT_DAYS)
    removed = 0
    for path in [*_folder().glob("??/*"), *sealed_files.folder().glob("??/*")]:
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= before.timestamp():
                continue
            runs = ImportRun.objects.filter(sha256=path.name)
            if not runs.filter(~Q(busy="") | Q(created_at__gte=before)).exists():
                path.unlink()
                removed += 1
    return removed


def _gone() -> FileRefused:
    return FileRefused("file-missing", "文件已不在服务器上，请重新导入")


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "imports"


def _violation_types() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, name in ViolationType.objects.filter(active=True).values_list("code", "name"):
        found[code] = found[plain(name).replace(" ", "")] = code
    return found
