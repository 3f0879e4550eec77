"""A text that tells one matter from every other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Mark:
    """A text that stands nowhere but beside one matter, and since when."""

    text: str
    matter: UUID
    at: datetime
    sealed: bool = False
    """Whether it tells who complained."""
