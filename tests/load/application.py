"""The service as it is, with two additions for the measurement: a counter and the baselines.

The counter answers how many statements a request cost, without BEGIN and savepoints. A baseline is
a page whose JSON the database builds, behind the same authentication and visibility.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from config.wsgi import application as service  # isort: skip  # it makes the apps ready

from django.db import connection
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from rest_framework.request import Request

import config.urls
from apps.audit.models import Entry
from apps.common.api.views import ApiView
from apps.common.api.wording import word_for
from apps.common.rows import Insert
from apps.matters.actions import flush
from clue_transfer.vocabulary import DeadlineKind, Status, Verb
from tests.load.pages import PAGES

_TEXTS = {str(place): page.baseline for place, page in enumerate(PAGES)}


class Baseline(ApiView):
    """A page as the database builds it."""

    query_parameters = frozenset({"pk"})

    def get(self, request: Request, page: str) -> HttpResponse:
        """Answer it as it comes."""
        actor = request.actor
        given = {
            "department": actor.department,
            "person": actor.person,
            "now": timezone.now(),
            "term": PAGES[int(page)].term,
            "pk": request.query_params.get("pk"),
            **_labels(),
        }
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT json_build_object('next', NULL, 'previous', NULL,
                    'results', ({_TEXTS[page]}))::text""",
                given,
            )
            return HttpResponse(cursor.fetchone()[0], content_type="application/json")


@cache
def _labels() -> dict[str, str]:
    kinds = {"statuses": Status, "clocks": DeadlineKind, "verbs": Verb}
    return {
        name: json.dumps({str(word): word_for(word) for word in words})
        for name, words in kinds.items()
    }


if os.environ.get("BENCH_RECORD") == "off":
    flush._record = lambda _work: Insert(
        Entry, []
    )  # what the record costs is measured by its absence
config.urls.urlpatterns.append(path("baseline/<page>/", Baseline.as_view()))


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request; count its statements when it asks for that."""
    if "HTTP_X_COUNT" not in environ:
        return service(environ, start_response)
    took: list[float] = []

    def count(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                took.append(time.perf_counter() - began)

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        told = [("X-Statements", str(len(took))), ("X-Sql-Ms", f"{sum(took) * 1000:.2f}")]
        return start_response(status, [*headers, *told], *rest)

    with connection.execute_wrapper(count):
        return service(environ, start)
