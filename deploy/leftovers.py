"""What a killed test run left behind, found by its name and removed."""

import contextlib
import os
import shutil
import signal
import tempfile
from pathlib import Path

from deploy.machine import alive, command_of

PREFIX = "ct-test-"


def sweep() -> None:
    """Stop the servers and remove the folders of test runs whose process is gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        number = folder.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdigit() and not alive(int(number)) and os.access(folder, os.W_OK):
            for pid in _servers_of(folder):
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGTERM)
            shutil.rmtree(folder, ignore_errors=True)


def _servers_of(folder: Path) -> list[int]:
    """Return the servers that wrote their numbers into this folder and are still there."""
    recorded = []
    with contextlib.suppress(OSError, ValueError, IndexError):
        line = (folder / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0]
        recorded.append(int(line))
    with contextlib.suppress(OSError, ValueError):
        recorded.append(int((folder / "valkey" / "valkey.pid").read_text()))
    return [pid for pid in recorded if alive(pid) and _belongs_to(pid, folder)]


def _belongs_to(pid: int, folder: Path) -> bool:
    """Say whether a process was started for a folder; Valkey rewrites its command line."""
    if str(folder) in command_of(pid):
        return True
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cwd").readlink().is_relative_to(folder)
    return False
