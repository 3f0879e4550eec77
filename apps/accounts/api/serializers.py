"""The shape of a person in the directory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from apps.accounts.queries import Held
from clue_transfer.vocabulary import Role


class DepartmentNameSerializer(serializers.Serializer[Any]):
    """A department by code and name."""

    code = serializers.CharField()
    name = serializers.CharField()


class DirectoryMembershipSerializer(serializers.Serializer[Any]):
    """A department that a person works for, and what they are there."""

    department = DepartmentNameSerializer()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices()))
    primary = serializers.BooleanField()


class DirectoryUserSerializer(serializers.Serializer[Any]):
    """A person as colleagues in other departments see them: how to call them, not how to log in."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    memberships = DirectoryMembershipSerializer(many=True)


def person_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Lay out one row of the directory."""
    return {
        "id": row["id"],
        "name": row["full_name"],
        "phone": row["phone"],
        "memberships": by_department(row["held"]),
    }


def by_department(held: Iterable[Held]) -> list[dict[str, Any]]:
    """Gather roles under their departments, the primary department first."""
    found: dict[str, dict[str, Any]] = {}
    for role in held:
        there = found.setdefault(
            role["code"],
            {
                "department": {"code": role["code"], "name": role["name"]},
                "roles": [],
                "primary": False,
            },
        )
        there["roles"].append(role["role"])
        there["primary"] |= role["primary"]
    for there in found.values():
        there["roles"].sort()
    return list(found.values())
