"""Settings of the test suite: a throw-away cluster, files in a temporary folder, quick hashes."""

import logging
import os
import tempfile
from pathlib import Path

from config.logging import configure
from config.settings.base import *  # noqa: F403  # a settings module is its base and what differs
from config.settings.base import INSTALLED_APPS, PROJECT_APPS, REST_FRAMEWORK, cache, database, env

DEBUG = False
DEMO_DATA_ALLOWED = True
SECRET_KEY = "only for tests, which hold nothing worth a secret"  # noqa: S105  # it protects nothing
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "include_apps": [name.removeprefix("apps.") for name in PROJECT_APPS],
    # What the column held is computed from the legs: no release has ever read it.
    "ignore_name": ("0008_drop_hops",),
    "ignore_initial_migrations": True,  # a table that is new cannot be locked for anybody
    "no_cache": True,
}

# Workers of one run share the folder that tests/conftest.py makes; it is removed after the run.
DATA_DIR = Path(os.environ.get("TEST_DATA_DIR") or tempfile.gettempdir()) / "clue-transfer-test"
EVIDENCE_ROOT = DATA_DIR / "evidence"
DOCUMENT_ROOT = DATA_DIR / "documents"
SEAL_KEY_FILE = DATA_DIR / "seal.key"
REPORTER_KEY_FILE = DATA_DIR / "reporter.key"
REPORTER_KEY_MADE_AT_NEED = True
STATIC_ROOT = DATA_DIR / "static"
FONT_DIR = ""
DOCX_TEMPLATE_DIR = ""

# tests/conftest.py fills the address in when it starts the cluster itself.
DATABASES = {
    "default": database(env.str("DATABASE_URL", default="postgres://postgres@127.0.0.1:1/postgres"))
}
DATABASES["default"]["CONN_MAX_AGE"] = 0
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if REDIS_URL := env.str("REDIS_URL", default=""):
    CACHES["broker"] = cache(REDIS_URL)

# A send goes into the memory of the process; tests that need a real broker set it themselves.
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_THROTTLE_RATES": {"user": "100000/min", "anon": "100000/min"},
}
AXES_ENABLED = env.bool("AXES_ENABLED", default=True)

configure(level=logging.ERROR, readable=True)
