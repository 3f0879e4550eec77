"""The whole matrix of visibility, not only its pairs."""

from __future__ import annotations

import os
import time
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.matrix.asking import Case
from tests.matrix.test_matrix import DIMENSIONS, differences
from tests.matrix.worlds import STAGES
from tests.prove.serving import say


@pytest.mark.parametrize("stage", STAGES)
def test_the_whole_product_agrees_with_the_rules(
    stage: str, seeded_db: None, tmp_path: Path, settings: Any
) -> None:
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    every = int(os.environ.get("MATRIX_EVERY", "1"))
    began = time.monotonic()
    cases = [
        Case(stage, kind, relation, role, place)
        for place, relation, kind, role in product(*DIMENSIONS[:-1])
    ][::every]

    wrong = differences(cases)

    say(f"{stage}: {len(cases)} cases in {time.monotonic() - began:.0f} s")
    assert wrong == []
