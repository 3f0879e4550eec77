"""The whole product of a stage: every address, relation, role and kind of leg."""

from __future__ import annotations

import os
import time
from itertools import product
from pathlib import Path
from typing import Any

from tests.matrix.asking import Case
from tests.matrix.test_matrix import DIMENSIONS, differences
from tests.prove.serving import say


def ask_all(stage: str, *, at: Path, settings: Any) -> list[str]:
    """List what is not as the rules say; `MATRIX_EVERY=n` asks one case in n."""
    settings.EVIDENCE_ROOT = at / "evidence"
    settings.DOCUMENT_ROOT = at / "documents"
    every = int(os.environ.get("MATRIX_EVERY", "1"))
    began = time.monotonic()
    cases = [
        Case(stage, kind, relation, role, place)
        for place, relation, kind, role in product(*DIMENSIONS[:-1])
    ][::every]
    wrong = differences(cases)
    say(f"{stage}: {len(cases)} cases in {time.monotonic() - began:.0f} s")
    return wrong
