"""The one entry of the Makefile: run, test, check, prove, bench, lock, demo."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
if sys.version_info < (3, 11):  # noqa: UP036  # the first thing to tell somebody with an older one
    sys.exit("Python 3.11 or newer is needed; name one with PYTHON=/path/to/python.")

from deploy import environment, gates, service  # noqa: E402  # after the search path is set
from deploy.machine import NotStarted  # noqa: E402  # after the search path is set


def run(_arguments: list[str]) -> int:
    """Start the service and keep it until somebody stops it."""
    return service.run()


def test(arguments: list[str]) -> int:
    """Run the tests in parallel, on servers that are thrown away."""
    return _python("-m", "pytest", "-n", "auto", *arguments)


def check(arguments: list[str]) -> int:
    """Run every gate, then say which failed."""
    return gates.run(arguments)


_SIDE_BY_SIDE = {part: ["-n", "auto", "-rP"] for part in ("matrix_open", "matrix_restricted")}
"""Parts whose tests need neither the screen nor each other: a process for each core."""


def prove(arguments: list[str]) -> int:
    """Run the long proofs, or one part of them."""
    folder = ROOT / "tests" / "prove"
    parts = sorted(path.stem.removeprefix("test_") for path in folder.glob("test_*.py"))
    part = os.environ.get("PART", "")
    if "--list" in arguments or (part and part not in parts):
        print("Parts:", ", ".join(parts) or "none")
        return 0 if "--list" in arguments else 2
    for name in [part] if part else parts:
        print(f"== {name}", flush=True)
        file = str(folder / f"test_{name}.py")
        code = _python("-m", "pytest", file, "-v", *_SIDE_BY_SIDE.get(name, ["-s"]), PROVE="1")
        if code:
            return code
    return 0


def bench(arguments: list[str]) -> int:
    """Measure what every page and step costs each role, at one or more sizes."""
    return _python("-m", "tests.load", *arguments)


def lock(arguments: list[str]) -> int:
    """Resolve the dependencies of pyproject.toml anew, and look them up for known weaknesses."""
    return gates.lock(arguments)


def demo(arguments: list[str]) -> int:
    """Play the main job over HTTP against the running service."""
    return _python("deploy/demo.py", *arguments)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    command.__name__: command for command in (run, test, check, prove, bench, lock, demo)
}


def _python(*arguments: str, **more: str) -> int:
    """Run the environment's Python and return how it ended."""
    command = [str(environment.PYTHON), *arguments]
    try:
        return subprocess.run(command, cwd=ROOT, env={**os.environ, **more}).returncode
    except KeyboardInterrupt:
        return 130


def main() -> int:
    """Do what the first word says."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in COMMANDS:
        print(f"usage: dev.py {{{','.join(COMMANDS)}}}", file=sys.stderr)
        return 2
    try:
        environment.ensure()
        return COMMANDS[name](sys.argv[2:])
    except NotStarted as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
