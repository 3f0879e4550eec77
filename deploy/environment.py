"""The project's own environments, each installed from its lock, only when the lock has changed."""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from deploy.machine import NotStarted

ROOT = Path(__file__).resolve().parents[1]
_QUIET = ("--disable-pip-version-check", "install", "--quiet")


@dataclass(frozen=True)
class Environment:
    """One virtual environment, the lock it is made of, and a module that shows it is whole."""

    venv: Path
    lock: Path
    module: str

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.venv / "bin" / "python"

    def ensure(self) -> None:
        """Make the environment match the lock; nothing to do takes no time."""
        if self._is_current():
            return
        self.venv.mkdir(exist_ok=True)
        with (self.venv / "install.lock").open("w") as one_at_a_time:
            fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
            if self._is_current():
                return  # somebody else installed while we waited
            self._install()
            self._stamp.write_text(self._wanted())

    @property
    def _stamp(self) -> Path:
        return self.venv / "installed"

    def _is_current(self) -> bool:
        if not self._stamp.is_file() or self._stamp.read_text() != self._wanted():
            return False
        return self._runs("-c", f"import {self.module}")

    def _wanted(self) -> str:
        """Name what is to be installed: the lock, the interpreter and the place."""
        lock = hashlib.sha256(self.lock.read_bytes()).hexdigest()
        return f"{lock} {self.venv} {self.python.resolve()}\n"

    def _runs(self, *arguments: str) -> bool:
        """Say whether the environment's interpreter can do something."""
        try:
            return subprocess.run([self.python, *arguments], capture_output=True).returncode == 0
        except OSError:
            return False

    def _install(self) -> None:
        """Install the lock with uv where it can be had, else with pip."""
        started = time.monotonic()
        print(f"Installing into {self.venv} …", flush=True)
        if not self._runs("-m", "pip", "--version"):
            make = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(self.venv)]
            _must(make, f"make {self.venv.name}")
            give = [str(self.python), "-m", "ensurepip", "--upgrade"]
            _must(give, f"give {self.venv.name} its pip")
        if not self._with_uv():
            pip = [str(self.python), "-m", "pip", *_QUIET, "--require-hashes", "-r", str(self.lock)]
            _must(pip, f"install the packages of {self.lock.name}")
        print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)

    def _with_uv(self) -> bool:
        """Install with uv, itself taken from the lock; say whether that was possible."""
        block = _block_of("uv")
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(block)
            file.flush()
            uv = ("-m", "pip", *_QUIET, "--require-hashes", "-r", file.name)
            if not block or not self._runs(*uv):
                return False
        command = [str(self.python), "-m", "uv", "pip", "install", "--quiet", "--require-hashes"]
        command += ["--python", str(self.python), "-r", str(self.lock)]
        variables = {**os.environ, "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy")}
        index = self._index_of_pip()
        if index:
            variables.setdefault("UV_DEFAULT_INDEX", index)
        done = subprocess.run(command, env=variables, cwd=ROOT, stderr=subprocess.DEVNULL)
        return done.returncode == 0

    def _index_of_pip(self) -> str:
        """Return the package index that pip was told to use, which uv does not read."""
        asked = [str(self.python), "-m", "pip", "config", "get", "global.index-url"]
        done = subprocess.run(asked, capture_output=True, text=True)
        return os.environ.get("PIP_INDEX_URL", "") or done.stdout.strip()


OWN = Environment(ROOT / ".venv", ROOT / "requirements-dev.lock", "django")
# The fuzzer brings a plugin for pytest that would slow every start of the tests.
FUZZER = Environment(ROOT / ".venv-prove", ROOT / "requirements-prove.lock", "schemathesis")
VENV, PYTHON, LOCK = OWN.venv, OWN.python, OWN.lock


def site_packages() -> Path:
    """Return the folder that the packages are installed in."""
    return next(VENV.glob("lib/python3.*/site-packages"))


def ensure() -> None:
    """Make the project's environment match its lock."""
    OWN.ensure()


def _block_of(name: str) -> str:
    """Return the lines of the lock that pin one package, with its hashes."""
    lines = OWN.lock.read_text(encoding="utf-8").splitlines()
    taken: list[str] = []
    for line in lines:
        if line.startswith(f"{name}==") or (taken and line.startswith("    --hash")):
            taken.append(line)
        elif taken:
            break
    return "\n".join(taken) + "\n" if taken else ""


def _must(command: list[str], what: str) -> None:
    """Run a command that cannot be done without."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-3:]
        raise NotStarted(f"Could not {what}: {' '.join(last)}")
