"""The project's own `.venv`, installed from the lock and only when the lock has changed."""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from deploy.machine import NotStarted

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements-dev.lock"
STAMP = VENV / "installed"


def site_packages() -> Path:
    """Return the folder that the packages are installed in."""
    return next(VENV.glob("lib/python3.*/site-packages"))


def ensure() -> None:
    """Make the environment match the lock; nothing to do takes no time."""
    if STAMP.is_file() and STAMP.read_text() == _wanted() and _runs("-c", "import django"):
        return
    VENV.mkdir(exist_ok=True)
    with (VENV / "install.lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if STAMP.is_file() and STAMP.read_text() == _wanted() and _runs("-c", "import django"):
            return  # somebody else installed while we waited
        _install()
        STAMP.write_text(_wanted())


def _wanted() -> str:
    """Name what is to be installed: the lock, the interpreter and the place."""
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{lock} {VENV} {PYTHON.resolve()}\n"


def _runs(*arguments: str) -> bool:
    """Say whether the environment's interpreter can do something."""
    try:
        return subprocess.run([PYTHON, *arguments], capture_output=True).returncode == 0
    except OSError:
        return False


def _install() -> None:
    """Install the lock with uv where it can be had, else with pip."""
    started = time.monotonic()
    print(f"Installing into {VENV} …", flush=True)
    if not _runs("-m", "pip", "--version"):
        _must([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)], "make .venv")
        _must([str(PYTHON), "-m", "ensurepip", "--upgrade"], "give .venv its pip")
    if not _with_uv():
        _must(
            [str(PYTHON), "-m", "pip", *_QUIET, "--require-hashes", "-r", str(LOCK)],
            "install the packages of requirements-dev.lock",
        )
    print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


_QUIET = ("--disable-pip-version-check", "install", "--quiet")


def _with_uv() -> bool:
    """Install with uv, itself taken from the lock; say whether that was possible."""
    block = _block_of("uv")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(block)
        file.flush()
        if not block or not _runs("-m", "pip", *_QUIET, "--require-hashes", "-r", file.name):
            return False
    command = [str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--require-hashes"]
    command += ["--python", str(PYTHON), "-r", str(LOCK)]
    environment = {**os.environ, "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy")}
    index = _index_of_pip()
    if index:
        environment.setdefault("UV_DEFAULT_INDEX", index)
    return (
        subprocess.run(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL).returncode
        == 0
    )


def _block_of(name: str) -> str:
    """Return the lines of the lock that pin one package, with its hashes."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    taken: list[str] = []
    for line in lines:
        if line.startswith(f"{name}==") or (taken and line.startswith("    --hash")):
            taken.append(line)
        elif taken:
            break
    return "\n".join(taken) + "\n" if taken else ""


def _index_of_pip() -> str:
    """Return the package index that pip was told to use, which uv does not read."""
    done = subprocess.run(
        [PYTHON, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True
    )
    return os.environ.get("PIP_INDEX_URL", "") or done.stdout.strip()


def _must(command: list[str], what: str) -> None:
    """Run a command that cannot be done without."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-3:]
        raise NotStarted(f"Could not {what}: {' '.join(last)}")
