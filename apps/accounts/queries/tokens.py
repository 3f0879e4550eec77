"""The owner of a token, with the roles they hold: one query a request."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    OuterRef,
    QuerySet,
)
from knox.crypto import hash_token

from apps.accounts.models import AuthToken
from apps.accounts.queries.actors import held_by, lent_to
from apps.common.prepared import Param, Prepared


def token_of(
    key: str, *, now: datetime, on: date, on_behalf_of: int | None = None
) -> AuthToken | None:
    """Find a token with its user and, as `held`, the user's roles: one query in all.

    With `on_behalf_of` also, as `lent`, the roles that the user has in that person's place.
    """
    given: dict[str, Any] = {"digest": hash_token(key), "now": now, "on": on}
    if on_behalf_of is None:
        return next(iter(_TOKEN.read(**given)), None)
    return next(iter(_SUBSTITUTES_TOKEN.read(**given, absent=on_behalf_of)), None)


_ON = cast("date", Param("on", DateField()))


def _tokens() -> QuerySet[AuthToken]:
    now = cast("datetime", Param("now", DateTimeField()))
    return (
        AuthToken.objects.select_related("user")
        .annotate(held=ArraySubquery(held_by(OuterRef("user"), on=_ON)))
        .usable_at(now)
        .filter(digest=Param("digest", CharField()))
    )


def _substitutes_tokens() -> QuerySet[AuthToken]:
    absent = cast("int", Param("absent", BigIntegerField()))
    lent = lent_to(OuterRef(OuterRef("user")), absent=absent, on=_ON)
    return _tokens().annotate(lent=ArraySubquery(lent))


_TOKEN, _SUBSTITUTES_TOKEN = Prepared(_tokens), Prepared(_substitutes_tokens)
