"""What of a request's reads goes on record: what is sealed, by a procurator, under powers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from clue_transfer.actors import Actor
from clue_transfer.visibility import is_watched
from clue_transfer.vocabulary import Secrecy


@dataclass(slots=True)
class Watched:
    """Who read which watched matters during one request, in order."""

    actor: Actor | None = None
    matters: dict[UUID, None] = field(default_factory=dict)


_request: ContextVar[Watched | None] = ContextVar("watched", default=None)


@contextmanager
def watching() -> Iterator[Watched]:
    """Collect what is read until the end of the request."""
    watched = Watched()
    token = _request.set(watched)
    try:
        yield watched
    finally:
        _request.reset(token)


def watch(
    actor: Actor, rows: Iterable[tuple[UUID | None, str | None]], *, download: bool = False
) -> None:
    """Note that the actor is shown matters (key and secrecy); what is not watched is not kept.

    Every door through which matters are read calls this; outside a request nobody is shown
    anything, and nothing is noted.
    """
    watched = _request.get()
    if watched is None:
        return
    watched.actor = actor
    for pk, secrecy in rows:
        if pk is None:  # a message that names no matter
            continue
        if download or is_watched(actor, Secrecy(secrecy or Secrecy.INTERNAL)):
            watched.matters[pk] = None
