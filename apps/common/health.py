"""Whether the process lives, whether it can work, and its figures."""

from __future__ import annotations

import time
from collections.abc import Callable

import redis
import structlog
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from apps.common.api.problems import ProblemResponse, of_refusal
from apps.common.metrics import registry
from clue_transfer.errors import NotFound

log = structlog.get_logger(__name__)
_RECHECK_SECONDS = 10.0
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@require_safe
@never_cache
def live(_: HttpRequest) -> HttpResponseBase:
    """Answer that the process runs; asks nothing of anybody."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(_: HttpRequest) -> HttpResponseBase:
    """Answer whether database, broker and migrations are as the service needs them."""
    checks: dict[str, Callable[[], bool]] = {
        "database": database_answers,
        "broker": broker_answers,
        "migrations": migrations.applied,
    }
    found = {name: "ok" if _holds(name, check) else "failed" for name, check in checks.items()}
    if all(outcome == "ok" for outcome in found.values()):
        return JsonResponse({"status": "ok", "checks": found})
    return ProblemResponse(
        "not-ready",
        status=503,
        detail=gettext("服务尚未就绪，请稍后重试"),
        extra={"checks": found},
        headers={"Retry-After": "5"},
    )


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponseBase:
    """Give the figures to who holds the token; others find nothing here.

    Where the settings do not require it, to this machine as well: never behind a proxy.
    """
    if not _may_read_metrics(request):
        return of_refusal(NotFound())
    return HttpResponse(generate_latest(registry()), content_type=CONTENT_TYPE_LATEST)


def database_answers() -> bool:
    """Ask the database the shortest question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def broker_answers() -> bool:
    """Ask the broker whether it is there; one in memory always is."""
    url = str(getattr(settings, "CELERY_BROKER_URL", "") or "")
    if not url.startswith(("redis://", "rediss://", "unix://")):
        return True
    with redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as client:
        return bool(client.ping())


class Migrations:
    """Whether the database has every migration of this code: once true, true for the process."""

    def __init__(self) -> None:
        self._applied = False
        self._asked_at = float("-inf")

    def applied(self) -> bool:
        """Look again at most every ten seconds until it is so."""
        moment = time.monotonic()
        if not self._applied and moment - self._asked_at >= _RECHECK_SECONDS:
            executor = MigrationExecutor(connection)
            self._applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
            self._asked_at = moment
        return self._applied


migrations = Migrations()


def _holds(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as fault:  # noqa: BLE001 - whatever it is, the service is not ready
        log.warning("health.check_failed", check=name, fault=type(fault).__name__)
        return False


def _may_read_metrics(request: HttpRequest) -> bool:
    token = str(getattr(settings, "METRICS_TOKEN", "") or "")
    given = request.headers.get("Authorization", "")
    if token and constant_time_compare(given, f"Bearer {token}"):
        return True
    if settings.METRICS_NEED_TOKEN:
        return False
    # A proxy on this machine has a loopback address too; most say for whom they ask.
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in _LOOPBACK and not forwarded
