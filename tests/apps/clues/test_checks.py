"""What an installation is told about the key of the sealed reporters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from apps.clues.checks import reporter_key_is_kept_apart


@pytest.fixture
def key(tmp_path: Path, settings: Any) -> Path:
    """An installation as it should be."""
    settings.DATA_DIR = tmp_path / "data"
    settings.REPORTER_KEY_FILE = tmp_path / "etc" / "reporter.key"
    settings.REPORTER_KEY_MADE_AT_NEED = False
    settings.REPORTER_KEY_FILE.parent.mkdir()
    settings.REPORTER_KEY_FILE.touch(mode=0o600)
    return settings.REPORTER_KEY_FILE


def found() -> list[str | None]:
    return [message.id for message in reporter_key_is_kept_apart()]


def test_nothing_is_wrong_with_a_private_file_elsewhere(key: Path) -> None:
    assert found() == []


def test_a_file_that_others_may_read_is_an_error(key: Path) -> None:
    key.chmod(0o640)

    assert found() == ["clues.E003"]


def test_a_file_beside_the_data_is_warned_about(key: Path, settings: Any) -> None:
    settings.DATA_DIR = key.parent

    assert found() == ["clues.W002"]


def test_a_key_is_never_made_silently(key: Path, settings: Any) -> None:
    settings.REPORTER_KEY_MADE_AT_NEED = True

    assert found() == ["clues.E001"]
