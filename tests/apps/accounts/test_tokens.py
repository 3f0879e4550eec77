"""Tokens are shown once, kept as digests, and leave their trace in the record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from apps.accounts import actions, queries
from apps.accounts.models import AuthToken, Scope, User
from apps.audit.models import Entry

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


def test_a_token_is_kept_as_a_digest_only(user: User) -> None:
    key = actions.issue_token(user, scope=Scope.WRITE, days=30, now=NOW)

    token = AuthToken.objects.get()
    assert key.startswith("ct_")
    assert len(key) == 67
    assert key not in (token.digest, token.token_key)
    assert (token.scope, token.expiry) == ("write", NOW + timedelta(days=30))


def test_issuing_and_revoking_stand_in_the_record(user: User) -> None:
    actions.issue_token(user, scope=Scope.READ, days=30, now=NOW)
    token = AuthToken.objects.get()

    actions.revoke_token(token, now=NOW)
    actions.revoke_token(token, now=NOW + timedelta(days=1))

    token.refresh_from_db()
    assert token.revoked_at == NOW
    entries = Entry.objects.order_by("id")
    assert [entry.event for entry in entries] == ["token.issued", "token.revoked"]
    assert entries[0].content == {
        "token": token.token_key,
        "user": user.pk,
        "scope": "read",
        "until": "2026-12-18T09:30:00+00:00",
    }


def test_a_token_its_user_and_their_roles_are_one_query(
    user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    key = actions.issue_token(user, scope=Scope.READ, days=30, now=NOW)

    with django_assert_num_queries(1):
        token = queries.token_of(key, now=NOW, on=NOW.date())
        assert token is not None
        actor = queries.actor_from(token.user, held=token.held)

    assert actor == queries.actor_of(user, on=NOW.date())


def test_a_token_ends_at_its_expiry(user: User) -> None:
    key = actions.issue_token(user, scope=Scope.READ, days=1, now=NOW)
    end = NOW + timedelta(days=1)

    assert queries.token_of(key, now=end - timedelta(seconds=1), on=end.date()) is not None
    assert queries.token_of(key, now=end, on=end.date()) is None


def test_the_command_prints_the_token_and_nothing_else(user: User) -> None:
    out = StringIO()

    call_command("issue_token", user.username, "--days", "7", "--scope", "read", stdout=out)

    (key,) = out.getvalue().splitlines()
    token = AuthToken.objects.get()
    assert queries.token_of(key, now=token.created, on=token.created.date()) == token
    assert token.scope == "read"


def test_the_command_prints_one_token_a_line_in_the_order_asked(user: User) -> None:
    other = User.objects.create(username="other", full_name="其他人")
    out = StringIO()

    call_command("issue_token", "other", user.username, stdout=out)

    keys = out.getvalue().splitlines()
    found = AuthToken.objects.order_by("created")
    owners = [
        queries.token_of(key, now=found[0].created, on=found[0].created.date()).user for key in keys
    ]
    assert owners == [other, user]


def test_the_command_issues_none_when_one_user_is_unknown(user: User) -> None:
    with pytest.raises(CommandError, match="no active user is called nobody"):
        call_command("issue_token", user.username, "nobody")

    assert AuthToken.objects.count() == 0


def test_the_command_refuses_a_user_that_it_does_not_know(user: User) -> None:
    with pytest.raises(CommandError, match="no active user is called nobody"):
        call_command("issue_token", "nobody")

    assert AuthToken.objects.count() == 0


def test_the_command_refuses_a_token_without_end(user: User) -> None:
    with pytest.raises(CommandError, match="--days"):
        call_command("issue_token", user.username, "--days", "0")

    assert AuthToken.objects.count() == 0
