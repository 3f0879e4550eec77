"""Whose address counts: a forwarded one only as far as the proxies are ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from apps.common.api.throttling import address_of


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "198.51.100.7"),
        (0, "192.0.2.1", "198.51.100.7"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.66, 192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.66, 192.0.2.1, 10.0.0.1", "192.0.2.1"),
        (1, None, "198.51.100.7"),
    ],
)
def test_the_address_is_what_the_last_proxy_of_ours_saw(
    proxies: int, forwarded: str | None, address: str, settings: Any
) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    given = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}

    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.7", **given)

    assert address_of(request) == address
