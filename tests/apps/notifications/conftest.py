"""Who may read matters, as the spine says it: here a set that a test fills."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import pytest

from apps.notifications import queries


class Readers:
    """Everybody may read everything, but what a test makes secret."""

    def __init__(self) -> None:
        self.named: dict[UUID, set[int]] = {}

    def __call__(
        self, matter_ids: Collection[UUID], user_ids: Collection[int]
    ) -> set[tuple[UUID, int]]:
        """Answer the pairs."""
        return {
            (matter, user)
            for matter in matter_ids
            for user in user_ids
            if matter not in self.named or user in self.named[matter]
        }


@pytest.fixture(autouse=True)
def readers(monkeypatch: pytest.MonkeyPatch) -> Readers:
    """Stand in for the spine."""
    readers = Readers()
    monkeypatch.setattr(queries, "_audience", [readers])
    return readers
