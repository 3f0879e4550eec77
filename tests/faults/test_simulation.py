"""The simulated province plays in a database of its own, and a seed is a world."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

from apps.matters.models import Matter

ROOT = Path(__file__).parents[2]


def simulate(folder: Path, *, seed: int) -> list[str]:
    """Play a few days as a person would from the command line."""
    done = subprocess.run(
        [
            *(sys.executable, "manage.py", "simulate", "--days", "5", "--clues", "12"),
            *("--seed", str(seed)),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "DATA_DIR": str(folder),
        },
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()


def test_a_seed_is_a_world_that_plays_beside_the_database_in_use(db: None, tmp_path: Path) -> None:
    matters = Matter.objects.count()

    first, again = simulate(tmp_path, seed=3), simulate(tmp_path, seed=3)

    assert first == again
    assert [line.split()[:3] for line in first[:2]] == [
        ["2026-08-24", "工作日", "新收2"],
        ["2026-08-25", "工作日", "新收3"],
    ]
    assert first[-1] == "不变量全部成立"
    assert Matter.objects.count() == matters
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE '%_simulation'")
        assert cursor.fetchone() == (0,)
