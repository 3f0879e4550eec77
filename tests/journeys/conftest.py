"""Every journey begins on the same Friday morning, with a store of its own."""

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
def clock(seeded_db: None) -> Iterator[time_machine.Traveller]:
    """Stop the clock; a journey moves it on."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller
