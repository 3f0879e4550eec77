"""What a request costs: statements, milliseconds, CPU, and how much more than the least it can."""

from __future__ import annotations

import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.machine import free_port
from tests.client import DRAFT
from tests.prove.serving import ROOT, Service, environment, family, folder, processor_time

CLUES = 400
THREADS = 4
SECONDS = 2.5
WATER, LANZHOU, PROVINCE = (
    "liaison.620000-water",
    "liaison.620100-ecology",
    "liaison.620000-ecology",
)
BASELINE = "baseline (JSON in SQL)"


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One kind of request."""

    name: str
    by: str
    requests: list[dict[str, Any]]
    again: bool = True
    status: int = 200


@dataclass(kw_only=True)
class Row:
    """What was measured of it."""

    name: str
    requests: int
    statements: int
    median_ms: float
    p95_ms: float
    per_second: float
    bytes: int
    cpu_ms: float
    ratio: float = field(default=0.0)


def test_what_a_request_costs() -> None:
    with folder() as place:
        service = Service(data=place / "data", more={"THROTTLE_USER": "100000000/min"})
        try:
            service.start()
            stock = _stock(service)
            # the service's own processes rest meanwhile: one web process is measured alone
            with _web(service) as (web, port), _resting(service):
                rows = [_measure(shot, service, web, port) for shot in _shots(service, stock)]
        finally:
            service.end()

    base = next(row for row in rows if row.name == BASELINE)
    for row in rows:
        row.ratio = round(row.cpu_ms / base.cpu_ms, 1)
    _print(rows)
    path = Path(
        os.environ.get("BENCH_JSON")
        or Path(os.environ.get("DATA_DIR") or ROOT / ".data") / "bench.json"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([vars(row) for row in rows], ensure_ascii=False, indent=1) + "\n")
    print(f"written to {path}")
    lists = [row for row in rows if row.name.startswith(("queue", "clues", "transfers"))]
    assert [row.name for row in lists if row.statements > 6] == []


def _shots(service: Service, stock: dict[str, list[str]]) -> list[Shot]:
    clue, legs = stock["clues"][7], stock["legs"]

    def read(name: str, path: str, by: str) -> Shot:
        return Shot(name=name, by=by, requests=[{"method": "GET", "path": path}])

    draft = {"method": "POST", "path": "/api/v1/clues/", "body": DRAFT}
    sign = [
        {
            "method": "POST",
            "path": f"/api/v1/transfers/{leg}/actions/sign/",
            "body": {"manifest": []},
            "headers": {"If-Match": '"1"'},
        }
        for leg in legs
    ]
    return [
        read("nothing (health/live)", "/health/live", WATER),
        read(BASELINE, "/baseline/clues/", WATER),
        read("queue", "/api/v1/queue/", LANZHOU),
        read("clues outgoing", "/api/v1/clues/?box=outgoing", WATER),
        read("clues incoming", "/api/v1/clues/?box=incoming", LANZHOU),
        read("clues supervised", "/api/v1/clues/?box=supervised", PROVINCE),
        read("clues overdue", "/api/v1/clues/?standing=overdue", WATER),
        read("transfers", "/api/v1/transfers/", LANZHOU),
        read("deadlines", "/api/v1/deadlines/", LANZHOU),
        read("notifications", "/api/v1/notifications/", LANZHOU),
        read("detail", f"/api/v1/clues/{clue}/", WATER),
        read("timeline", f"/api/v1/clues/{clue}/timeline/", WATER),
        Shot(name="create", by=WATER, requests=[draft], status=201),
        Shot(name="sign", by=LANZHOU, requests=sign, again=False),
    ]


def _stock(service: Service) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.stock", str(CLUES)],
        cwd=ROOT,
        env=environment(
            DATA_DIR=str(service.data), DJANGO_SETTINGS_MODULE="config.settings.development"
        ),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    line = next(line for line in done.stdout.splitlines() if line.startswith("STOCK"))
    found: dict[str, list[str]] = json.loads(line.removeprefix("STOCK"))
    service.learn_tokens(WATER, LANZHOU, PROVINCE)
    return found


@contextmanager
def _web(service: Service) -> Iterator[tuple[int, int]]:
    """Start one more web process on the same data, with the counter and the baseline."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "4", "--log-level"]
    command += ["error", "tests.load.application:application"]
    with (service.data / "logs" / "bench.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(
                DATA_DIR=str(service.data),
                DJANGO_SETTINGS_MODULE="config.settings.development",
                **service.more,
            ),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        end = time.monotonic() + 60
        while not _answers(port):
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.1)
        yield process.pid, port
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def _resting(service: Service) -> Iterator[None]:
    """Hold worker and scheduler still; they go on afterwards."""
    numbers = service.processes()
    still = [*family(numbers["scheduler"]), *family(numbers["worker"])]
    for number in still:
        os.kill(number, signal.SIGSTOP)
    try:
        yield
    finally:
        for number in still:
            os.kill(number, signal.SIGCONT)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/live", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _measure(shot: Shot, service: Service, web: int, port: int) -> Row:
    headers = {"Authorization": f"Token {service.token(shot.by)}", "Host": "localhost"}
    again = shot.requests if shot.again else shot.requests[5:]
    first = shot.requests[:1] * 5 if shot.again else shot.requests[:5]
    warm = _shoot(shot, first, headers | {"X-Count": "1"}, port, again=False, seconds=30)
    assert warm["wrong"] == [], (shot.name, warm["wrong"])
    statements = _statements(shot, first[0], headers, port) if shot.again else None
    before = _cpu(web)
    done = _shoot(shot, again, headers, port, again=shot.again, seconds=SECONDS)
    cpu = _cpu(web) - before
    assert done["wrong"] == [], (shot.name, done["wrong"])
    count = len(done["took"])
    if statements is None:  # each can be done once: the last one is counted
        statements = _statements(shot, shot.requests[-1], headers, port)
    return Row(
        name=shot.name,
        requests=count,
        statements=statements,
        median_ms=round(statistics.median(done["took"]) * 1000, 2),
        p95_ms=round(done["took"][int(count * 0.95)] * 1000, 2),
        per_second=round(count / done["wall"], 1),
        bytes=done["bytes"] // count,
        cpu_ms=round(cpu / count * 1000, 2),
    )


