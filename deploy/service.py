"""`make run`: everything that the service needs, started in order and stopped in order."""

import contextlib
import fcntl
import http.client
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from deploy.environment import PYTHON, ROOT, site_packages
from deploy.machine import NotStarted, fingerprint, listens, private_file
from deploy.postgres import Postgres
from deploy.processes import Children, call, last_lines
from deploy.valkey import Valkey

LOG_BYTES = 20 * 1024 * 1024  # a log longer than this is set aside at the next start


class Stopped(BaseException):
    """Somebody asked the service to stop."""


def data_folder() -> Path:
    """Return the folder that keeps everything between two starts."""
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()


class Service:
    """One running service on one data folder."""

    def __init__(self, *, data: Path, host: str, port: int) -> None:
        """Name the data folder and the address."""
        self.data = data
        self.host = host
        self.port = port
        self.logs = data / "logs"
        self.children = Children(root=ROOT, logs=self.logs, record=data / "processes.json")
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            **os.environ,
            "DATA_DIR": str(data),
            "PYTHONUNBUFFERED": "1",
        }

    def start(self) -> None:
        """Start everything and return once the service answers."""
        self.children.end_leftovers()
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > LOG_BYTES:
                log.replace(log.with_suffix(".log.1"))
        if listens(self.port):
            raise NotStarted(
                f"Port {self.port} is in use; choose another one: PORT={self.port + 1} make run."
            )
        self._start_database()
        self._start_broker()
        self._prepare()
        python = str(PYTHON)
        celery = [python, "-m", "celery", "-A", "config"]
        web = [python, "-m", "granian", "--interface", "wsgi", "--host", self.host]
        web += ["--port", str(self.port), "--workers", "2", "--blocking-threads", "4"]
        web += ["--respawn-failed-workers"]
        worker = [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"]
        schedule = str(self.data / "schedule")
        beat = [*celery, "beat", "--schedule", schedule, "--pidfile="]
        start = self.children.start
        # The web server first and alone: it is what somebody waits for.
        start("web", [*web, "config.wsgi:application"], environment=self.environment)
        self._wait_until_ready()
        start("worker", worker, environment=self.environment, patience=30)
        start("scheduler", beat, environment=self.environment)

    def watch(self) -> None:
        """Return only by raising: when a process falls or somebody asks to stop."""
        while True:
            self._check()
            time.sleep(0.5)

    def stop(self) -> None:
        """Stop everything, those who give work before those who do it."""
        for name in ("scheduler", "web", "worker", "valkey"):
            self.children.stop(name)
        if self.postgres:
            self.postgres.stop()
        (self.data / "services.env").unlink(missing_ok=True)
        self.children.forget()

    # ---- in this order

    def _start_database(self) -> None:
        if not os.environ.get("DATABASE_URL"):
            self.postgres = Postgres(
                self.data / "postgres", site=site_packages(), log=self.logs / "postgres.log"
            )
            self.postgres.start()
            self.environment["DATABASE_URL"] = self.postgres.url

    def _start_broker(self) -> None:
        if not os.environ.get("REDIS_URL"):
            self.valkey = Valkey(
                self.data / "valkey", site=site_packages(), log=self.logs / "valkey.log"
            )
            self.valkey.start()
            assert self.valkey.process is not None
            self.children.adopt("valkey", self.valkey.process, log=self.logs / "valkey.log")
            self.environment["REDIS_URL"] = self.valkey.url
        # manage.py in another terminal finds the servers by this file
        private_file(
            self.data / "services.env",
            "".join(f"{name}={self.environment[name]}\n" for name in ("DATABASE_URL", "REDIS_URL")),
        )

    def _prepare(self) -> None:
        """Migrate and load what is missing; our own cluster keeps a note of what it has."""
        # Within the cluster's folder: another database, or a new cluster, has not been prepared.
        note = self.postgres.folder / "prepared" if self.postgres else None
        state = fingerprint(
            ROOT, "apps/*/migrations/*.py", "seeds/**/*", "locale/**/*.po", "requirements.lock"
        )
        if note and note.is_file() and note.read_text() == state:
            return
        command = [str(PYTHON), "-m", "deploy.prepare"]
        if call(command, root=ROOT, environment=self.environment) != 0:
            raise NotStarted("The database could not be prepared; the reason stands above.")
        if note:
            note.write_text(state)

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            self._check()
            if self._is_ready():
                return
            time.sleep(0.1)
        raise NotStarted(
            f"The service did not get ready within 90 s; see {self.logs}.\n"
            f"{last_lines(self.logs / 'web.log')}"
        )

    def _is_ready(self) -> bool:
        # an address that stands for all of them cannot be asked itself
        address = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104  # as above
        connection = http.client.HTTPConnection(address, self.port, timeout=5)
        try:
            connection.request("GET", "/health/ready", headers={"Host": "localhost"})
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _check(self) -> None:
        fallen = self.children.fallen()
        if fallen:
            raise NotStarted(
                f"{fallen.name} ended with {fallen.process.returncode}; the end of {fallen.log}:\n"
                f"{last_lines(fallen.log)}"
            )
        if self.postgres and not self.postgres.runs():
            raise NotStarted(
                f"PostgreSQL ended; the end of its log:\n{last_lines(self.postgres.log)}"
            )


@contextlib.contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder, which two services at once would ruin."""
    _take_folder(data)
    with (data / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NotStarted(
                f"A service already runs on {data}; stop it first, or choose another DATA_DIR."
            ) from None
        yield


_OURS = ("run.lock", "secret.key", "bench.json")
"""What may stand in the folder before the first start, and after it."""
_PORTS = range(1, 65_536)


def asked_port() -> int:
    """Read `PORT`; NotStarted where it is no number of a port."""
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdecimal() or int(text) not in _PORTS:
        raise NotStarted(f"PORT={text} is no port; name a number from 1 to 65535.")
    return int(text)


def _take_folder(data: Path) -> None:
    """Make the data folder ours alone; one that holds other things is left as it is."""
    try:
        data.mkdir(parents=True, mode=0o700)
    except FileExistsError:
        if not data.is_dir():
            raise NotStarted(f"{data} is no folder; choose another DATA_DIR.") from None
        if not any(data.iterdir()):
            data.chmod(0o700)
        elif not any((data / name).exists() for name in _OURS):
            raise NotStarted(
                f"{data} holds other things; name an empty or a new folder as DATA_DIR."
            ) from None
    except OSError as error:
        raise NotStarted(
            f"The data folder {data} cannot be made ({error.strerror}); choose another DATA_DIR."
        ) from None


def _ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def run() -> int:
    """Start the service, say where it is, and keep it until somebody stops it."""
    port = asked_port()
    host = os.environ.get("HOST") or "127.0.0.1"
    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in asked:
        signal.signal(number, _ask_to_stop)
    started = time.monotonic()
    try:
        with only_one(data_folder()):
            service = Service(data=data_folder(), host=host, port=port)
            (service.logs).mkdir(exist_ok=True)
            code = 0
            try:
                service.start()
                _welcome(service, seconds=time.monotonic() - started)
                service.watch()
            except Stopped:
                print("\nStopping …", flush=True)
            except NotStarted as reason:
                print(f"\n{reason}\nStopping …", file=sys.stderr, flush=True)
                code = 1
            finally:
                for number in asked:  # a second Ctrl-C must not leave half of it running
                    signal.signal(number, signal.SIG_IGN)
                service.stop()
            print("Stopped; the data stays in", service.data, flush=True)
            return code
    except Stopped:
        return 0


def _welcome(service: Service, *, seconds: float) -> None:
    """Print the address, who can log in, and how to stop."""
    address = (
        f"http://{'localhost' if service.host == '127.0.0.1' else service.host}:{service.port}"
    )
    accounts = service.data / "accounts.txt"
    print(f"\nThe service runs (after {seconds:.1f} s):")
    print(f"  {address}/api/docs/   the API, to read and try")
    print(f"  {address}/login/      log in")
    print(f"  {address}/admin/      the reference data")
    print(f"  {service.data}   data and logs")
    if accounts.is_file():
        print("\n" + accounts.read_text(encoding="utf-8").rstrip())
    print("\nStop it with Ctrl-C.", flush=True)
