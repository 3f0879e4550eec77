"""The service as it is, with two additions for the measurement: a counter and the baselines.

The counter answers how many statements a request cost, without BEGIN and savepoints. A baseline is
a page whose JSON the database builds, behind the same authentication and visibility.
"""

from __future__ import annotations

import json
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
from apps.common.api.views import ApiView
from apps.common.api.wording import word_for
from clue_transfer.vocabulary import DeadlineKind, Status, Verb
from tests.load.pages import PAGES, TERM

_TEXTS = {str(place): page.baseline for place, page in enumerate(PAGES)}


class Baseline(ApiView):
    """A page as the database builds it."""

    def get(self, request: Request, page: str) -> HttpResponse:
        """Answer it as it comes."""
        actor = request.actor
        given = {
            "department": actor.department,
            "person": actor.person,
            "now": timezone.now(),
            "term": TERM,
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


config.urls.urlpatterns.append(path("baseline/<page>/", Baseline.as_view()))


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request; count its statements when it asks for that."""
    if "HTTP_X_COUNT" not in environ:
        return service(environ, start_response)
    statements: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(sql)
        return execute(sql, params, many, context)

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("X-Statements", str(len(statements)))], *rest)

    with connection.execute_wrapper(count):
        return service(environ, start)
