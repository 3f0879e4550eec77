"""The system clock is put back: the scheduler goes on, as does one that starts then."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from config.celery import app
from config.scheduling import Scheduler
from tests.stories import on

SWEEP = "desk.sweep_deadlines"


class Noting(Scheduler):
    """Notes what it would send."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.sent: Counter[str] = Counter()
        super().__init__(*arguments, **options)

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        self.sent[entry.task] += 1


def start(folder: Path) -> Noting:
    return Noting(app, schedule_filename=str(folder / "schedule"))


def run(scheduler: Noting, *, since: datetime, minutes: int) -> Counter[str]:
    """Let it tick for some minutes, each half second; answer what it sent."""
    scheduler.sent.clear()
    for tick in range(minutes * 120):
        with time_machine.travel(since + timedelta(seconds=tick / 2), tick=False):
            while scheduler.tick() == 0:
                pass
    return Counter(scheduler.sent)


@pytest.mark.parametrize("starts_anew", [False, True])
def test_after_the_clock_was_put_back_as_much_is_sent_as_before(
    tmp_path: Path, starts_anew: bool
) -> None:
    with time_machine.travel(on("2026-11-24", 10), tick=False):
        scheduler = start(tmp_path)
    before = run(scheduler, since=on("2026-11-24", 10), minutes=5)

    with time_machine.travel(on("2026-11-24", 9), tick=False):
        if starts_anew:
            scheduler.close()
            scheduler = start(tmp_path)
    after = run(scheduler, since=on("2026-11-24", 9), minutes=5)

    assert 4 <= before[SWEEP] <= 5
    assert 4 <= after[SWEEP] <= 5
    assert before["audit.seal_entries"] - after["audit.seal_entries"] in range(-2, 3)
