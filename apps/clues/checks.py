"""What an installation must have for reporters to stay sealed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

_OTHERS = 0o077


@checks.register(checks.Tags.security, deploy=True)
def reporter_key_is_kept_apart(**_: Any) -> list[checks.CheckMessage]:
    """Look whether the key file is named, private, made on purpose and outside the data folder."""
    path = Path(settings.REPORTER_KEY_FILE)
    found: list[checks.CheckMessage] = []
    if settings.REPORTER_KEY_MADE_AT_NEED:
        found.append(checks.Error("A lost key file would be replaced silently.", id="clues.E001"))
    if path.resolve().is_relative_to(Path(settings.DATA_DIR).resolve()):
        found.append(
            checks.Warning(
                "REPORTER_KEY_FILE lies in DATA_DIR: one backup would hold key and sealed rows.",
                hint="Name a file elsewhere, for example /etc/clue-transfer/reporter.key.",
                id="clues.W002",
            )
        )
    if path.exists() and path.stat().st_mode & _OTHERS:
        found.append(
            checks.Error("REPORTER_KEY_FILE is open to others.", hint="chmod 600", id="clues.E003")
        )
    return found
