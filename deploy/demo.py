"""`make demo`: play the scenes over HTTP against the running service, refusals included.

`make demo ARGS="dispute sealed"` plays only the scenes that are named.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deploy.scenes import SCENES  # noqa: E402  # after the search path is set
from deploy.talking import Caller, Unexpected, heading, say  # noqa: E402  # after the search path is set

BASE_URL = os.environ.get("BASE_URL") or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"


def everybody(usernames: Iterable[str]) -> dict[str, Caller]:
    """Give each person of the scenes a token, as an administrator would: by the command."""
    names = sorted(set(usernames))
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "issue_token", *names, "--days", "1"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    tokens = done.stdout.split()
    if done.returncode != 0 or len(tokens) != len(names):
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise Unexpected(
            f"No tokens could be issued ({' '.join(last)}). Does DATA_DIR name the folder of the "
            "running service, and was it started with its demonstration accounts?"
        )
    return {
        name: Caller(BASE_URL, username=name, token=token)
        for name, token in zip(names, tokens, strict=True)
    }


def main(wanted: list[str]) -> int:
    """Play the scenes; 0 when every answer was the expected one."""
    started = time.monotonic()
    unknown = sorted(set(wanted) - SCENES.keys())
    if unknown:
        say(f"No scene is called {', '.join(unknown)}; there are {', '.join(SCENES)}.", error=True)
        return 2
    scenes = [SCENES[name] for name in wanted or SCENES]
    try:
        nobody = Caller(BASE_URL, username="nobody", token="")
        nobody.get("/health/ready", expect=200, quiet=True)
        people = everybody(name for scene in scenes for name in scene.PEOPLE)
        heading(f"The scenes over HTTP, against {BASE_URL}")
        nobody.get("/api/v1/me/", expect=401)
        for scene in scenes:
            heading((scene.__doc__ or "").splitlines()[0])
            scene.play(people)
    except Unexpected as reason:
        say(f"\n{reason}", error=True)
        return 1
    count, seconds = Caller.count, time.monotonic() - started
    say(f"\nEvery one of {count} answers was as expected ({seconds:.1f} s).")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
