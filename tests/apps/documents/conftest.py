"""Papers by themselves: the matters here are bare rows, so nobody above is told of a paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.documents.actions import after_ready


@pytest.fixture(autouse=True)
def nobody_above() -> Iterator[None]:
    """Leave out what apps above do with a finished paper."""
    told = after_ready[:]
    after_ready.clear()
    yield
    after_ready[:] = told
