"""The whole matrix of visibility of what stands without secrecy, not only its pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.matrix.whole import ask_all
from tests.matrix.worlds import STAGES


@pytest.mark.parametrize("stage", STAGES[:2])
def test_the_whole_product_agrees_with_the_rules(
    stage: str, seeded_db: None, tmp_path: Path, settings: Any
) -> None:
    assert ask_all(stage, at=tmp_path, settings=settings) == []
