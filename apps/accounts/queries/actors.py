"""Who acts: the roles that a person holds or has been lent, and the actor they make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    CharField,
    Exists,
    F,
    Func,
    OuterRef,
    QuerySet,
)
from django.db.models.functions import JSONObject

from apps.accounts.models import Membership, Substitution, User
from clue_transfer.actors import Actor
from clue_transfer.errors import NotAMember, NotASubstitute
from clue_transfer.vocabulary import Role


class Held(TypedDict):
    """One role in one department, as the database builds it for a request."""

    department: int
    code: str
    name: str
    role: str
    primary: bool


_HELD = {
    "department": F("department_id"),
    "code": F("department__code"),
    "name": F("department__name"),
    "role": F("role"),
    "primary": F("primary"),
}


def held_by(user: OuterRef | int, *, on: date) -> QuerySet[Any]:
    """Read the roles that a person holds on a day, as JSON objects: the primary one first.

    A department that is no longer active gives its members nothing.
    """
    return (
        Membership.objects.valid_on(on)
        .filter(user=user, department__active=True)
        .order_by("-primary", "department_id", "role")
        .values(json=JSONObject(**_HELD))
    )


def lent_to(user: OuterRef | int, *, absent: int, on: date) -> QuerySet[Any]:
    """Read the roles that a person has on a day on behalf of an absent one, as JSON objects.

    Only what the absent one holds that day, and only in departments of which both are members.
    """
    own = Membership.objects.valid_on(on).filter(user=user, department=OuterRef("department"))
    lent = Substitution.objects.in_force(on).filter(
        substitute=user,
        absent=absent,
        department=OuterRef("department"),
        roles__contains=Func(
            OuterRef("role"),
            template="ARRAY[%(expressions)s]",
            output_field=ArrayField(CharField(max_length=30)),
        ),
    )
    return (
        Membership.objects.valid_on(on)
        .filter(
            Exists(own),
            Exists(lent),
            user=absent,
            user__is_active=True,
            department__active=True,
        )
        .order_by("department_id", "role")
        .values(json=JSONObject(**_HELD))
    )


def actor_of(
    user: User,
    *,
    department_code: str | None = None,
    on_behalf_of: int | None = None,
    on: date,
) -> Actor:
    """Make the actor that a person is on a day, for the named or their primary department.

    With `on_behalf_of` the actor has that person's roles instead of their own.
    """
    held = held_by(user.pk, on=on).values_list("json", flat=True)
    if on_behalf_of is None:
        return actor_from(user, held=held, department_code=department_code)
    lent = lent_to(user.pk, absent=on_behalf_of, on=on).values_list("json", flat=True)
    return substitute_from(
        user, held=held, lent=lent, department_code=department_code, on_behalf_of=on_behalf_of
    )


def actor_from(user: User, *, held: Iterable[Held], department_code: str | None = None) -> Actor:
    """Make the actor out of roles already read; a department that is not theirs is refused."""
    rows = list(held)
    code = department_code or (rows[0]["code"] if rows else "")
    there = [row for row in rows if row["code"] == code]
    if department_code and not there:
        raise NotAMember
    return Actor(
        person=user.pk,
        name=user.get_full_name(),
        department=there[0]["department"] if there else None,
        department_code=code,
        roles=frozenset(Role(row["role"]) for row in there),
    )


def substitute_from(
    user: User,
    *,
    held: Iterable[Held],
    lent: Iterable[Held],
    on_behalf_of: int,
    department_code: str | None = None,
) -> Actor:
    """Make the actor who has an absent person's roles in one department, and none of their own.

    The department is the named one, else the first in which something was lent to them.
    """
    rows = list(lent)
    own = actor_from(user, held=held, department_code=department_code)
    if rows and department_code is None:
        department_code = rows[0]["code"]
    there = [row for row in rows if row["code"] == (department_code or own.department_code)]
    if not there:
        raise NotASubstitute
    return Actor(
        person=user.pk,
        name=own.name,
        department=there[0]["department"],
        department_code=there[0]["code"],
        roles=frozenset(Role(row["role"]) for row in there),
        on_behalf_of=on_behalf_of,
    )


def substitutions_of(user: int, *, on: date) -> QuerySet[Any]:
    """Read for whom a person stands in on a day."""
    return (
        Substitution.objects.in_force(on)
        .filter(
            substitute=user,
            absent__is_active=True,
            department__active=True,
            department__in=Membership.objects.valid_on(on).filter(user=user).values("department"),
        )
        .order_by("pk")
    )
