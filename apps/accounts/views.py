"""The way out of a browser's session, which a superuser's powers do not outlive."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.accounts.actions import end_powers_of
from apps.accounts.models import User
from apps.accounts.queries import actor_of


class LogOut(LogoutView):
    """Log out; a superuser's powers and requests end first."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End what a superuser has on, then the session."""
        user = cast("User", request.user)
        if user.is_authenticated and user.is_superuser:
            now = timezone.now()
            end_powers_of(user.pk, actor=actor_of(user, on=timezone.localdate(now)), now=now)
        return super().post(request, *args, **kwargs)