def _shoot(
    shot: Shot, requests: list[Any], headers: Any, port: int, *, again: bool, seconds: float
) -> dict[str, Any]:
    plan = {
        "port": port,
        "threads": THREADS,
        "seconds": seconds,
        "status": shot.status,
        "headers": headers,
        "requests": requests,
        "again": again,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.shooting"],
        input=json.dumps(plan),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _statements(shot: Shot, request: dict[str, Any], headers: dict[str, str], port: int) -> int:
    """Ask once how many statements the request costs."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    sent = {**headers, **request.get("headers", {}), "X-Count": "1"}
    body = request.get("body")
    if body is not None:
        sent |= {"Content-Type": "application/json", "Idempotency-Key": f"counted {shot.name}"}
    content = None if body is None else json.dumps(body).encode()
    connection.request(request["method"], request["path"], body=content, headers=sent)
    response = connection.getresponse()
    answered = response.read()
    connection.close()
    assert response.status == shot.status, answered[:500]
    return int(response.headers["X-Statements"])


def _cpu(number: int) -> float:
    """Return the seconds of processor that a process and its children have used."""
    return sum(map(processor_time, family(number)))


def _print(rows: list[Row]) -> None:
    print(
        f"\n{CLUES} clues, one web process with 4 threads, {THREADS} callers, "
        f"{os.cpu_count()} cores"
    )
    head = (
        f"{'request':<24}{'SQL':>5}{'median':>9}{'p95':>9}{'req/s':>8}"
        f"{'bytes':>9}{'CPU ms':>8}{'ratio':>7}"
    )
    print(head)
    for row in rows:
        print(
            f"{row.name:<24}{row.statements:>5}{row.median_ms:>9.1f}{row.p95_ms:>9.1f}"
            f"{row.per_second:>8.0f}{row.bytes:>9}{row.cpu_ms:>8.2f}{row.ratio:>7.1f}"
        )
