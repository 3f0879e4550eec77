"""The two commands from a clean copy: as root and as anybody, from a path with spaces."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.machine import alive
from tests.client import DRAFT
from tests.prove.serving import ROOT, Service, environment, family, folder, say

LIAISON = "liaison.620000-water"
ORDER = ["scheduler", "web", "worker", "valkey", "postgres"]


@contextlib.contextmanager
def _ordinary_user() -> Iterator[pwd.struct_passwd]:
    """Make a user for the proof and remove it afterwards."""
    name = f"ct-prove-{os.getpid()}"
    subprocess.run(["useradd", "--create-home", "--shell", "/bin/sh", name], check=True)
    try:
        yield pwd.getpwnam(name)
    finally:
        subprocess.run(["userdel", "--remove", name], check=False, capture_output=True)


@pytest.fixture
def person(request: pytest.FixtureRequest) -> Iterator[pwd.struct_passwd]:
    """Give root, or somebody who is not."""
    if request.param == "root":
        if os.geteuid() != 0:
            pytest.skip("only root can start as root")
        yield pwd.getpwuid(0)
    elif os.geteuid() != 0:
        yield pwd.getpwuid(os.geteuid())
    elif shutil.which("useradd") and shutil.which("setpriv"):
        with _ordinary_user() as user:
            yield user
    else:
        pytest.skip("making an ordinary user needs useradd and setpriv")


def _copy(place: Path, person: pwd.struct_passwd) -> Path:
    """Lay out what is committed, as a clone would."""
    tree = place / "a clean copy"
    tree.mkdir()
    archive = subprocess.run(
        ["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True
    ).stdout
    subprocess.run(["tar", "-x", "-C", str(tree)], input=archive, check=True)
    if person.pw_uid != os.geteuid():
        for path in (place, *place.rglob("*")):
            os.chown(path, person.pw_uid, person.pw_gid)
    return tree


def _as(person: pwd.struct_passwd, *command: str) -> list[str]:
    if person.pw_uid == os.geteuid():
        return list(command)
    become = ["setpriv", f"--reuid={person.pw_uid}", f"--regid={person.pw_gid}", "--init-groups"]
    return [*become, "env", f"HOME={person.pw_dir}", f"USER={person.pw_name}", *command]


def _make(
    service: Service, person: pwd.struct_passwd, *words: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _as(person, "make", *words),
        cwd=service.root,
        env=environment(PORT=str(service.port), DATA_DIR=str(service.data)),
        capture_output=True,
        text=True,
        timeout=600,
    )


def _launcher_below(make: int) -> int:
    """Find the process that `make` runs."""
    return next(number for number in family(make) if number != make)


def _watch_the_end(numbers: dict[str, int]) -> list[str]:
    """Wait until all processes are gone and answer in which order they went."""
    left, order = dict(numbers), []
    until = time.monotonic() + 90
    while left and time.monotonic() < until:
        for name in [name for name, number in left.items() if not alive(number)]:
            order.append(name)
            del left[name]
        time.sleep(0.002)
    assert not left, f"still there: {left}"
    return order


@pytest.mark.parametrize("person", ["root", "ordinary"], indirect=True)
def test_a_clean_copy_starts_stops_and_keeps_its_data(person: pwd.struct_passwd) -> None:
    with folder(mode=0o755) as place:
        tree = _copy(place, person)
        # tokens and proofs of the record are asked of the copy's own interpreter
        service = Service(
            data=place / "data of mine", root=tree, command=_as(person, "make", "run")
        )
        try:
            _prove(service, person)
        finally:
            service.end()


def _prove(service: Service, person: pwd.struct_passwd) -> None:
    service.start(within=600)
    first = service.seconds
    assert service.data.stat().st_uid == person.pw_uid
    assert not (service.root / ".data").exists()
    assert service.call("GET", "/health/ready").ok()["checks"]["broker"] == "ok"
    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in service.processes().values()}
    assert owners == {person.pw_uid} or person.pw_uid == 0
    _token(service, person)
    title = "第一次启动时登记"
    clue = service.call("POST", "clues/", by=LIAISON, body={**DRAFT, "title": title}).ok(201)
    demo = "deploy/demo.py is not there yet"
    if (service.root / "deploy" / "demo.py").is_file():
        began = time.monotonic()
        done = _make(service, person, "demo")
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        demo = f"make demo {time.monotonic() - began:.1f} s"

    running = service.processes()
    assert set(running) == set(ORDER)
    watching: list[list[str]] = []
    watcher = threading.Thread(target=lambda: watching.append(_watch_the_end(running)))
    watcher.start()
    began = time.monotonic()
    os.kill(_launcher_below(service.launcher.pid), signal.SIGTERM)
    code = service.ended()
    stopped = time.monotonic() - began
    watcher.join()
    assert code == 0, service.screen.read_text()[-3000:]
    assert watching == [ORDER]
    assert f"Stopped; the data stays in {service.data}\n" in service.screen.read_text()

    service.start(within=60)
    second = service.seconds
    assert second < 10, f"the second start took {second:.1f} s"
    assert service.call("GET", f"clues/{clue['id']}/", by=LIAISON).ok()["title"] == title
    running = service.processes()
    busy = _make(service, person, "run")
    assert busy.returncode != 0
    assert "already runs on" in busy.stderr

    # Ctrl-C in a terminal reaches make and the launcher together
    os.killpg(service.launcher.pid, signal.SIGINT)
    service.ended()
    assert _watch_the_end(running)
    assert service.screen.read_text().count("Stopped; the data stays in") == 2
    say(
        f"{person.pw_name}, from '{service.root}': first start {first:.1f} s with everything "
        f"installed, {demo}, stopped in order with 0 in {stopped:.1f} s, second start "
        f"{second:.1f} s with the data kept, a second service on the same data refused, "
        "Ctrl-C leaves nothing running"
    )


def _token(service: Service, person: pwd.struct_passwd) -> None:
    """Ask for a token as the screen says."""
    done = subprocess.run(
        _as(person, str(service.root / ".venv/bin/python"), "manage.py", "issue_token", LIAISON),
        cwd=service.root,
        env=environment(DATA_DIR=str(service.data)),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    service.know_token(LIAISON, done.stdout.strip())


def test_an_occupied_port_is_named_and_nothing_is_left_running() -> None:
    with folder() as place, socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done: Any = subprocess.run(
            ["make", "run"],
            cwd=ROOT,
            env=environment(PORT=str(port), DATA_DIR=str(place / "data")),
            capture_output=True,
            text=True,
            timeout=120,
        )

        assert done.returncode != 0
        assert f"Port {port} is in use" in done.stderr
        assert not (place / "data" / "processes.json").exists()
        assert not (place / "data" / "postgres").exists()
        say(f"port {port} in use: {done.stderr.strip().splitlines()[0]}")
