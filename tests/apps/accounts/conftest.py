"""Two departments and a person who works for both."""

from __future__ import annotations

from datetime import date

import pytest

from apps.accounts.models import Membership, User
from apps.organizations.models import Department, Division
from clue_transfer.vocabulary import Role


@pytest.fixture
def division(db: None) -> Division:
    return Division.objects.create(
        code="990000", name="测试省", short_name="测试", stem="测试", level="province"
    )


@pytest.fixture
def ecology(division: Division) -> Department:
    return Department.objects.create(
        code="990000-ecology",
        name="测试省生态环境厅",
        short_name="测环",
        system="ecology",
        division=division,
    )


@pytest.fixture
def water(division: Division) -> Department:
    return Department.objects.create(
        code="990000-water",
        name="测试省水利厅",
        short_name="测水",
        system="water",
        division=division,
    )


@pytest.fixture
def user(ecology: Department, water: Department) -> User:
    user = User.objects.create_user(
        "liaison.990000-ecology", password="正确的密码", full_name="李联络", phone="0931-8400000"
    )
    since = date(2026, 1, 1)
    Membership.objects.bulk_create(
        [
            Membership(user=user, department=water, role=Role.HANDLER, since=since),
            Membership(user=user, department=ecology, role=Role.LIAISON, since=since, primary=True),
            Membership(user=user, department=ecology, role=Role.LEAD, since=since),
            Membership(
                user=user,
                department=ecology,
                role=Role.HEAD,
                since=since,
                until=date(2026, 6, 30),
            ),
        ]
    )
    return user
