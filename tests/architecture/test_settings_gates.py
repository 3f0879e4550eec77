"""What the settings must never lose."""

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import structlog
from django.conf import settings

from config.logging import configure, without_secrets

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "a secret of production that is long enough to be one, and has many letters",
    "ALLOWED_HOSTS": "clues.example.gov.cn",
    "DATABASE_URL": "postgres://somebody@127.0.0.1:1/clues",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "REPORTER_KEY_FILE": "/etc/clue-transfer/reporter.key",
}


def told(settings_module: str, expression: str, **environment: str) -> subprocess.CompletedProcess:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings; print({expression})"],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": settings_module, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", sorted(COMPLETE))
def test_production_does_not_start_without(missing: str):
    given = {name: value for name, value in COMPLETE.items() if name != missing}

    answer = told("config.settings.production", "settings.DEBUG", **given)

    assert answer.returncode == 1
    assert missing in answer.stderr.splitlines()[-1]


def test_production_never_loads_demonstration_data_and_speaks_https():
    names = "DEBUG DEMO_DATA_ALLOWED SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT"
    expression = f"[getattr(settings, name) for name in '{names}'.split()]"

    answer = told("config.settings.production", expression, **COMPLETE)

    assert answer.stdout.strip() == "[False, False, True, True, True]"


def test_psycopg_prepares_no_statement_by_itself():
    assert settings.DATABASES["default"]["OPTIONS"]["prepare_threshold"] is None


def test_a_development_secret_is_made_once_and_is_private(tmp_path: Path):
    first = told("config.settings.development", "settings.SECRET_KEY", DATA_DIR=str(tmp_path))

    second = told("config.settings.development", "settings.SECRET_KEY", DATA_DIR=str(tmp_path))

    assert first.stdout == second.stdout
    assert len(first.stdout.strip()) == 64
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_log_line_shows_no_secret():
    event = {
        "event": "asked",
        "Authorization": "Token ct_1",
        "request_body": "{}",
        "code": 200,
        "reporter": "某",
    }

    shown = without_secrets(None, "info", event)

    assert shown == {
        "event": "asked",
        "Authorization": "…",
        "request_body": "…",
        "code": 200,
        "reporter": "…",
    }


def test_production_logs_one_object_a_line(capsys: pytest.CaptureFixture[str]):
    configure(level=logging.INFO, readable=False)
    try:
        structlog.get_logger("clues").info("submitted", number="甘环线〔2026〕1号")
    finally:
        configure(level=logging.ERROR, readable=True)

    line = json.loads(capsys.readouterr().err)
    del line["timestamp"]
    assert line == {
        "event": "submitted",
        "number": "甘环线〔2026〕1号",
        "logger": "clues",
        "level": "info",
    }


def test_every_variable_of_production_stands_in_the_page_on_deployment():
    files = [ROOT / "config" / "settings" / f"{name}.py" for name in ("base", "production")]
    read = {
        name
        for file in files
        for name in re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', file.read_text())
    }
    table = (ROOT / "docs" / "deploy.md").read_text()

    assert len(read) > 15
    assert [name for name in sorted(read) if f"`{name}`" not in table] == []
