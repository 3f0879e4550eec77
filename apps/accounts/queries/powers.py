"""What a superuser has asked for, and what of it is on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import (
    Exists,
    Q,
)
from django.utils import timezone

from apps.accounts.models import Membership, PowerGrant, User
from apps.audit.queries import has_acted_on
from clue_transfer.actors import Actor
from clue_transfer.powers import ENTRUSTED_FOR, Asked, Powers
from clue_transfer.vocabulary import AccountEvent, Role


def with_powers(actor: Actor, *, now: datetime) -> Actor:
    """Give a superuser the powers that are on for them now; who stands in for another has none."""
    if actor.person is None or actor.on_behalf_of is not None:
        return actor
    rows = PowerGrant.objects.in_force(now).filter(user=actor.person, user__is_superuser=True)
    grant = rows.order_by("pk").first()
    if grant is None:
        return actor
    powers = Powers(grant=grant.pk, dossiers=frozenset(grant.dossiers), everything=grant.everything)
    return replace(actor, powers=powers)


def open_powers(user: int, *, now: datetime) -> PowerGrant | None:
    """Find what a person has asked for and what is undecided or on, if there is something."""
    rows = PowerGrant.objects.undecided(now) | PowerGrant.objects.in_force(now)
    return rows.filter(user=user).order_by("pk").first()


def asked(grant: PowerGrant) -> Asked:
    """Say of a grant what the kernel looks at."""
    return Asked(
        user=grant.user_id,
        asked_at=grant.asked_at,
        approved=grant.since is not None,
        ended=grant.ended_at is not None,
    )


def may_approve_powers(person: int, *, now: datetime) -> bool:
    """Whether a person has the office to approve powers: a superuser, or an administrator."""
    office = Membership.objects.valid_on(timezone.localdate(now)).filter(
        user=person, role=Role.ADMINISTRATOR, department__active=True
    )
    rows = User.objects.filter(pk=person, is_active=True)
    return rows.filter(Q(is_superuser=True) | Exists(office)).exists()


def entrusted_lately(person: int, *, by: int, now: datetime) -> bool:
    """Whether somebody has lately given a person their account, rights, roles or password."""
    return has_acted_on(person, by=by, events=_ENTRUSTING, since=now - ENTRUSTED_FOR)


_ENTRUSTING = (
    AccountEvent.MADE,
    AccountEvent.RIGHTS_CHANGED,
    AccountEvent.PASSWORD_SET,
    AccountEvent.MEMBERSHIP_GIVEN,
    AccountEvent.MEMBERSHIP_CHANGED,
)
