"""Every race is run on committed rows, on the same Friday morning, with stores of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.stories import MORNING


@pytest.fixture(autouse=True)
def stores(tmp_path: Path, settings: Any) -> None:
    """Keep evidence and papers in folders of the test."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.DOCUMENT_ROOT = tmp_path / "documents"


@pytest.fixture(autouse=True)
def clock(committed_db: str) -> Iterator[time_machine.Traveller]:
    """Stop the clock in every thread."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller
