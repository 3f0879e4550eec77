"""Rows that the satellites' tests stand on: departments, persons and a matter, made directly."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from apps.accounts.models import Membership, User
from apps.matters.models import Matter
from apps.organizations.models import Department, Division
from clue_transfer.actors import Actor
from clue_transfer.vocabulary import Role

NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)

_numbers = count(1)


def department(code: str = "620000-water", **fields: Any) -> Department:
    """Find a department, or make it and its division."""
    known = Department.objects.filter(code=code).first()
    if known is not None:
        return known
    division_code, _, system = code.partition("-")
    division = Division.objects.filter(code=division_code).first() or Division.objects.create(
        code=division_code,
        name=division_code,
        short_name=division_code,
        level="province",
    )
    return Department.objects.create(
        **{
            "code": code,
            "name": f"部门{code}",
            "short_name": f"简{next(_numbers)}",
            "system": system,
            "division": division,
        }
        | fields
    )


def person(name: str, *, works_in: Department | None = None, role: Role = Role.LIAISON) -> User:
    """Make a person, with one role."""
    user = User.objects.create(username=name, full_name=name)
    if works_in is not None:
        joins(user, works_in, role=role)
    return user


def joins(user: User, works_in: Department, *, role: Role, until: date | None = None) -> None:
    """Give a person a role."""
    Membership.objects.create(
        user=user, department=works_in, role=role, since=date(2026, 1, 1), until=until
    )


def actor_of(user: User, works_in: Department, *roles: Role) -> Actor:
    """Let a person act for a department."""
    return Actor(
        person=user.pk,
        name=user.full_name,
        department=works_in.pk,
        department_code=works_in.code,
        roles=frozenset(roles),
    )


def matter(holder: Department, **fields: Any) -> Matter:
    """Make a matter that stands alone."""
    made = Matter(
        **{
            "kind": "clue",
            "title": "黄河岸边倾倒固体废物",
            "status": "draft",
            "status_changed_at": NOW,
            "opened_at": NOW,
            "holder": holder,
        }
        | fields
    )
    made.root = made
    made.save(force_insert=True)
    return made
