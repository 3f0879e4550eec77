"""What the launcher asks of the machine: ports, processes, private files."""

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path


class NotStarted(Exception):
    """Something could not be started; the message is one sentence for the person at the screen."""


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Say whether somebody accepts connections on a port of this machine."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def alive(number: int) -> bool:
    """Say whether a process exists and has not ended already."""
    if number <= 0:
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with contextlib.suppress(OSError):
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


def command_of(number: int) -> str:
    """Return the command line of a process, empty where there is none."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{number}/cmdline").read_text(errors="replace").replace("\0", " ")
    return _asked(number, "command=")


def birth_of(number: int) -> str:
    """Return when a process began: with its number this names one process for ever."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[19]
    return _asked(number, "lstart=")


def _asked(number: int, column: str) -> str:
    """Return what `ps` says of a process, on systems without /proc."""
    with contextlib.suppress(OSError):
        done = subprocess.run(
            ["ps", "-o", column, "-p", str(number)], capture_output=True, text=True
        )
        return done.stdout.strip()
    return ""


def end(number: int, *, birth: str, within: float = 10) -> None:
    """End a process that an earlier launcher left behind, if it is still the same process."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if not alive(number) or birth_of(number) != birth:
            return
        with contextlib.suppress(OSError):
            os.kill(number, sign)
        until = time.monotonic() + within
        while alive(number) and time.monotonic() < until:
            time.sleep(0.05)


def fingerprint(root: Path, *patterns: str) -> str:
    """Name the content of files: another one says that something has changed."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in root.glob(pattern)}):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest() + "\n"


def private_file(path: Path, text: str) -> None:
    """Write a file that its owner alone may read, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)
