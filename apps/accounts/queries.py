"""Who is who: actors, members of departments, the owner of a token."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from knox.crypto import hash_token

from apps.accounts.models import AuthToken, Membership, User
from clue_transfer.actors import Actor
from clue_transfer.errors import NotAMember
from clue_transfer.vocabulary import Role


class Held(TypedDict):
    """One role in one department, as the database builds it for a request."""

    department: int
    code: str
    name: str
    role: str
    primary: bool


def held_by(user: OuterRef | int, *, on: date) -> QuerySet[Any]:
    """Read the roles that a person holds on a day, as JSON objects: the primary one first."""
    return (
        Membership.objects.valid_on(on)
        .filter(user=user)
        .order_by("-primary", "department_id", "role")
        .values(
            json=JSONObject(
                department=F("department_id"),
                code=F("department__code"),
                name=F("department__name"),
                role=F("role"),
                primary=F("primary"),
            )
        )
    )


def token_of(key: str, *, now: datetime, on: date) -> AuthToken | None:
    """Find a token with its user and, as `held`, the user's roles: one query in all."""
    tokens = AuthToken.objects.select_related("user").annotate(
        held=ArraySubquery(held_by(OuterRef("user"), on=on))
    )
    token: AuthToken | None = tokens.usable_at(now).filter(digest=hash_token(key)).first()
    return token


def actor_of(user: User, *, department_code: str | None = None, on: date) -> Actor:
    """Make the actor that a person is on a day, for the named or their primary department."""
    held = list(held_by(user.pk, on=on).values_list("json", flat=True))
    return actor_from(user, held=held, department_code=department_code)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person in a department with those of their roles that were asked for."""

    user: int
    username: str
    name: str
    department: int
    roles: frozenset[Role]


def members(
    department_ids: Collection[int], *, roles: Collection[Role] = (), on: date
) -> list[Member]:
    """List the active members of departments on a day who hold one of the roles (or any)."""
    rows = (
        Membership.objects.valid_on(on)
        .filter(department_id__in=department_ids, user__is_active=True)
        .order_by("department_id", "user__pinyin", "user_id")
        .values_list("department_id", "user_id", "user__username", "user__full_name", "role")
    )
    if roles:
        rows = rows.filter(role__in=roles)
    found: dict[tuple[int, int, str, str], set[Role]] = {}
    for department, user, username, name, role in rows:
        found.setdefault((department, user, username, name), set()).add(Role(role))
    return [
        Member(
            user=user, username=username, name=name, department=department, roles=frozenset(held)
        )
        for (department, user, username, name), held in found.items()
    ]


def directory(*, on: date) -> QuerySet[Any]:
    """Read the active persons who hold a role on a day as rows, with their roles as `held`."""
    people: QuerySet[Any] = User.objects.filter(
        is_active=True, pk__in=Membership.objects.valid_on(on).values("user")
    )
    held = ArraySubquery(held_by(OuterRef("pk"), on=on))
    return people.annotate(held=held).values("id", "full_name", "phone", "held")
