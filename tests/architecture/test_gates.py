"""The rules of the house that no linter knows."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

from deploy import gates
from deploy.locked import complaints

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for folder in ("clue_transfer", "apps", "config", "seeds", "deploy")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
NOT_ROOMS = {"utils", "helpers", "services", "managers", "signals", "constants", "misc"}
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_the_kernel_needs_nothing_but_the_standard_library():
    allowed = sys.stdlib_module_names | {"clue_transfer"}

    strangers = {
        named(path): sorted(
            name for name in imports_of(path) if name.partition(".")[0] not in allowed
        )
        for path in SOURCES
        if path.is_relative_to(ROOT / "clue_transfer")
    }

    assert {path: names for path, names in strangers.items() if names} == {}


def test_the_launcher_needs_nothing_but_the_standard_library():
    run_inside_the_environment = {"catalogues.py", "locked.py", "prepare.py", "demo.py"}
    allowed = sys.stdlib_module_names | {"deploy"}

    strangers = {
        named(path)
        for path in SOURCES
        if path.parent == ROOT / "deploy" and path.name not in run_inside_the_environment
        for name in imports_of(path)
        if name.partition(".")[0] not in allowed
    }

    assert strangers == set()


def test_no_django_signal_is_used_as_control_flow():
    users = {
        named(path)
        for path in SOURCES
        for name in imports_of(path)
        if name.startswith(SIGNALS) or name == "django.contrib.auth.signals"
    }

    assert users == set()


def test_every_file_stands_in_a_room_of_the_house():
    strangers = [named(path) for path in SOURCES if path.stem in NOT_ROOMS]

    assert strangers == []


def test_no_file_passes_the_wall_of_500_lines():
    long = {
        named(path): lines
        for path in SOURCES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }

    assert long == {}


def test_every_silenced_complaint_has_its_reason():
    mark = (
        r"#\s*(?:noqa:\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*|noqa|type:\s*ignore(?:\[[a-z, -]+\])?)"
    )
    silent = re.compile(rf"{mark}(.*)$")

    bare = [
        f"{named(path)}:{number}"
        for path in [*SOURCES, *(ROOT / "tests").rglob("*.py")]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := silent.search(line)) and len(found[1].strip(" #-—:")) < 5
    ]

    assert bare == []


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.findall(r'^  "[a-z].*?[<>]=?.*$', text.partition("[tool.")[0], flags=re.MULTILINE)
    project = tomllib.loads(text)

    bare = [line for line in listed if "#" not in line]

    groups = project["dependency-groups"].values()
    wanted = [*project["project"]["dependencies"], *(name for group in groups for name in group)]
    assert len(listed) == len(wanted)
    assert bare == []


def test_the_locks_pin_what_is_asked_for():
    assert complaints() == []


def test_every_command_of_the_makefile_is_one_of_the_launcher():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = re.search(r"^COMMANDS = (.*)$", makefile, flags=re.MULTILINE)
    entry = ast.parse((ROOT / "deploy" / "dev.py").read_text(encoding="utf-8"))
    functions = {node.name for node in entry.body if isinstance(node, ast.FunctionDef)}

    assert listed is not None
    assert set(listed[1].split()) == {
        name for name in functions if not name.startswith("_") and name != "main"
    }


@pytest.mark.parametrize("command", ["make test", "make check"])
def test_ci_runs_the_commands_of_the_readme(command: str):
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_a_gate_that_does_not_exist_is_not_said_to_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert gates.run(["ruff", "nope"]) == 2

    told = capsys.readouterr().err
    assert told.startswith("No such gate: nope. Gates: ruff, format, types, layers, ")


def test_every_gate_can_be_named() -> None:
    assert [gate.name for gate in gates._gates() if " " in gate.name] == []
