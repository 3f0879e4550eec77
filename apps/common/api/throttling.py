"""How many requests a minute: one counter a window, and no window when the cache is down."""

from __future__ import annotations

from typing import Any, ClassVar

import structlog
from django.core.cache import cache
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

log = structlog.get_logger(__name__)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def address_of(request: Any) -> str:
    """Name who asks by address; a forwarded one only behind a known number of proxies."""
    return str(BaseThrottle().get_ident(request) or "")


class WindowThrottle(BaseThrottle):
    """Count requests in windows of fixed length; the framework's own keeps a list a caller."""

    scope: ClassVar[str]
    _wait: float | None = None

    def who(self, request: Request) -> str | None:
        """Name whom to count, `None` for nobody."""
        raise NotImplementedError

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request and say whether it may pass."""
        rate = api_settings.DEFAULT_THROTTLE_RATES.get(self.scope)
        who = self.who(request)
        if not rate or who is None:
            return True
        most, _, period = str(rate).partition("/")
        length = _SECONDS[period[0]]
        window, past = divmod(timezone.now().timestamp(), length)
        self._wait = length - past
        return self._count(f"throttle:{self.scope}:{who}:{int(window)}", length) <= int(most)

    def wait(self) -> float | None:
        """Say how many seconds the window still lasts."""
        return self._wait

    def get_ident(self, request: Request) -> str:
        """Name the caller's address; a forwarded one only behind a known number of proxies."""
        return address_of(request)

    def _count(self, key: str, length: int) -> int:
        try:
            return _next(key, length)
        except ValueError:  # it ran out between the two calls
            return 1
        except Exception as fault:  # noqa: BLE001 - whatever ails the cache, work goes on
            log.warning("throttle.cache_unavailable", fault=type(fault).__name__)
            return 0


def _next(key: str, length: int) -> int:
    try:
        return int(cache.incr(key))
    except ValueError:  # the first of its window
        return 1 if cache.add(key, 1, timeout=length) else int(cache.incr(key))


class UserThrottle(WindowThrottle):
    """So many requests a user."""

    scope = "user"

    def who(self, request: Request) -> str | None:
        """Count users by their id."""
        key = getattr(request.user, "pk", None)
        return None if key is None else str(key)


class AnonymousThrottle(WindowThrottle):
    """So many requests an address that nobody has logged in from."""

    scope = "anon"

    def who(self, request: Request) -> str | None:
        """Count strangers by their address."""
        if getattr(request.user, "pk", None) is not None:
            return None
        return self.get_ident(request).replace(" ", "") or None
