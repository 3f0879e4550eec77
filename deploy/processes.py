"""The processes of a running service: started in sessions of their own, stopped in order."""

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.machine import birth_of, end


@dataclass
class Child:
    """One process of the service and what it is called."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    patience: float


class Children:
    """All processes that this launcher started, in the order in which they started."""

    def __init__(self, *, root: Path, logs: Path, record: Path) -> None:
        """Name where the processes run, where they log, and where their numbers are kept."""
        self.root = root
        self.logs = logs
        self.record = record
        self._children: list[Child] = []

    def end_leftovers(self) -> None:
        """End what a launcher that was killed could not stop."""
        with contextlib.suppress(OSError, ValueError):
            for number, birth in reversed(json.loads(self.record.read_text())):
                end(int(number), birth=str(birth))
        self.record.unlink(missing_ok=True)

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        patience: float = 20,
    ) -> None:
        """Start a process; Ctrl-C in the terminal does not reach it."""
        log = self.logs / f"{name}.log"
        with log.open("ab") as file:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                cwd=self.root,
                env=dict(environment),
                start_new_session=True,
            )
        self._children.append(Child(name, process, log, patience))
        self.remember()

    def adopt(self, name: str, process: subprocess.Popen[bytes], *, log: Path) -> None:
        """Watch a process that was started elsewhere, too."""
        self._children.append(Child(name, process, log, 20))
        self.remember()

    def remember(self) -> None:
        """Write down every process by number and time of birth, for a launcher after kill -9."""
        known = [[child.process.pid, birth_of(child.process.pid)] for child in self._children]
        self.record.write_text(json.dumps(known))

    def fallen(self) -> Child | None:
        """Return a process that ended although nobody asked it to."""
        return next((child for child in self._children if child.process.poll() is not None), None)

    def stop(self, name: str) -> None:
        """Ask a process to finish what it does, and end it when it does not in time."""
        for child in [child for child in self._children if child.name == name]:
            if child.process.poll() is None:
                child.process.terminate()
                try:
                    child.process.wait(timeout=child.patience)
                except subprocess.TimeoutExpired:
                    print(f"  {name} did not finish within {child.patience:.0f} s: ended.")
            # what the process itself has started shares its session
            with contextlib.suppress(OSError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()
            self._children.remove(child)

    def forget(self) -> None:
        """Remove the record once everything has stopped."""
        self.record.unlink(missing_ok=True)


def last_lines(path: Path, count: int = 12) -> str:
    """Return the end of a log, for the person at the screen."""
    with contextlib.suppress(OSError):
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 8000))
            lines = file.read().decode(errors="replace").splitlines()[-count:]
        return "\n".join(f"    {line}" for line in lines)
    return ""


def call(command: Sequence[str], *, root: Path, environment: Mapping[str, str]) -> int:
    """Run a command to its end in a session of its own, ending it when we are interrupted."""
    process = subprocess.Popen(
        command, cwd=root, env=dict(environment), start_new_session=True, stdin=subprocess.DEVNULL
    )
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        raise
