"""A client as departments use it: one person, one token, one department."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from apps.accounts.actions import issue_token
from apps.accounts.models import Membership, Scope, User
from apps.organizations.models import Department
from seeds.demo.accounts import SINCE

JSON = "application/json"


def person(role: str, department: str, *, suffix: str = "") -> User:
    """Find or make the person who has a role in a department."""
    username = f"{role}.{department}{suffix}"
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User.objects.create(username=username, full_name=username)
        Membership.objects.create(
            user=user,
            department=Department.objects.get(code=department),
            role=role,
            primary=True,
            since=SINCE,
        )
    return user


class Caller:
    """One person who calls the service."""

    def __init__(self, role: str, department: str, *, suffix: str = "") -> None:
        self.user = person(role, department, suffix=suffix)
        self.department = department
        token = issue_token(self.user, days=366, scope=Scope.WRITE, now=timezone.now())
        self._client = Client(headers={"Authorization": f"Token {token}"})

    def get(self, path: str, **headers: str) -> Any:
        """Read a path below the API."""
        return self._client.get(_at(path), headers=headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Post JSON to a path below the API."""
        return self._client.post(
            _at(path), json.dumps(body or {}), content_type=JSON, headers=headers
        )

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        """Patch with JSON."""
        return self._client.patch(_at(path), json.dumps(body), content_type=JSON, headers=headers)

    def delete(self, path: str, **headers: str) -> Any:
        """Delete."""
        return self._client.delete(_at(path), headers=headers)

    def send(
        self, method: str, path: str, content: bytes, *, media_type: str = JSON, **extra: Any
    ) -> Any:
        """Send bytes as they are, however wrong; `extra` goes into the request's environment."""
        return self._client.generic(method, _at(path), content, content_type=media_type, **extra)

    def upload(self, path: str, fields: dict[str, Any], **headers: str) -> Any:
        """Post a form with files."""
        return self._client.post(_at(path), fields, headers=headers)

    def step(
        self,
        collection: str,
        pk: str,
        verb: str,
        body: Any = None,
        *,
        version: int | None = None,
        key: str = "",
    ) -> Any:
        """Take a step at the version that the caller sees now, unless one is given."""
        if version is None:
            detail = self.get(f"{collection}/{pk}/")
            version = detail.json()["version"] if detail.status_code == 200 else 1
        return self.post(
            f"{collection}/{pk}/actions/{verb}/",
            body,
            **{"If-Match": f'"{version}"', "Idempotency-Key": key or str(uuid4())},
        )


def _at(path: str) -> str:
    return path if path.startswith("/") else f"/api/v1/{path}"


def ok(response: Any, status: int = 200) -> Any:
    """Answer the body of a response that must have succeeded."""
    assert response.status_code == status, response.content.decode()
    return response.json()


DRAFT = {
    "title": "黄河左岸滩涂倾倒疑似危险废物",
    "description": "巡河发现滩涂上堆放废机油桶约三十个，部分渗漏。",
    "violation_type": "hazardous_waste",
    "source": "inspection",
    "division": "620100",
    "location": {"address": "西固区黄河左岸滩涂36号点", "longitude": 103.6282, "latitude": 36.0882},
    "occurred_on": "2026-11-18",
    "discovered_on": "2026-11-20",
    "urgency": "normal",
    "secrecy": "internal",
    "subjects": [
        {"name": "兰州某化工有限公司", "credit_code": "91620100MA0000000C", "role": "suspect"}
    ],
    "receivers": [{"department": "620100-ecology", "role": "main"}],
    "facts": {"hazardous_waste_tonnes": 3.4},
    "no_state_secrets": True,
}


def draft(**changes: Any) -> dict[str, Any]:
    """A complete draft with some fields changed."""
    return {**DRAFT, **changes}
