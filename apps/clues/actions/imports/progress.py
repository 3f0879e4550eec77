"""How far a worker has come with a run: told through the cache, missed by nobody if it is lost."""

from __future__ import annotations

from contextlib import suppress
from typing import TypedDict
from uuid import UUID

from django.core.cache import cache

_KEPT_SECONDS = 3600


class Progress(TypedDict):
    """Rows done, and rows in all as far as they are known."""

    done: int
    total: int


def tell(run: UUID, *, done: int, total: int) -> None:
    """Say how far the work is."""
    # The cache may be away: progress is a courtesy and must never stop the work.
    with suppress(Exception):
        cache.set(_key(run), {"done": done, "total": max(done, total)}, _KEPT_SECONDS)


def forget(run: UUID) -> None:
    """Say no more."""
    with suppress(Exception):
        cache.delete(_key(run))


def read(run: UUID) -> Progress | None:
    """Answer how far the work is, if anybody has said it."""
    found: Progress | None = None
    with suppress(Exception):
        found = cache.get(_key(run))
    return found


def _key(run: UUID) -> str:
    return f"import-progress:{run}"
