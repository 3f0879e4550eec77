"""One size to be measured: a service with so many matters, and a web process that is watched."""

from __future__ import annotations

import hashlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.machine import free_port
from tests.prove.serving import ROOT, Service, environment, family, processor_time

MORE = {"THROTTLE_USER": "100000000/min"}
_SETTINGS = "config.settings.development"


@dataclass
class Stage:
    """A service at rest but for one web process, which alone is measured."""

    matters: int
    service: Service
    web: int
    port: int

    def processor(self) -> tuple[float, float]:
        """Answer the seconds that the web process and the database have used."""
        return _used(self.web), _used(self.service.processes()["postgres"])

    def ask(self, path: str, headers: dict[str, str]) -> tuple[http.client.HTTPResponse, bytes]:
        """Send one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response, response.read()


def _used(number: int) -> float:
    """Add up the seconds of a process, of what it has started, and of what of that has ended."""
    ended = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[13:15]
    gone = sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")
    return gone + sum(map(processor_time, family(number)))


@contextmanager
def stage(matters: int) -> Iterator[Stage]:
    """Start a service with so many matters; they are made once for each schema and kept."""
    service = Service(data=_folder(matters), more=MORE)
    try:
        service.start(within=600)
        _fill(service, matters)
        with web(service, threads=4) as (process, port), resting(service):
            yield Stage(matters, service, process, port)
    finally:
        service.end()


def _folder(matters: int) -> Path:
    """Name the folder of a size: another schema, other facts or other stories have another."""
    seen = hashlib.sha256()
    for pattern in ("apps/*/migrations/max_migration.txt", "seeds/**/*"):
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                seen.update(path.read_bytes())
    base = Path(os.environ.get("DATA_DIR") or ROOT / ".data") / "bench"
    folder = base / f"{matters}-{seen.hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _fill(service: Service, matters: int) -> None:
    note = service.data / "filled"
    if note.exists():
        return
    print(f"making {matters} matters, once for this schema …", flush=True)
    done = subprocess.run(
        [sys.executable, "manage.py", "bench_data", "--matters", str(matters), "--add"],
        cwd=ROOT,
        env=environment(DATA_DIR=str(service.data), DJANGO_SETTINGS_MODULE=_SETTINGS),
    )
    assert done.returncode == 0
    note.write_text("filled\n")


@contextmanager
def web(service: Service, *, threads: int, **more: str) -> Iterator[tuple[int, int]]:
    """Start one more web process on the same data, with the counter and the baselines."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", str(threads)]
    command += ["--log-level", "error", "tests.load.application:application"]
    with (service.data / "logs" / "bench.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(
                DATA_DIR=str(service.data),
                DJANGO_SETTINGS_MODULE=_SETTINGS,
                **service.more,
                **more,
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
def resting(service: Service) -> Iterator[None]:
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


@contextmanager
def working(service: Service) -> Iterator[None]:
    """Let worker and scheduler go on inside a measurement in which they rest."""
    numbers = service.processes()
    still = [*family(numbers["scheduler"]), *family(numbers["worker"])]
    for number in still:
        os.kill(number, signal.SIGCONT)
    try:
        yield
    finally:
        for number in still:
            os.kill(number, signal.SIGSTOP)


def _answers(port: int) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/live", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
