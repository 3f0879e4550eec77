"""Settings for trying out and developing on one machine."""

import logging
import os
import secrets
from pathlib import Path

from config.logging import configure
from config.settings.base import *  # noqa: F403  # a settings module is its base and what differs
from config.settings.base import DATA_DIR, cache, database, env

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])


def _running_services(folder: Path) -> dict[str, str]:
    """Return the addresses that a running `make run` left in the data folder."""
    try:
        lines = (folder / "services.env").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _kept_secret(path: Path) -> str:
    """Return the secret of a data folder, made at first use and readable by its owner alone."""
    if path.is_file():
        return path.read_text(encoding="ascii").strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = secrets.token_urlsafe(48)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(fresh)
    return fresh


_services = _running_services(DATA_DIR)
SECRET_KEY = env.str("SECRET_KEY", default="") or _kept_secret(DATA_DIR / "secret.key")
DATABASE_URL = env.str("DATABASE_URL", default="") or _services.get(
    "DATABASE_URL", "postgres://clue_transfer@127.0.0.1:5432/clue_transfer"
)
REDIS_URL = env.str("REDIS_URL", default="") or _services.get(
    "REDIS_URL", "redis://127.0.0.1:6379/0"
)
DATABASES = {"default": database(DATABASE_URL)}
CACHES = {"default": cache(REDIS_URL)}
CELERY_BROKER_URL = REDIS_URL
WHITENOISE_USE_FINDERS = True

DEMO_DATA_ALLOWED = True
REPORTER_KEY_MADE_AT_NEED = True

configure(level=env.int("LOG_LEVEL", default=logging.INFO), readable=True)
