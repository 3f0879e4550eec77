"""What a write costs: create, sign, a file of 1 MB; and what of it the record costs."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.load.measuring import THREADS, Row, shoot
from tests.load.stage import Stage, web
from tests.prove.serving import ROOT, environment

WATER, ECOLOGY = "liaison.620000-water", "liaison.620100-ecology"
WRITERS = 16
ROUNDS = 4
_AT_ONCE = 40
"""Steps of each writing process in a round."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """One kind of writing request, and who sends it."""

    name: str
    by: str
    status: int
    requests: list[dict[str, Any]]
    again: bool


def measure_steps(stage: Stage, words: str, *, seconds: float) -> Iterator[Row]:
    """Measure the writes whose name holds the words."""
    names = [name for name in ("create", "sign", "upload 1 MB") if words in name]
    if not names:
        return
    stock = make_stock(stage, 8 + int(seconds * 60) if "sign" in names else 1)
    for act in _acts(stock):
        if act.name in names:
            yield _measure(act, stage, seconds=seconds)


def make_stock(stage: Stage, count: int) -> dict[str, Any]:
    """Let clues be made by the real actions; answer them and their unsigned legs."""
    stage.service.learn_tokens(WATER, ECOLOGY)
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.stock", str(count)],
        cwd=ROOT,
        env=environment(
            DATA_DIR=str(stage.service.data), DJANGO_SETTINGS_MODULE="config.settings.development"
        ),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    line = next(line for line in done.stdout.splitlines() if line.startswith("STOCK"))
    found: dict[str, Any] = json.loads(line.removeprefix("STOCK"))
    return found


def signing(legs: list[str]) -> list[dict[str, Any]]:
    """Write the requests that sign legs."""
    return [
        {
            "method": "POST",
            "path": f"/api/v1/transfers/{leg}/actions/sign/",
            "body": {"manifest": []},
            "headers": {"If-Match": '"1"'},
        }
        for leg in legs
    ]


def _acts(stock: dict[str, Any]) -> list[Act]:
    file = {"method": "POST", "path": "/api/v1/evidence/", "matter": stock["clues"][0]}
    return [
        Act(
            name="create",
            by=WATER,
            status=201,
            requests=[{"method": "POST", "path": "/api/v1/clues/", "body": stock["draft"]}],
            again=True,
        ),
        Act(name="sign", by=ECOLOGY, status=200, requests=signing(stock["legs"]), again=False),
        Act(name="upload 1 MB", by=WATER, status=201, requests=[file], again=True),
    ]


def _measure(act: Act, stage: Stage, *, seconds: float) -> Row:
    headers = headers_of(stage, act.by)
    counted, rest = act.requests[:3], act.requests if act.again else act.requests[3:]
    statements, sql = 0, float("inf")
    for request in counted:
        told = shoot(_plan(stage.port, act, [request], headers | {"X-Count": "1"}, seconds=60))
        assert told["wrong"] == [], told["wrong"]
        statements = int(told["told"]["x-statements"])
        sql = min(sql, float(told["told"]["x-sql-ms"]))
    before = stage.processor()
    done = shoot(_plan(stage.port, act, rest, headers, seconds=seconds, again=act.again))
    after = stage.processor()
    assert done["wrong"] == [], (act.name, done["wrong"])
    count = len(done["took"])
    return Row(
        page=act.name,
        role="province" if act.by == WATER else "prefecture",
        matters=stage.matters,
        rows=1,
        statements=statements,
        sql_ms=sql,
        bytes=done["bytes"] // count,
        median_ms=round(statistics.median(done["took"]) * 1000, 2),
        p95_ms=round(done["took"][int(count * 0.95)] * 1000, 2),
        per_second=round(count / done["wall"], 1),
        web_ms=round((after[0] - before[0]) / count * 1000, 2),
        database_ms=round((after[1] - before[1]) / count * 1000, 2),
    )


def with_and_without_record(stage: Stage) -> dict[str, float]:
    """Let 16 writers sign in turns with the record and without; answer steps a second of each."""
    legs = make_stock(stage, 2 * ROUNDS * _AT_ONCE)["legs"]
    headers = headers_of(stage, ECOLOGY)
    wall = {"on": 0.0, "off": 0.0}
    took: dict[str, list[float]] = {"on": [], "off": []}
    with (
        web(stage.service, threads=WRITERS) as (_, recording),
        web(stage.service, threads=WRITERS, BENCH_RECORD="off") as (_, silent),
    ):
        for turn in range(ROUNDS):
            ways = [("on", recording), ("off", silent)]
            for way, port in ways if turn % 2 else reversed(ways):
                some, legs = legs[:_AT_ONCE], legs[_AT_ONCE:]
                done = shoot(signers(port, some, headers))
                assert done["wrong"] == [], (way, done["wrong"])
                wall[way] += done["wall"]
                took[way] += done["took"]
    on, off = (len(took[way]) / wall[way] for way in ("on", "off"))
    return {"on": round(on, 1), "off": round(off, 1), "share": round(on / off, 2)}


def signers(port: int, legs: list[str], headers: dict[str, str]) -> dict[str, Any]:
    """Plan that 16 writers sign these legs."""
    return {
        "port": port,
        "threads": WRITERS,
        "seconds": 600,
        "status": 200,
        "headers": headers,
        "requests": signing(legs),
        "again": False,
    }


def headers_of(stage: Stage, user: str) -> dict[str, str]:
    """Say who calls."""
    return {"Authorization": f"Token {stage.service.token(user)}", "Host": "localhost"}


def _plan(
    port: int,
    act: Act,
    requests: list[dict[str, Any]],
    headers: dict[str, str],
    *,
    seconds: float,
    again: bool = False,
) -> dict[str, Any]:
    return {
        "port": port,
        "threads": THREADS,
        "seconds": seconds,
        "status": act.status,
        "headers": headers,
        "requests": requests,
        "again": again,
    }
