"""A service of a proof's own: started as a person starts it, called over HTTP, looked into."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from deploy.machine import alive, command_of, free_port

ROOT = Path(__file__).resolve().parents[2]
# What this test run has set for itself and the service must not see.
_OURS = ("DATABASE_URL", "REDIS_URL", "TEST_DATA_DIR", "DJANGO_SETTINGS_MODULE", "PROVE", "PART")
_TOKENS = """
import json, sys
from django.utils import timezone
from apps.accounts.actions import issue_token
from apps.accounts.models import Scope, User
print("TOKENS" + json.dumps({
    name: issue_token(
        User.objects.get(username=name), days=1, scope=Scope.WRITE, now=timezone.now()
    )
    for name in NAMES
}))
"""


def say(text: str) -> None:
    """Tell the person at the screen what was just proved."""
    print(f"    · {text}", flush=True)


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without what the test run set for itself."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    kept = {
        name: value
        for name, value in kept.items()
        if not name.startswith(("PYTEST_", "MAKE", "MFLAGS"))
    }
    return {**kept, **more}


@contextlib.contextmanager
def folder(*, mode: int = 0o700) -> Iterator[Path]:
    """Give a folder that is removed afterwards."""
    path = Path(tempfile.mkdtemp(prefix="ct prove "))
    path.chmod(mode)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def until(condition: Callable[[], Any], *, within: float, what: str) -> Any:
    """Wait for something to become true; answer what it was."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {within} s: {what}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        """The JSON of the answer."""
        return json.loads(self.raw)

    def ok(self, status: int = 200) -> Any:
        """Insist on success and answer the body."""
        assert self.status == status, (self.status, self.raw[:2000].decode(errors="replace"))
        return self.body


@dataclass(slots=True)
class Service:
    """One service on one data folder."""

    data: Path
    root: Path = ROOT
    command: Sequence[str] = (sys.executable, "deploy/dev.py", "run")
    more: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    seconds: float = 0.0
    process: subprocess.Popen[bytes] | None = None
    _tokens: dict[str, str] = field(default_factory=dict)

    @property
    def screen(self) -> Path:
        """What the launcher has printed, all starts."""
        return self.data.parent / f"{self.data.name} screen.txt"

    @property
    def launcher(self) -> subprocess.Popen[bytes]:
        """The process that was started."""
        assert self.process is not None
        return self.process

    def start(self, *, within: float = 180) -> None:
        """Start as a person does and return when the service says that it runs."""
        self.port = self.port or free_port()
        began = time.monotonic()
        already = self.screen.stat().st_size if self.screen.exists() else 0
        with self.screen.open("ab") as screen:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.root,
                env=environment(PORT=str(self.port), DATA_DIR=str(self.data), **self.more),
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

        def runs() -> bool:
            told = self.screen.read_bytes()[already:].decode(errors="replace")
            assert self.launcher.poll() is None, f"ended with {self.launcher.returncode}:\n{told}"
            return "Stop it with Ctrl-C." in told

        until(runs, within=within, what=f"the service runs, see {self.screen}")
        self.seconds = time.monotonic() - began

    def runs(self) -> bool:
        """Say whether the launcher is there."""
        return self.process is not None and self.process.poll() is None

    def stop(self, sign: int = signal.SIGTERM, *, within: float = 90) -> int:
        """Ask the launcher to stop and answer how it ended."""
        if self.runs():
            self.launcher.send_signal(sign)
        return self.launcher.wait(timeout=within)

    def ended(self, *, within: float = 90) -> int:
        """Wait for the launcher to end by itself."""
        return self.launcher.wait(timeout=within)

    def end(self) -> None:
        """Leave nothing of it running, whatever happened before."""
        if self.process is None:
            return
        left = self.processes()
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.launcher.kill()
        for number in left.values():
            if alive(number) and str(self.data) in f"{command_of(number)} {_environ(number)}":
                with contextlib.suppress(OSError):
                    os.kill(number, signal.SIGKILL)

    # ---- looking into it

    def processes(self) -> dict[str, int]:
        """Number the service's processes by their names."""
        found: dict[str, int] = {}
        words = {"scheduler": " beat", "worker": " worker ", "web": "granian", "valkey": "valkey"}
        with contextlib.suppress(OSError, ValueError):
            for number, _birth in json.loads((self.data / "processes.json").read_text()):
                line = command_of(number)
                found.update(
                    {
                        name: number
                        for name, word in words.items()
                        if word in line and name not in found
                    }
                )
        with contextlib.suppress(OSError, ValueError, IndexError):
            note = self.data / "postgres" / "data" / "postmaster.pid"
            found["postgres"] = int(note.read_text().splitlines()[0])
        return found

    def addresses(self) -> dict[str, str]:
        """Read where database and broker are."""
        lines = (self.data / "services.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        """Open a connection of our own to the service's database."""
        address = self.addresses()["DATABASE_URL"]
        return psycopg.connect(address, autocommit=True, **options)

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with self.connect() as connection:
            return connection.execute(query, parameters).fetchall()

    def number(self, query: str, *parameters: Any) -> Any:
        """Ask the database for one value."""
        return self.rows(query, *parameters)[0][0]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command on the service's data."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment(DATA_DIR=str(self.data)),
            capture_output=True,
            text=True,
        )

    def verify(self) -> str:
        """Prove the whole record and answer what the command said."""
        done = self.manage("verify_record")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip().splitlines()[-1]

    # ---- calling it

    def learn_tokens(self, *names: str) -> None:
        """Get tokens for people, all in one process."""
        code = f"NAMES = {list(names)!r}\n{_TOKENS}"
        done = self.manage("shell", "--no-imports", "-c", code)
        assert done.returncode == 0, done.stderr
        line = next(line for line in done.stdout.splitlines() if line.startswith("TOKENS"))
        self._tokens.update(json.loads(line.removeprefix("TOKENS")))

    def know_token(self, name: str, token: str) -> None:
        """Take in a token that was got elsewhere."""
        self._tokens[name] = token

    def token(self, name: str) -> str:
        """Answer a person's token."""
        if name not in self._tokens:
            self.learn_tokens(name)
        return self._tokens[name]

    def call(
        self,
        method: str,
        path: str,
        *,
        by: str = "",
        body: Any = None,
        content: bytes | None = None,
        timeout: float = 60,
        **headers: str,
    ) -> Answer:
        """Send one request on a connection of its own."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if by:
            sent["Authorization"] = f"Token {self.token(by)}"
        if body is not None:
            content = json.dumps(body, ensure_ascii=False).encode()
            sent["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            at = path if path.startswith("/") else f"/api/v1/{path}"
            connection.request(method, at, body=content, headers=sent)
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def step(
        self, collection: str, pk: str, verb: str, *, by: str, body: Any = None, **headers: str
    ) -> Answer:
        """Take a step at the version of now."""
        if "If_Match" not in headers:
            headers["If_Match"] = self.call("GET", f"{collection}/{pk}/", by=by).headers["etag"]
        headers.setdefault("Idempotency_Key", str(uuid.uuid4()))
        path = f"{collection}/{pk}/actions/{verb}/"
        return self.call("POST", path, by=by, body=body or {}, **headers)


def _environ(number: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{number}/environ").read_text(errors="replace")
    return ""


def family(number: int) -> list[int]:
    """Number a process and all that it has started."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, wanted = [], [number]
    while wanted:
        one = wanted.pop()
        found.append(one)
        wanted += children.get(one, [])
    return found


def processor_time(number: int) -> float:
    """Return the seconds of processor that a process has used; none when it is gone."""
    with contextlib.suppress(OSError, IndexError):
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def send(sign: int, numbers: Sequence[int]) -> None:
    """Send a signal to processes that are still there."""
    for number in numbers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, sign)


def owner_of_port(port: int, *, among: Sequence[int]) -> int:
    """Find the process that talks from a local port."""
    inodes = {
        line.split()[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if int(line.split()[1].split(":")[1], 16) == port
    }
    for number in among:
        with contextlib.suppress(OSError):
            for link in Path(f"/proc/{number}/fd").iterdir():
                with contextlib.suppress(OSError):
                    if str(link.readlink()).removeprefix("socket:[").rstrip("]") in inodes:
                        return number
    raise AssertionError(f"nobody among {among} talks from port {port}")
