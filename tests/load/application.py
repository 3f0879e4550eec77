"""The service as it is, with two additions for the measurement: a counter and a baseline.

The counter answers how many statements a request cost, without BEGIN and savepoints. The baseline
is a page of clues whose JSON the database builds, behind the same authentication: the least that
such a page can cost here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from config.wsgi import application as service  # isort: skip  # it makes the apps ready

from django.db import connection
from django.http import HttpResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.views import APIView

import config.urls

_PAGE = """
    SELECT json_build_object('next', NULL, 'previous', NULL, 'results', coalesce(json_agg(r), '[]'))
    FROM (
        SELECT m.id, m.kind, m.number, m.title, m.status, m.urgency, m.secrecy, m.opened_at,
               m.status_changed_at, m.escalation_level, m.holder_id, m.division_id, a.next_due_at,
               c.address, c.source, c.violation_type_id,
               (SELECT json_agg(json_build_object('id', t.matter_ptr_id, 'number', l.number,
                       'status', l.status, 'receiver', d.name))
                FROM clues_transfer t
                JOIN matters_matter l ON l.id = t.matter_ptr_id
                JOIN organizations_department d ON d.id = t.receiver_id
                WHERE l.parent_id = m.id) AS legs
        FROM matters_access a
        JOIN matters_matter m ON m.id = a.matter_id
        JOIN clues_clue c ON c.matter_ptr_id = m.id
        WHERE a.department_id = %s AND a.kind = 'clue' AND a.primary AND m.secrecy = 'internal'
        ORDER BY a.opened_at DESC, a.matter_id DESC LIMIT 25
    ) r
"""


class Baseline(APIView):
    """The same page as JSON that the database builds."""

    def get(self, request: Request) -> HttpResponse:
        """Answer it as it comes."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT ({_PAGE})::text", [request.actor.department])
            return HttpResponse(cursor.fetchone()[0], content_type="application/json")


config.urls.urlpatterns.append(path("baseline/clues/", Baseline.as_view()))


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
