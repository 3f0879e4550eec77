"""Requests without accounts: the conventions know a user's id and an actor, no more."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from clue_transfer.actors import Actor


class AsSomebody(BaseAuthentication):
    """Let everybody in as user 7 of department 3, unless they say that they are nobody."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """Make the user and the actor."""
        if "X-Nobody" in request.headers:
            return None
        request.actor = Actor(person=7, department=3)
        return SimpleNamespace(pk=7, is_authenticated=True, is_active=True), None

    def authenticate_header(self, request: Request) -> str:
        """Make refusals a 401."""
        return "Token"


def asked(
    path: str = "/api/v1/things/",
    *,
    method: str = "GET",
    person: int | None = 7,
    department: int | None = 3,
    headers: dict[str, str] | None = None,
    **query: Any,
) -> Request:
    """Make a request of the framework as a view gets it."""
    inner = APIRequestFactory().generic(
        method, path, QUERY_STRING="&".join(f"{k}={v}" for k, v in query.items()), headers=headers
    )
    request = Request(inner)
    request.user = SimpleNamespace(pk=person)
    request.actor = Actor(person=person, department=department)
    return request
