"""Who asks is found in one query, or refused with a problem that says why."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts import actions
from apps.accounts.models import AuthToken, Membership, Scope, User
from apps.organizations.models import Department


class Probe(APIView):
    """Tells whom it was asked by."""

    def get(self, request: Request) -> Response:
        actor = request.actor  # type: ignore[attr-defined]  # set by authentication
        return Response({"department": actor.department_code, "roles": sorted(actor.roles)})

    post = get


class OpenProbe(APIView):
    """Tells it to anybody."""

    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        return Response({"actor": request.actor})  # type: ignore[attr-defined]  # set by authentication


def ask(method: str = "get", *, view: type[APIView] = Probe, **headers: str) -> HttpResponse:
    request = getattr(RequestFactory(), method)("/api/v1/probe/", headers=headers)
    response: Any = view.as_view()(request)
    if hasattr(response, "render"):
        response.render()
    return response


def code_of(response: HttpResponse) -> tuple[int, str]:
    return response.status_code, json.loads(response.content)["code"]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def key(user: User, now: datetime) -> str:
    return actions.issue_token(user, scope=Scope.WRITE, days=30, now=now)


def test_a_token_speaks_for_the_primary_department_in_one_query(
    key: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        response = ask(authorization=f"Token {key}")

    assert response.status_code == 200
    assert json.loads(response.content) == {
        "department": "990000-ecology",
        "roles": ["lead", "liaison"],
    }


def test_the_acting_department_is_chosen_by_header(key: str) -> None:
    response = ask(authorization=f"Token {key}", x_acting_department="990000-water")

    assert json.loads(response.content) == {"department": "990000-water", "roles": ["handler"]}


def test_a_department_that_is_not_theirs_is_refused(key: str) -> None:
    response = ask(authorization=f"Token {key}", x_acting_department="620000-police")

    assert code_of(response) == (403, "not-a-member")


def test_a_membership_that_has_ended_no_longer_counts(
    key: str, water: Department, now: datetime
) -> None:
    Membership.objects.filter(department=water).update(
        until=timezone.localdate(now) - timedelta(days=1), since=now - timedelta(days=90)
    )

    response = ask(authorization=f"Token {key}", x_acting_department="990000-water")

    assert code_of(response) == (403, "not-a-member")


def test_nobody_is_asked_to_identify_themselves(db: None) -> None:
    response = ask()

    assert code_of(response) == (401, "not-authenticated")
    assert response["WWW-Authenticate"] == "Token"


def test_who_need_not_be_known_has_no_actor(db: None) -> None:
    response = ask(view=OpenProbe)

    assert json.loads(response.content) == {"actor": None}


@pytest.mark.parametrize(
    "header",
    [
        "Token",
        "Token ct_wrong",
        "Token two words",
        "Token \xff\xfe",
        "Token ct_" + "0" * 5000,
        "token CT_",
    ],
)
def test_what_is_no_token_is_refused(header: str, key: str) -> None:
    assert code_of(ask(authorization=header)) == (401, "authentication-failed")


def test_an_expired_token_is_refused(key: str, now: datetime) -> None:
    AuthToken.objects.update(expiry=now - timedelta(seconds=1))

    assert code_of(ask(authorization=f"Token {key}")) == (401, "authentication-failed")


def test_a_revoked_token_is_refused(key: str, now: datetime) -> None:
    actions.revoke_token(AuthToken.objects.get(), now=now)

    assert code_of(ask(authorization=f"Token {key}")) == (401, "authentication-failed")


def test_an_inactive_user_is_refused(key: str, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert code_of(ask(authorization=f"Token {key}")) == (401, "authentication-failed")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_token_to_read_cannot_write(method: str, user: User, now: datetime) -> None:
    key = actions.issue_token(user, scope=Scope.READ, days=30, now=now)

    assert code_of(ask(method, authorization=f"Token {key}")) == (403, "scope-missing")


def test_a_token_to_read_reads(user: User, now: datetime) -> None:
    key = actions.issue_token(user, scope=Scope.READ, days=30, now=now)

    assert ask(authorization=f"Token {key}").status_code == 200


def test_a_token_to_write_writes(key: str) -> None:
    assert ask("post", authorization=f"Token {key}").status_code == 200


def by_session(user: User, method: str = "get") -> HttpResponse:
    request = getattr(RequestFactory(), method)("/api/v1/probe/")
    request.session = SessionStore()
    request.user = user
    response: Any = Probe.as_view()(request)
    if hasattr(response, "render"):
        response.render()
    return response


def test_a_session_reads(user: User) -> None:
    response = by_session(user)

    assert json.loads(response.content) == {
        "department": "990000-ecology",
        "roles": ["lead", "liaison"],
    }


def test_a_session_without_its_csrf_token_cannot_write(user: User) -> None:
    assert code_of(by_session(user, "post")) == (403, "permission-denied")


def test_the_session_of_an_inactive_user_is_nobody(user: User) -> None:
    user.is_active = False

    assert code_of(by_session(user)) == (401, "not-authenticated")
