"""The log says what was asked of the service, never whom somebody looked for."""

from __future__ import annotations

from django.test import RequestFactory

from config.middleware import PathLogMiddleware


def test_a_request_is_logged_without_its_query() -> None:
    request = RequestFactory().get("/api/v1/clues/?search=张某")

    assert PathLogMiddleware.format_request(request) == "GET /api/v1/clues/"
