"""Several people of one office who take a step at the same moment, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from apps.audit.models import Entry
from tests.client import Caller

AtOnce = Callable[..., list[Any]]


def several(role: str, code: str, count: int = 4) -> list[Caller]:
    """Hire several people for one office."""
    return [Caller(role, code, suffix=f".{n}") for n in range(count)]


def take(who: Caller, case: Any, verb: str, body: Any = None, **more: Any) -> Callable[[], Any]:
    """Take a step on the case as it stands now."""
    version = case.read()["version"]
    return lambda: who.step(case.collection, case.id, verb, body, version=version, **more)


def one_won(responses: list[Any]) -> str:
    """Answer the verb of the one request that was carried out; the others lost properly."""
    codes = Counter(response.status_code for response in responses)
    assert codes[200] == 1, codes
    assert codes[200] + codes[409] + codes[412] == len(responses), codes
    [won] = [response for response in responses if response.status_code == 200]
    return str(won.request["PATH_INFO"].rstrip("/").rsplit("/", 1)[-1])


def times(matter: str, verb: str) -> int:
    """Count how often a step stands in the record."""
    return Entry.objects.filter(matter=matter, verb=verb).count()
