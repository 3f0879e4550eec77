"""A worker that counts its statements: `celery -A tests.prove.counting worker`.

Each task adds a line of JSON to the file that `COUNTED` names.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.db import connection

from config.celery import app

__all__ = ["app"]

_now: dict[str, float] = {}


@task_prerun.connect
def begin(**_: Any) -> None:
    """Count from here."""
    _now.update(statements=0, began=time.monotonic())
    connection.execute_wrappers[:] = [_count]


@task_postrun.connect
def end(*, task: Any, retval: Any, **_: Any) -> None:
    """Write down what the task answered and what it took."""
    took = time.monotonic() - _now["began"]
    told = {
        "task": task.name,
        "answer": repr(retval),
        "statements": int(_now["statements"]),
        "seconds": round(took, 2),
    }
    with Path(os.environ["COUNTED"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(told) + "\n")


def _count(execute: Any, *arguments: Any) -> Any:
    _now["statements"] += 1
    return execute(*arguments)
