"""Record who was made what in the administration: accounts, flags, groups, passwords."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.accounts.actions.powers import CHAIN, end_powers_of
from apps.accounts.models import User
from apps.accounts.queries import Rights, rights_of
from apps.audit import actions as audit
from clue_transfer.actors import SYSTEM, Actor
from clue_transfer.vocabulary import AccountEvent


@transaction.atomic
def note_account(user: User, *, actor: Actor, now: datetime) -> None:
    """Record that somebody made an account."""
    _record(AccountEvent.MADE, user, actor=actor, now=now, content={"username": user.username})


@transaction.atomic
def note_rights(user: User, *, before: Rights, actor: Actor = SYSTEM, now: datetime) -> bool:
    """Record what changed of a person's flags and groups; answers whether anything did.

    Whoever is a superuser no longer has no powers any more.
    """
    after = rights_of(user)
    if after == before:
        return False
    if before.superuser and not after.superuser:
        end_powers_of(user.pk, actor=actor, now=now)
    content = {"before": before.content(), "after": after.content()}
    _record(AccountEvent.RIGHTS_CHANGED, user, actor=actor, now=now, content=content)
    return True


@transaction.atomic
def note_password(user: User, *, actor: Actor, now: datetime) -> None:
    """Record that somebody set another person's password; the password itself is nowhere."""
    _record(AccountEvent.PASSWORD_SET, user, actor=actor, now=now, content={})


def _record(
    event: AccountEvent, user: User, *, actor: Actor, now: datetime, content: Mapping[str, Any]
) -> None:
    audit.record_apart(
        event, chain=CHAIN, actor=actor, now=now, content={"user": user.pk, **content}
    )
