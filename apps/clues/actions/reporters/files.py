"""Kept files that name reporters: sealed whole, in a folder of their own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

from apps.clues.actions.reporters.sealing import seal, unseal

_MARK = b"CTSEALED1 "
_NUMBER = 16


def folder() -> Path:
    """Name the folder of sealed files."""
    return Path(settings.DATA_DIR) / "imports" / "sealed"


def path_of(name: str) -> Path:
    """Name the place of a sealed file."""
    return folder() / name[:2] / name


def keep(plain: bytes, *, name: str, now: datetime) -> Path:
    """Seal a file and keep it under a name, whole or not at all."""
    path = path_of(name)
    if not path.exists():
        _write(path, plain, now=now)
    return path


def read(name: str) -> bytes:
    """Open a sealed file; FileNotFoundError when it is not kept any more."""
    return _opened(path_of(name))


def reseal_all(key: str, *, among: Collection[str], now: datetime) -> int:
    """Seal every kept file anew that another one of the known keys has sealed."""
    old = [path for path in _kept() if _key_of(path) in set(among) - {key}]
    for path in old:
        # It may be swept away meanwhile.
        with suppress(FileNotFoundError):
            _write(path, _opened(path), now=now)
    return len(old)


def keys_in_use() -> list[str]:
    """Name of each kept file the key that it needs."""
    found = []
    for path in _kept():
        with suppress(FileNotFoundError):
            found.append(_key_of(path))
    return found


def _kept() -> Iterator[Path]:
    return (path for path in folder().glob("??/*") if not path.name.startswith("unfinished-"))


def _key_of(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(len(_MARK) + _NUMBER)[len(_MARK) :].decode("ascii")


def _opened(path: Path) -> bytes:
    data = path.read_bytes()
    start = len(_MARK)
    key = data[start : start + _NUMBER].decode("ascii")
    return unseal(data[start + _NUMBER :], key=key, bound_to=f"file:{path.name}")


def _write(path: Path, plain: bytes, *, now: datetime) -> None:
    key, sealed = seal(plain, bound_to=f"file:{path.name}", now=now)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(prefix="unfinished-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(_MARK + key.encode("ascii") + sealed)
            out.flush()
            os.fsync(out.fileno())
        Path(draft).chmod(0o400)
        Path(draft).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(draft).unlink()
