"""What a long list costs, and what it costs those who work meanwhile."""

from __future__ import annotations

import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.load.measuring import shoot
from tests.load.stage import Stage, web, working
from tests.load.steps import ECOLOGY, WRITERS, headers_of, make_stock, signers
from tests.prove.bringing import LIAISON, bring_in, make_list, memory, under_way, wait
from tests.prove.serving import until

_AT_ONCE = 48
_LONG = 3600.0


def while_a_list_comes_in(stage: Stage, rows: int) -> dict[str, Any]:
    """Check and commit a list of so many rows while 16 writers sign; answer rates and p95."""
    service = stage.service
    service.learn_tokens(LIAISON)
    headers = headers_of(stage, ECOLOGY)
    legs = make_stock(stage, 12 * _AT_ONCE)["legs"]
    with (
        tempfile.TemporaryDirectory() as place,
        web(service, threads=WRITERS) as (_, port),
        working(service),
        memory(service) as peak,
    ):
        file = make_list(
            service, Path(place), rows=rows, bad_every=0, series=f"B{int(time.time())}"
        )
        began = time.monotonic()
        run = wait(service, bring_in(service, file)["id"], "ready", within=_LONG)
        checked = time.monotonic() - began
        _signing(port, legs, headers)  # a process that has just begun is slow
        idle = _signing(port, legs, headers)
        over = threading.Event()
        took = {"seconds": 0.0}

        start = time.monotonic()
        path = f"imports/{run['id']}/actions/commit/"
        service.call("POST", path, by=LIAISON, body={}).ok()

        def commit() -> None:
            wait(service, run["id"], "committed", within=_LONG)
            took["seconds"] = time.monotonic() - start
            over.set()

        worker = threading.Thread(target=commit)
        worker.start()
        until(lambda: under_way(service, run["id"]), within=120, what="the commit is under way")
        busy: list[float] = []
        while not over.is_set() and legs:
            busy += _signing(port, legs, headers)
        worker.join()
    return {
        "rows": rows,
        "checked_a_second": round(rows / checked),
        "committed_a_second": round(rows / took["seconds"]),
        "worker_megabytes": round(peak["megabytes"]),
        "idle_p95_ms": _p95(idle),
        "busy_p95_ms": _p95(busy),
        "steps_meanwhile": len(busy),
        "times": round(_p95(busy) / _p95(idle), 2),
    }


def _signing(port: int, legs: list[str], headers: dict[str, str]) -> list[float]:
    some = [legs.pop() for _ in range(min(_AT_ONCE, len(legs)))]
    done = shoot(signers(port, some, headers))
    assert done["wrong"] == [], done["wrong"]
    took: list[float] = done["took"]
    return took


def _p95(took: list[float]) -> float:
    ordered = sorted(took)
    return round(ordered[int(len(ordered) * 0.95)] * 1000, 1)
