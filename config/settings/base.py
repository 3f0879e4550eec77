"""Settings that every way of running shares."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ

from clue_transfer.vocabulary import Unit

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).resolve()

# ---- what is installed, top first: an app may import only from those below it

PROJECT_APPS = [
    "apps.reports",
    "apps.desk",
    "apps.referrals",
    "apps.opinions",
    "apps.clues",
    "apps.matters",
    "apps.deadlines",
    "apps.documents",
    "apps.evidence",
    "apps.notifications",
    "apps.accounts",
    "apps.organizations",
    "apps.audit",
    "apps.common",
]

INSTALLED_APPS = [
    *PROJECT_APPS,
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "knox",
    "axes",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_structlog",
    "django_linear_migrations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.PathLogMiddleware",
    "axes.middleware.AxesMiddleware",
    "apps.matters.api.readings.RecordReadings",
]

ROOT_URLCONF = "config.urls"
APPEND_SLASH = False  # its redirect would lose the body of a POST without saying so
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# ---- database and broker


def database(url: str) -> dict[str, Any]:
    """Return Django's description of the PostgreSQL database at an address."""
    described: dict[str, Any] = env.db_url_config(url)
    described["ENGINE"] = "apps.common.postgresql"
    described["CONN_MAX_AGE"] = 600
    described["CONN_HEALTH_CHECKS"] = True
    # Automatic prepared statements switch to generic plans: a rare name would walk the date index.
    options = described.setdefault("OPTIONS", {})
    options["prepare_threshold"] = None
    options.setdefault("connect_timeout", 5)
    return described


def cache(url: str) -> dict[str, Any]:
    """Return Django's description of the cache at a Redis address."""
    # Requests pass when the cache is down, and must not wait for it.
    patience = {"socket_connect_timeout": 1, "socket_timeout": 1}
    backend = "django.core.cache.backends.redis.RedisCache"
    return {"BACKEND": backend, "LOCATION": url, "OPTIONS": patience}


DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES = {
    "knox": None
}  # its only model is swapped for ours: its tables would stand empty

# ---- who somebody is

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
KNOX_TOKEN_MODEL = "accounts.AuthToken"  # noqa: S105  # the name of a model
REST_KNOX = {"TOKEN_PREFIX": "ct_", "TOKEN_TTL": None, "AUTO_REFRESH": False}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_CLIENT_IP_CALLABLE = "apps.common.api.throttling.address_of"
AXES_VERBOSE = False

# Demonstration accounts and stories are loaded by nobody unless a way of running allows it.
DEMO_DATA_ALLOWED = False

# ---- words and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# ---- files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = False
EVIDENCE_ROOT = Path(env.str("EVIDENCE_ROOT", default=str(DATA_DIR / "evidence")))
DOCUMENT_ROOT = Path(env.str("DOCUMENT_ROOT", default=str(DATA_DIR / "documents")))
FONT_DIR = env.str("FONT_DIR", default="")  # a folder of the office's own fonts
DOCX_TEMPLATE_DIR = env.str("DOCX_TEMPLATE_DIR", default="")  # the office's own letters in Word
SEAL_KEY_FILE = Path(env.str("SEAL_KEY_FILE", default=str(DATA_DIR / "seal.key")))
# Who complained is sealed with the keys of this file; in production it must be named.
REPORTER_KEY_FILE = Path(env.str("REPORTER_KEY_FILE", default=str(DATA_DIR / "reporter.key")))
REPORTER_KEY_MADE_AT_NEED = False
IMPORT_FILES_KEPT_DAYS = env.int("IMPORT_FILES_KEPT_DAYS", default=30)
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=200 * 1024 * 1024)

# ---- what a request may weigh

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # a JSON body; files are streamed
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# ---- the API

API_VERSION = "1.0.0"
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_NEED_TOKEN = False

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # first: its WWW-Authenticate turns a missing identity into 401
        "apps.accounts.api.authentication.TokenAuthentication",
        "apps.accounts.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["apps.common.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["apps.common.api.renderers.FastJSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "apps.common.api.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "apps.common.api.problems.exception_handler",
    "DEFAULT_METADATA_CLASS": None,  # the schema describes every operation; OPTIONS is 405
    "URL_FORMAT_OVERRIDE": None,  # ?format= is an unknown parameter like any other
    # How many proxies of ours name the address that they forward; nobody else's word counts.
    "NUM_PROXIES": env.int("NUM_PROXIES", default=0),
    "DEFAULT_THROTTLE_CLASSES": [
        "apps.common.api.throttling.UserThrottle",
        "apps.common.api.throttling.AnonymousThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "user": env.str("THROTTLE_USER", default="1200/min"),
        "anon": env.str("THROTTLE_ANON", default="60/min"),
    },
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "DATETIME_FORMAT": "iso-8601",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Clue Transfer 线索移送",
    "DESCRIPTION": "Clues of environmental violations, handed from one department to another.",
    "VERSION": API_VERSION,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.common.api.schema.add_conventions",
    ],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "UnitEnum": Unit.choices(),
        "KindEnum": [("transfer", "移送"), ("own", "自办")],  # its name stands in the contract
    },
    "ENABLE_DJANGO_DEPLOY_CHECK": False,  # `make check` looks at the schema by itself
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
}

# ---- tasks

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker however long it takes
CELERY_TIMEZONE = TIME_ZONE
# A request that tells a dead broker must not wait for it: the sweep delivers what was missed.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    # Without these each message tries for six seconds.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0.1,
}
CELERY_TASK_PUBLISH_RETRY = False

# A request has one line, when it is answered.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG

# ---- protection

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
