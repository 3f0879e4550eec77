"""What the record's tests start from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pytest_django import Settings

from apps.accounts.models import Membership, User
from apps.audit import actions
from apps.audit.models import Entry
from apps.matters.models import Matter
from apps.organizations.models import Department, Division
from clue_transfer.actors import Actor
from clue_transfer.vocabulary import Role

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_key(settings: Settings, tmp_path: Path) -> None:
    settings.SEAL_KEY_FILE = tmp_path / "seal.key"


@pytest.fixture
def department(db: None) -> Department:
    division = Division.objects.create(
        code="990000", name="测试省", short_name="测试", stem="测试", level="province"
    )
    return Department.objects.create(
        code="990000-joint-office",
        name="测试省两法衔接工作办公室",
        short_name="测衔",
        system="joint-office",
        division=division,
    )


@pytest.fixture
def user(department: Department) -> User:
    user = User.objects.create(username="auditor.990000-joint-office", full_name="审小计")
    Membership.objects.create(
        user=user, department=department, role=Role.AUDITOR, primary=True, since=date(2026, 1, 1)
    )
    return user


@pytest.fixture
def actor(user: User, department: Department) -> Actor:
    return Actor(person=user.pk, department=department.pk, roles=frozenset({Role.AUDITOR}))


@pytest.fixture
def make_matter(department: Department) -> Callable[[], UUID]:
    def make(secrecy: str = "internal") -> UUID:
        pk = uuid4()
        Matter.objects.create(
            id=pk,
            root_id=pk,
            kind="clue",
            title="倾倒固体废物",
            status="draft",
            status_changed_at=NOW,
            opened_at=NOW,
            holder=department,
            secrecy=secrecy,
        )
        return pk

    return make


@pytest.fixture
def act(actor: Actor) -> Callable[..., list[Entry]]:
    """Record acts on a matter as the procedure does: entries and the matter's own head."""

    def record(matter_id: UUID, *contents: Mapping[str, Any]) -> list[Entry]:
        matter = Matter.objects.get(pk=matter_id)
        entries = actions.record(
            [
                actions.NewEntry(
                    event="clue.submitted",
                    verb="submit",
                    actor=actor,
                    matter_id=matter_id,
                    chain=str(matter_id),
                    sequence=matter.record_count + 1,
                    previous_hash=matter.record_head,
                    content=content,
                )
                for content in contents
            ],
            now=NOW,
        )
        Matter.objects.filter(pk=matter_id).update(
            record_head=entries[-1].hash, record_count=entries[-1].sequence
        )
        return entries

    return record
