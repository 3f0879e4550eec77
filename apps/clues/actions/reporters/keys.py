"""The keys that seal who complained: a file beside the database, readable by its owner only.

One key a line: its number, the key, since when. The last one seals; the others still open.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import ClassVar

from django.conf import settings

from clue_transfer.errors import Refused

_BYTES = 32
_NUMBER_BYTES = 8


class ReporterKeyMissing(Refused):
    """The key that seals or opens who complained is not there."""

    code = "reporter-key-missing"
    message = "举报人信息的密钥不可用，请联系管理员"
    http_status: ClassVar[int] = 503


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its number stands beside what it seals."""

    number: str
    secret: bytes
    since: datetime

    def __repr__(self) -> str:
        return f"Key({self.number})"

    def line(self) -> str:
        """Write the key as its file holds it."""
        return f"{self.number} {self.secret.hex()} {self.since.isoformat()}\n"


def keys() -> list[Key]:
    """Read every key, oldest first; none where there is no file."""
    try:
        lines = _path().read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return []
    return [_key(line) for line in lines if line.strip()]


def newest(*, now: datetime) -> Key:
    """Name the key that seals; ReporterKeyMissing where there is none and none may be made."""
    found = keys()
    if not found and settings.REPORTER_KEY_MADE_AT_NEED:
        _write([_fresh(now)], replace=False)
        found = keys()
    if not found:
        raise ReporterKeyMissing
    return found[-1]


def numbered(number: str) -> Key:
    """Find a key by its number; ReporterKeyMissing where it is no longer there."""
    for key in keys():
        if key.number == number:
            return key
    raise ReporterKeyMissing


def add(*, now: datetime) -> Key:
    """Make a key and let it seal from now on."""
    key = _fresh(now)
    with _alone():
        _write([*keys(), key], replace=True)
    return key


def remove(numbers: Collection[str]) -> None:
    """Forget keys: what they sealed can never be opened again."""
    with _alone():
        _write([key for key in keys() if key.number not in numbers], replace=True)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time read and replace the file: no key of another's is lost."""
    _path().parent.mkdir(parents=True, exist_ok=True)
    with _path().with_name(f"{_path().name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _path() -> Path:
    return Path(settings.REPORTER_KEY_FILE)


def _key(line: str) -> Key:
    try:
        number, secret, since = line.split()
        return Key(number, bytes.fromhex(secret), datetime.fromisoformat(since))
    except ValueError:
        # The line is not repeated: it may hold a key.
        raise ReporterKeyMissing("密钥文件无法读取，请联系管理员") from None


def _fresh(now: datetime) -> Key:
    return Key(secrets.token_hex(_NUMBER_BYTES), secrets.token_bytes(_BYTES), now)


def _write(wanted: Sequence[Key], *, replace: bool) -> None:
    """Write the file whole or not at all; without `replace` of several writers one wins."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, prefix=f"{path.name}.", delete=False) as draft:
        draft.writelines(key.line() for key in wanted)
        draft.flush()
        os.fsync(draft.fileno())
    if replace:
        Path(draft.name).replace(path)
        return
    with suppress(FileExistsError):
        os.link(draft.name, path)
    Path(draft.name).unlink()
