"""Record a request's reading before its answer leaves; what cannot be recorded is not shown."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from apps.audit.actions import record_reading
from apps.common.api.problems import of_refusal
from apps.matters.watching import watching
from clue_transfer.errors import Refused

log = structlog.get_logger(__name__)


class ReadingNotRecorded(Refused):
    """The reading of a watched matter could not be written."""

    code = "reading-not-recorded"
    message = "查阅记录未能写入，不能查阅，请稍后重试"
    http_status = 503


class RecordReadings:
    """Middleware: one append-only row a request that read something watched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the view answer, and hold its answer back until the reading stands."""
        with watching() as watched:
            response = self.get_response(request)
        if not watched.matters or watched.actor is None:
            return response
        match = request.resolver_match
        try:
            record_reading(
                f"{request.method} {match.route if match else request.path}",
                actor=watched.actor,
                now=timezone.now(),
                matters=watched.matters,
                filters=request.META.get("QUERY_STRING", ""),
            )
        except DatabaseError:
            log.exception("reading_not_recorded", path=request.path)
            return of_refusal(ReadingNotRecorded())
        response["Cache-Control"] = "no-store"
        return response
