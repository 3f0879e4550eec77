"""Make the demo accounts: one person a role in some departments of every level."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password

from apps.accounts.models import Membership, User
from apps.organizations.models import Department, pinyin_key

FILE = Path(__file__).with_name("accounts.toml")
SINCE = date(2026, 1, 1)


def account_names() -> list[tuple[str, str, str]]:
    """List user name, role and department code of every demo account."""
    facts = _facts()
    return [
        (f"{role}.{division}-{system}", role, f"{division}-{system}")
        for level, divisions in facts["divisions"].items()
        for division in divisions
        for system in facts["departments"][level]
        for role in facts["roles"].get(system, facts["roles"]["other"])
    ]


def roles_of(system: str) -> list[str]:
    """List the roles that a department of a system has people for."""
    roles = _facts()["roles"]
    return list(roles.get(system, roles["other"]))


def password() -> str:
    """Tell the one password of all demo accounts."""
    return str(_facts()["password"])


def load_accounts() -> int:
    """Add the accounts that are missing; answer how many were added."""
    facts = _facts()
    wanted = account_names()
    known = set(User.objects.values_list("username", flat=True))
    departments = dict(Department.objects.values_list("code", "pk"))
    password = make_password(facts["password"])
    new = []
    for place, (username, _role, code) in enumerate(wanted):
        if username in known or code not in departments:
            continue
        name = _name(facts["names"], place)
        new.append(
            User(
                username=username,
                full_name=name,
                pinyin=pinyin_key(name),
                password=password,
                phone=f"0931-{8000000 + place}",
            )
        )
    User.objects.bulk_create(new)
    ids = {user.username: user.pk for user in new}
    Membership.objects.bulk_create(
        [
            Membership(
                user_id=ids[username],
                department_id=departments[code],
                role=role,
                primary=True,
                since=SINCE,
            )
            for username, role, code in wanted
            if username in ids
        ]
    )
    _load_administrators(password)
    return len(new)


def _load_administrators(password: str) -> None:
    """Add two superusers: what one asks for, the other approves."""
    for username, name in (("admin", "系统管理员"), ("admin-2", "系统管理员（第二人）")):
        if not User.objects.filter(username=username).exists():
            User.objects.create(
                username=username,
                full_name=name,
                password=password,
                is_staff=True,
                is_superuser=True,
            )


def _facts() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _name(names: dict[str, Any], place: int) -> str:
    family, given = names["family"], names["given"]
    return str(family[place % len(family)] + given[(place * 7) % len(given)])
