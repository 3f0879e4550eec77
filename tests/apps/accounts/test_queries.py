"""Actors follow from memberships that are valid on the day."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from apps.accounts import queries
from apps.accounts.models import Membership, User
from apps.organizations.models import Department
from clue_transfer.actors import Actor
from clue_transfer.errors import NotAMember
from clue_transfer.vocabulary import Role

TODAY = date(2026, 11, 18)


def test_the_primary_department_is_the_default(user: User, ecology: Department) -> None:
    assert queries.actor_of(user, on=TODAY) == Actor(
        person=user.pk,
        name="李联络",
        department=ecology.pk,
        department_code="990000-ecology",
        roles=frozenset({Role.LIAISON, Role.LEAD}),
    )


def test_another_department_of_theirs_can_be_named(user: User, water: Department) -> None:
    actor = queries.actor_of(user, department_code="990000-water", on=TODAY)

    assert (actor.department, actor.roles) == (water.pk, frozenset({Role.HANDLER}))


@pytest.mark.parametrize("code", ["620000-water", "no such department"])
def test_a_department_that_is_not_theirs_is_refused(code: str, user: User) -> None:
    with pytest.raises(NotAMember):
        queries.actor_of(user, department_code=code, on=TODAY)


def test_a_person_without_membership_acts_for_nobody(db: None) -> None:
    user = User.objects.create(username="nobody", full_name="无名")

    actor = queries.actor_of(user, on=TODAY)

    assert actor == Actor(person=user.pk, name="无名")


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_first_and_last_day_of_a_role_count(day: date, valid: bool, user: User) -> None:
    actor = queries.actor_of(user, on=day)

    assert (Role.HEAD in actor.roles) is valid


def test_an_actor_costs_one_query(
    user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        queries.actor_of(user, on=TODAY)


def test_members_are_listed_once_a_department_with_their_roles(
    user: User, ecology: Department, water: Department
) -> None:
    found = queries.members(
        [ecology.pk, water.pk], roles=[Role.LIAISON, Role.LEAD, Role.HANDLER], on=TODAY
    )

    assert found == [
        queries.Member(
            user=user.pk,
            username="liaison.990000-ecology",
            name="李联络",
            phone="0931-8400000",
            department=ecology.pk,
            roles=frozenset({Role.LIAISON, Role.LEAD}),
        ),
        queries.Member(
            user=user.pk,
            username="liaison.990000-ecology",
            name="李联络",
            phone="0931-8400000",
            department=water.pk,
            roles=frozenset({Role.HANDLER}),
        ),
    ]


def test_inactive_persons_are_no_members(user: User, ecology: Department) -> None:
    user.is_active = False
    user.save()

    assert queries.members([ecology.pk], on=TODAY) == []


def test_a_role_is_held_once(user: User, ecology: Department) -> None:
    with pytest.raises(IntegrityError, match="membership_once"), transaction.atomic():
        Membership.objects.create(
            user=user, department=ecology, role=Role.LEAD, since=date(2026, 2, 1)
        )


def test_one_membership_is_primary(user: User, water: Department) -> None:
    with pytest.raises(IntegrityError, match="membership_one_primary"), transaction.atomic():
        Membership.objects.filter(user=user, department=water).update(primary=True)


def test_a_membership_does_not_end_before_it_begins(user: User) -> None:
    with (
        pytest.raises(IntegrityError, match="membership_ends_after_it_begins"),
        transaction.atomic(),
    ):
        Membership.objects.update(until=date(2025, 1, 1))


def test_a_name_keeps_its_spelling(user: User) -> None:
    user.full_name = "王处理"

    user.save(update_fields=["full_name"])

    user.refresh_from_db()
    assert (user.pinyin, user.get_full_name(), str(user)) == ("wang chu li", "王处理", "王处理")
