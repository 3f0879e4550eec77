"""What the database refuses of powers, whoever writes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection
from django.utils import timezone

from apps.accounts.models import PowerGrant, User
from apps.audit.models import Entry

HOUR = timedelta(hours=1)


@pytest.fixture
def people(db: None) -> list[User]:
    """Two superusers."""
    return [User.objects.create(username=name, is_superuser=True) for name in ("zhao", "qian")]


def grant(people: list[User], **changes: Any) -> PowerGrant:
    """Write a row that is right but for what is changed."""
    now = timezone.now()
    row = {
        "user": people[0],
        "reason": "核对",
        "dossiers": [UUID(int=1)],
        "numbers": ["甘水线〔2026〕1号"],
        "hours": 1,
        "asked_at": now,
    }
    return PowerGrant.objects.create(**{**row, **changes})


def on(people: list[User], *, by: int = 1, last: timedelta = HOUR, **changes: Any) -> PowerGrant:
    """Write a row that is approved."""
    now = timezone.now()
    approved = {"approved_by": people[by], "since": now, "until": now + last, "asked_at": now}
    return grant(people, **{**approved, **changes})


def test_four_hours_are_the_most(people: list[User]) -> None:
    assert on(people, last=4 * HOUR).pk


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("powers_need_four_eyes", lambda people: on(people, by=0)),
        ("powers_are_limited", lambda people: on(people, last=4 * HOUR + timedelta(seconds=1))),
        ("powers_are_limited", lambda people: on(people, last=timedelta())),
        ("powers_are_limited", lambda people: on(people, asked_at=timezone.now() + HOUR)),
        ("powers_approved_whole", lambda people: on(people, approved_by=None)),
        ("powers_approved_whole", lambda people: on(people, until=None)),
        ("powers_ended_by_somebody_at_some_time", lambda people: grant(people, ended_by=people[0])),
        ("powers_for_something", lambda people: grant(people, dossiers=[])),
        ("powers_for_something", lambda people: grant(people, everything=True)),
        ("powers_have_a_reason", lambda people: grant(people, reason="")),
        ("powers_last_whole_hours", lambda people: grant(people, hours=5)),
        ("powers_last_whole_hours", lambda people: grant(people, hours=0)),
    ],
)
def test_a_row_that_cannot_be_is_refused(people: list[User], name: str, write: Any) -> None:
    with pytest.raises(IntegrityError, match=name):
        write(people)


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "别的"},
        {"dossiers": [UUID(int=2)]},
        {"everything": True, "dossiers": []},
        {"hours": 4},
        {"until": timezone.now() + 3 * HOUR},
        {"since": None, "until": None, "approved_by": None},
    ],
)
def test_what_is_approved_stays_as_it_is(people: list[User], change: dict[str, Any]) -> None:
    row = on(people)

    with pytest.raises(DatabaseError, match="approved once, ended once and kept"):
        PowerGrant.objects.filter(pk=row.pk).update(**change)


def test_what_has_ended_is_not_approved_nor_opened_again(people: list[User]) -> None:
    row, now = grant(people), timezone.now()
    PowerGrant.objects.filter(pk=row.pk).update(ended_at=now, ended_by=people[0])
    approved = {"approved_by": people[1], "since": now, "until": now + HOUR}

    with pytest.raises(DatabaseError, match="approved once, ended once and kept"):
        PowerGrant.objects.filter(pk=row.pk).update(**approved)


def test_an_end_is_not_taken_back(people: list[User]) -> None:
    row = on(people)
    PowerGrant.objects.filter(pk=row.pk).update(ended_at=timezone.now(), ended_by=people[0])

    with pytest.raises(DatabaseError, match="approved once, ended once and kept"):
        PowerGrant.objects.filter(pk=row.pk).update(ended_at=None, ended_by=None)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM accounts_powergrant", "TRUNCATE accounts_powergrant CASCADE"]
)
def test_nothing_is_deleted(people: list[User], statement: str) -> None:
    grant(people)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        with pytest.raises(DatabaseError, match="approved once, ended once and kept"):
            cursor.execute(statement)


def test_a_superuser_made_at_the_terminal_is_on_record(db: None) -> None:
    call_command("createsuperuser", username="sun", full_name="孙", interactive=False, verbosity=0)

    made, entry = User.objects.get(username="sun"), Entry.objects.get(event="user.rights_changed")
    assert (entry.person, entry.content["user"]) == (None, made.pk)
    assert entry.content["after"] == {"is_superuser": True, "is_staff": True, "groups": []}
