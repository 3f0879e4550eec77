"""Who is who: rights, members of departments, holders of roles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import (
    OuterRef,
    QuerySet,
)

from apps.accounts.models import Membership, Substitution, User
from apps.accounts.queries.actors import held_by
from clue_transfer.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a person may do in the administration: flags and groups."""

    superuser: bool = False
    staff: bool = False
    groups: frozenset[str] = frozenset()

    def content(self) -> dict[str, Any]:
        """Lay it out for the record."""
        return {
            "is_superuser": self.superuser,
            "is_staff": self.staff,
            "groups": sorted(self.groups),
        }


def rights_of(user: User) -> Rights:
    """Read a person's rights as they stand in the database."""
    row = User.objects.get(pk=user.pk)
    return Rights(
        superuser=row.is_superuser,
        staff=row.is_staff,
        groups=frozenset(row.groups.values_list("name", flat=True)),
    )


def holders_of(role: Role, *, on: date) -> list[int]:
    """List the active persons who hold a role in any department on a day."""
    rows = Membership.objects.valid_on(on).filter(
        role=role, user__is_active=True, department__active=True
    )
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct())


def roles_in(user: int, *, department: int, on: date) -> frozenset[Role]:
    """Say what an active person is in a department on a day."""
    rows = Membership.objects.valid_on(on).filter(
        user=user, department=department, user__is_active=True
    )
    return frozenset(Role(role) for role in rows.values_list("role", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person in a department with those of their roles that were asked for."""

    user: int
    username: str
    name: str
    phone: str
    department: int
    roles: frozenset[Role]


_OF_A_USER = ("username", "full_name", "phone")


def members(
    department_ids: Collection[int], *, roles: Collection[Role] = (), on: date
) -> list[Member]:
    """List the active members of departments on a day who hold one of the roles (or any)."""
    rows = (
        Membership.objects.valid_on(on)
        .filter(department_id__in=department_ids, user__is_active=True)
        .order_by("department_id", "user__pinyin", "user_id")
        .values_list("department_id", "user_id", "role", *(f"user__{name}" for name in _OF_A_USER))
    )
    if roles:
        rows = rows.filter(role__in=roles)
    found: dict[tuple[int, int, str, str, str], set[Role]] = {}
    for department, user, role, *person in rows:
        found.setdefault((department, user, *person), set()).add(Role(role))
    return [
        Member(
            user=user,
            username=username,
            name=name,
            phone=phone,
            department=department,
            roles=frozenset(held),
        )
        for (department, user, username, name, phone), held in found.items()
    ]


def stand_ins(absent: Collection[int], *, on: date) -> dict[tuple[int, int], frozenset[int]]:
    """Say who stands in for absent persons on a day, by department and absent person."""
    found: dict[tuple[int, int], frozenset[int]] = {}
    if absent:
        rows = Substitution.objects.in_force(on).filter(
            absent_id__in=absent, substitute__is_active=True
        )
        for department, person, other in rows.values_list(
            "department_id", "absent_id", "substitute_id"
        ):
            key = (department, person)
            found[key] = found.get(key, frozenset()) | {other}
    return found


def directory(*, on: date) -> QuerySet[Any]:
    """Read the active persons who hold a role on a day as rows, with their roles as `held`."""
    people: QuerySet[Any] = User.objects.filter(
        is_active=True, pk__in=Membership.objects.valid_on(on).values("user")
    )
    held = ArraySubquery(held_by(OuterRef("pk"), on=on))
    return people.annotate(held=held).values("id", "full_name", "phone", "held")


def hold_membership(user: int, *, department: int, roles: Collection[Role], on: date) -> bool:
    """Whether somebody is an active member in one of the roles, and stays so until the commit.

    Whoever ends the membership or deactivates the user at this moment comes first or waits.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [user, department, [str(role) for role in roles], on, on])
        return cursor.fetchone() is not None


_HOLD = """
    SELECT 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE u.id = %s AND u.is_active AND m.department_id = %s AND m.role = ANY(%s)
        AND m.since <= %s AND (m.until IS NULL OR m.until >= %s)
    FOR SHARE OF m, u
"""
