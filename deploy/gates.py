"""`make check`: every gate is run, then those that failed are named."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from deploy.environment import FUZZER, LOCK, PYTHON, ROOT, site_packages
from deploy.postgres import Postgres

MANAGE = (str(PYTHON), "manage.py")
TEST = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "0123456789 only to look at the settings, never to serve anything with",
    "ALLOWED_HOSTS": "clues.example.gov.cn",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "REPORTER_KEY_FILE": "reporter.key",
}


@dataclass(frozen=True)
class Gate:
    """One thing that must hold: it returns what is wrong, or nothing."""

    name: str
    wrong: Callable[[], str]


def run(arguments: list[str]) -> int:
    """Run the gates, or those named, and say of each how it went and how long it took."""
    names = [gate.name for gate in _gates()]
    if unknown := sorted(set(arguments) - set(names)):
        print(f"No such gate: {', '.join(unknown)}. Gates: {', '.join(names)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="ct-check-") as folder:
        server = _database(Path(folder))
        try:
            return _run([gate for gate in _gates() if not arguments or gate.name in arguments])
        finally:
            if server:
                server.stop()


def _run(gates: Iterable[Gate]) -> int:
    failed = []
    for gate in gates:
        started = time.monotonic()
        reason = gate.wrong()
        result = "FAILED" if reason else "ok"
        print(f"{gate.name:<28} {time.monotonic() - started:6.1f} s  {result}", flush=True)
        if reason:
            failed.append(gate.name)
            print("\n".join(f"    {line}" for line in reason.splitlines()), flush=True)
    if failed:
        print(f"\n{len(failed)} of the gates failed: {', '.join(failed)}")
        return 1
    print("\nEvery gate holds.")
    return 0


def _database(folder: Path) -> Postgres | None:
    """Start a throw-away cluster for the gates that look at the database's schema."""
    if os.environ.get("DATABASE_URL"):
        return None
    os.environ.setdefault("DATA_DIR", str(folder / "data"))
    server = Postgres(
        folder / "postgres", site=site_packages(), log=folder / "postgres.log", throw_away=True
    )
    server.start()
    os.environ["DATABASE_URL"] = server.url
    return server


def _gates() -> list[Gate]:
    python = str(PYTHON)
    return [
        Gate("ruff", _says(python, "-m", "ruff", "check", "--quiet", ".")),
        Gate("format", _says(python, "-m", "ruff", "format", "--check", "--quiet", ".")),
        Gate("types", _says(python, "-m", "mypy", "--no-error-summary")),
        Gate("layers", _says(python, "-c", _LINT_IMPORTS)),
        Gate("migrations-made", _says(*MANAGE, "makemigrations", "--check", "--dry-run", **TEST)),
        Gate(
            "migrations-safe",
            _says(*MANAGE, "lintmigrations", **TEST),
        ),
        Gate("settings", _says(*MANAGE, "check", **TEST)),
        Gate("production", _says(*MANAGE, *_DEPLOY, **PRODUCTION)),
        Gate("openapi", _schema),
        Gate("translations", _says(python, "-c", _CATALOGUES)),
        Gate("documents", _says(*MANAGE, "write_docs", "--check", **TEST)),
        Gate("lock", _lock_is_current),
    ]


_LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
_DEPLOY = ("check", "--deploy", "--fail-level", "WARNING")
_CATALOGUES = "from deploy.catalogues import compile_all; compile_all(force=True)"


def _says(*command: str, **environment: str) -> Callable[[], str]:
    """Return a gate that holds when a command succeeds."""

    def wrong() -> str:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return "" if done.returncode == 0 else done.stdout.strip() or f"ended {done.returncode}"

    return wrong


def _schema() -> str:
    """Compare the committed schema with the one that the code describes now."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "openapi.yaml"
        command = [*MANAGE, "spectacular", "--file", str(fresh), "--validate", "--fail-on-warn"]
        reason = _says(*command, **TEST)()
        if reason:
            return reason
        committed = ROOT / "openapi.yaml"
        if committed.is_file() and committed.read_bytes() == fresh.read_bytes():
            return ""
        difference = subprocess.run(
            ["git", "diff", "--no-index", "--stat", "--", committed, fresh],
            capture_output=True,
            text=True,
        )
    return f"{difference.stdout}openapi.yaml is stale: .venv/bin/python {_WRITE_SCHEMA}"


_WRITE_SCHEMA = "manage.py spectacular --file openapi.yaml"


def _lock_is_current() -> str:
    """Say which requirement of pyproject.toml the locks do not meet."""
    return _says(str(PYTHON), "-m", "deploy.locked")()


def lock(arguments: list[str]) -> int:
    """Resolve the requirements anew; afterwards ask whether a weakness of one is known."""
    plain = [str(PYTHON), "-m", "uv", "pip", "compile", "--quiet", "--universal"]
    plain += ["--python-version", "3.11", "--generate-hashes", "--no-annotate"]
    plain += ["--no-emit-index-url", "--custom-compile-command", "make lock", *arguments]
    compile_ = [*plain, "pyproject.toml"]
    for command in (
        [*compile_, "--output-file", "requirements.lock"],
        [*compile_, "--group", "dev", "-c", "requirements.lock", "--output-file", LOCK.name],
        [*plain, "--group", "prove", "--output-file", FUZZER.lock.name],
    ):
        code = subprocess.run(command, cwd=ROOT).returncode
        if code:
            return code
    audit = [str(PYTHON), "-m", "pip_audit", "--require-hashes", "-r", "requirements.lock"]
    if subprocess.run([*audit, "--progress-spinner", "off"], cwd=ROOT).returncode:
        print("Look at what pip-audit says above; the locks are written.", file=sys.stderr)
    return 0
