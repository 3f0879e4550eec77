"""Who asks: a machine by its token, a browser by its session; both become `request.actor`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from apps.accounts import queries
from apps.accounts.models import AuthToken, Scope, User
from clue_transfer.actors import Actor
from clue_transfer.errors import NotASubstitute, NotYourStep, PowersOnlyRead

ACTING_DEPARTMENT = "X-Acting-Department"
ON_BEHALF_OF = "X-On-Behalf-Of"
_LONGEST_KEY = 18
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ScopeMissing(NotYourStep):
    """The token may read only."""

    code = "scope-missing"
    message = "此令牌仅可读取，不能办理"


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token …`: token, user and memberships in one query."""

    keyword = "Token"

    def authenticate(self, request: Request) -> tuple[User, AuthToken] | None:
        """Find the token's owner and the department that they act for."""
        _become(request, None)
        words = authentication.get_authorization_header(request).split()
        if words and words[0].lower() == b"bearer":
            raise exceptions.AuthenticationFailed(
                _("请按“Authorization: Token 令牌”的写法给出令牌")
            )
        if not words or words[0].lower() != self.keyword.lower().encode():
            return None
        try:
            key = words[1].decode("ascii") if len(words) == 2 else ""
        except UnicodeDecodeError:
            key = ""
        now = timezone.now()
        absent = _absent(request)
        today = timezone.localdate(now)
        token = queries.token_of(key, now=now, on=today, on_behalf_of=absent) if key else None
        if token is None:
            raise exceptions.AuthenticationFailed(_("令牌无效、已过期或已被吊销"))
        user = token.user
        if not user.is_active:
            raise exceptions.AuthenticationFailed(_("该用户已停用"))
        if request.method not in _SAFE and token.scope != Scope.WRITE:
            raise ScopeMissing
        code = _asked_for(request)
        if absent is None:
            actor = queries.actor_from(user, held=token.held, department_code=code)
        else:
            actor = queries.substitute_from(
                user,
                held=token.held,
                lent=token.lent,
                department_code=code,
                on_behalf_of=absent,
            )
        _become(request, actor)
        return user, token

    def authenticate_header(self, request: Request) -> str:
        """Tell an unknown caller how to identify themselves: what makes the answer a 401."""
        return self.keyword


class SessionAuthentication(authentication.SessionAuthentication):
    """A browser's session, with its protection against forged requests.

    A superuser's powers count here and never for a token; while they are on nothing is written.
    """

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """Take the session's user and the department that they act for."""
        _become(request, None)
        found = super().authenticate(request)
        if found is None:
            return None
        user = found[0]
        actor = queries.actor_of(
            user,
            department_code=_asked_for(request),
            on_behalf_of=_absent(request),
            on=timezone.localdate(),
        )
        if user.is_superuser:
            actor = queries.with_powers(actor, now=timezone.now())
        if actor.powers is not None and request.method not in _SAFE:
            raise PowersOnlyRead
        _become(request, actor)
        return user, None


def _become(request: Request, actor: Actor | None) -> None:
    """Put the actor on the request, and on Django's own beneath it for what runs outside."""
    request.actor = actor  # type: ignore[attr-defined]  # set by authentication
    inner: HttpRequest = request._request  # noqa: SLF001 - DRF wraps Django's request
    inner.actor = actor  # type: ignore[attr-defined]  # set by authentication


def _asked_for(request: Request) -> str | None:
    """Read which department the caller wants to act for."""
    code = request.headers.get(ACTING_DEPARTMENT, "").strip()
    return code or None


def _absent(request: Request) -> int | None:
    """Read on whose behalf the caller wants to act; raises NotASubstitute for no possible key."""
    given = request.headers.get(ON_BEHALF_OF, "").strip()
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > _LONGEST_KEY:
        raise NotASubstitute
    return int(given)


class TokenScheme(OpenApiAuthenticationExtension):
    """How the API's description names the token."""

    target_class = "apps.accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Describe the header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Authorization: Token <key>`; `manage.py issue_token` gives the key.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    """How the API's description names the session."""

    target_class = "apps.accounts.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Describe the cookie."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
