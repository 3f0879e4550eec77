"""Superusers at their browsers: log in, ask for powers, approve, read."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from apps.accounts.models import PowerGrant, User

PASSWORD = "本人-密码-2026"
LIST = "/admin/accounts/powergrant/"


class Browser:
    """One person's session, opened with their password at the log-in page."""

    def __init__(self, username: str, **flags: bool) -> None:
        self.user = User.objects.filter(username=username).first() or User(username=username)
        self.user.full_name = self.user.full_name or username
        for name, value in {"is_staff": True, "is_superuser": True, **flags}.items():
            setattr(self.user, name, value)
        self.user.set_password(PASSWORD)
        self.user.save()
        self.client = Client()
        self.log_in()

    def log_in(self) -> None:
        """Open a session."""
        form = {"username": self.user.username, "password": PASSWORD, "next": ""}
        assert self.client.post("/login/", form).status_code == 302

    def get(self, path: str) -> Any:
        """Read a path below the API, or a page."""
        return self.client.get(path if path.startswith("/") else f"/api/v1/{path}")

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Post JSON to a path below the API."""
        return self.client.post(
            f"/api/v1/{path}", body or {}, content_type="application/json", headers=headers
        )

    def ask(self, *numbers: str, password: str = PASSWORD, **changes: Any) -> Any:
        """Ask for powers over dossiers, for an hour unless another time is given."""
        form = {
            "scope": "dossiers",
            "numbers": "\n".join(numbers),
            "reason": "协助核对数据",
            "hours": "1",
            "password": password,
            **changes,
        }
        return self.client.post(f"{LIST}add/", form)

    def decide(self, grant: PowerGrant, act: str, *, password: str = PASSWORD) -> Any:
        """Approve or end."""
        return self.client.post(f"{LIST}{grant.pk}/change/", {"act": act, "password": password})


def powers(asker: Browser, approver: Browser, *numbers: str, **changes: Any) -> PowerGrant:
    """Ask and approve; answer the grant, which is on."""
    asked = asker.ask(*numbers, **changes)
    assert asked.status_code == 302, faults(asked)
    grant = PowerGrant.objects.latest("pk")
    approved = approver.decide(grant, "approve")
    assert approved.status_code == 302, faults(approved)
    grant.refresh_from_db()
    assert grant.approved_by == approver.user
    return grant


def faults(page: Any) -> list[str]:
    """List what a form of the admin finds wrong."""
    lists = re.findall(
        r'<ul class="errorlist[^"]*"[^>]*>(.*?)</ul>', page.content.decode(), re.DOTALL
    )
    return [each for found in lists for each in re.findall(r"<li>(.*?)</li>", found)]
