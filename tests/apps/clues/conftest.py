"""The API of clues is tested with a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.stories import MORNING


@pytest.fixture
def morning(tmp_path: Path, settings: Any, seeded_db: None) -> Iterator[None]:
    """Stop the clock on a Friday morning and keep evidence in a folder of the test."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with time_machine.travel(MORNING, tick=False):
        yield
