"""Count the queries of requests, route by route, and compare with the committed numbers."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.client import Caller

FILE = Path(__file__).parents[1] / "query_counts.json"
REWRITE = "REWRITE_QUERY_COUNTS"
_NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that are sent meanwhile, those of transactions left out."""
    sent: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not str(sql).startswith(_NOT_COUNTED):
            sent.append(str(sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield sent


class Counting:
    """Watches every request of callers; keeps the most queries that each route has cost."""

    def __init__(self, monkeypatch: Any) -> None:
        self.most: dict[str, int] = {}
        self.statements: dict[str, list[str]] = {}
        for method in ("get", "post", "patch", "delete", "upload"):
            monkeypatch.setattr(Caller, method, self._watched(getattr(Caller, method)))

    def _watched(self, send: Callable[..., Any]) -> Callable[..., Any]:
        def call(caller: Caller, path: str, *rest: Any, **headers: str) -> Any:
            with counted() as sent:
                response = send(caller, path, *rest, **headers)
            if response.status_code < 300:
                route = resolve(response.request["PATH_INFO"]).route
                self._keep(name_of(response.request["REQUEST_METHOD"], route), sent)
            return response

        return call

    def _keep(self, name: str, sent: list[str]) -> None:
        if len(sent) >= self.most.get(name, 0):
            self.most[name] = len(sent)
            self.statements[name] = sent


def name_of(method: str, route: str) -> str:
    """Name a route as `GET clues/<uuid:pk>/`, without what is the same in all."""
    return f"{method} {route.removeprefix('api/v1/').replace('^', '').replace('$', '')}"


def routes(method: str) -> set[str]:
    """Name every route of the API that answers a method."""
    return {
        name_of(method, route)
        for route, pattern in _walk(get_resolver(), "")
        if route.startswith("api/v1/") and method.lower() in _methods(pattern)
    }


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        else:
            yield route, pattern


def _methods(pattern: URLPattern) -> set[str]:
    view: Any = pattern.callback
    actions = getattr(view, "actions", None)
    if actions is not None:
        return set(actions)
    kind = getattr(view, "cls", None)
    return {name for name in ("get", "post", "patch", "put", "delete") if hasattr(kind, name)}


def committed() -> dict[str, dict[str, int]]:
    """Read the numbers that are agreed on: section → route → queries."""
    known: dict[str, dict[str, int]] = json.loads(FILE.read_text())
    return known


def compare(section: str, measured: dict[str, int]) -> None:
    """Assert that the numbers are the committed ones; rewrite the file where that is asked for."""
    known = committed() if FILE.exists() else {}
    if os.environ.get(REWRITE):
        known[section] = measured
        FILE.write_text(json.dumps(known, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    assert measured == known[section], f"on purpose? {REWRITE}=1 pytest -n 0 {__package__}"
