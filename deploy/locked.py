"""Whether the locks pin, with hashes, what pyproject.toml asks for."""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")


def complaints() -> list[str]:
    """Name every requirement that a lock does not meet, and every line that tells an address."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = project["project"]["dependencies"]
    wanted = {
        "requirements.lock": needed,
        "requirements-dev.lock": [*needed, *project["dependency-groups"]["dev"]],
        "requirements-prove.lock": project["dependency-groups"]["prove"],
    }
    return [line for name, requirements in wanted.items() for line in _of(name, requirements)]


def _of(name: str, requirements: list[str]) -> list[str]:
    """Compare one lock with the requirements it was made from."""
    text = (ROOT / name).read_text(encoding="utf-8")
    pinned = {
        canonicalize_name(found[1]): found[2]
        for line in text.splitlines()
        if (found := PIN.match(line))
    }
    wrong = [f"{name} tells an address" for part in ("://", "--index", "--find") if part in text]
    pins = sum(1 for line in text.splitlines() if PIN.match(line))
    if len(re.findall(r"==[^\n]*\\\n    --hash=", text)) != pins:
        wrong.append(f"{name} has a pin without a hash")
    for requirement in map(Requirement, requirements):
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version):
            wrong.append(f"{name}: {requirement} is not met by {version}; run make lock")
        if ">" not in str(requirement.specifier):
            wrong.append(f"pyproject.toml: {requirement} has no lower bound")
    return wrong


if __name__ == "__main__":
    found = complaints()
    print("\n".join(found))
    sys.exit(bool(found))
