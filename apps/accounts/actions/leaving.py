"""Deactivate people, end what they are: from then on they act no more, anywhere."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.accounts.actions.granting import CHAIN, end_all
from apps.accounts.actions.powers import end_powers_of
from apps.accounts.models import AuthToken, Membership, Substitution, User
from apps.audit import actions as audit
from apps.common.actions import wake
from clue_transfer.actors import SYSTEM, Actor
from clue_transfer.errors import NotYourStep

_TASK = "desk.return_work"


@transaction.atomic
def deactivate(user: User, *, actor: Actor, now: datetime) -> bool:
    """Let a person act no more: tokens, sessions, substitutions and powers end with it.

    Their work goes back to its departments by a worker, in a transaction that locks it; who
    names them as a handler at this moment comes first, or is refused. Answers whether they
    were active.
    """
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not row.is_active:
        return False
    row.is_active = user.is_active = False
    row.save(update_fields=["is_active"])
    tokens = AuthToken.objects.filter(user=row, revoked_at__isnull=True)
    revoked = list(tokens.values_list("token_key", flat=True))
    tokens.update(revoked_at=now)
    content = {"user": row.pk, "tokens": sorted(revoked), "sessions": _end_sessions(row, now=now)}
    _look_after(row.pk, now=now, actor=actor)
    end_powers_of(row.pk, actor=actor, now=now)
    audit.record_apart("user.deactivated", chain=CHAIN, actor=actor, now=now, content=content)
    return True


@transaction.atomic
def reactivate(user: User, *, actor: Actor, now: datetime) -> bool:
    """Let a person act again; answers whether they were inactive."""
    changed = User.objects.filter(pk=user.pk, is_active=False).update(is_active=True)
    user.is_active = True
    if changed:
        content = {"user": user.pk}
        audit.record_apart("user.reactivated", chain=CHAIN, actor=actor, now=now, content=content)
    return bool(changed)


@transaction.atomic
def keep_membership(membership: Membership, *, actor: Actor, now: datetime) -> None:
    """Write a new or changed membership with its entry; what it ends goes back.

    Raises NotYourStep for one's own: what somebody may do is given by another.
    """
    if actor.person == membership.user_id:
        raise NotYourStep("不得为本人设置任职")
    before = Membership.objects.filter(pk=membership.pk).select_for_update(no_key=True).first()
    membership.save()
    event = "membership.given" if before is None else "membership.changed"
    content = {"membership": membership.pk, "user": membership.user_id, **_facts(membership)}
    if before is not None:
        content["before"] = _facts(before)
    _look_after(membership.user_id, now=now, actor=actor)
    audit.record_apart(event, chain=CHAIN, actor=actor, now=now, content=content)


@transaction.atomic
def end_lapsed(
    *, now: datetime, users: Collection[int] | None = None, actor: Actor = SYSTEM
) -> int:
    """End the substitutions of which a person is inactive or no longer in the department.

    Answers how many; `users` narrows it to those of some people.
    """
    today = timezone.localdate(now)
    rows = Substitution.objects.filter(until__gte=today, ended_at__isnull=True)
    if users is not None:
        rows = rows.filter(Q(absent__in=users) | Q(substitute__in=users))
    found = list(rows.order_by("pk").select_for_update(no_key=True))
    there = set(
        Membership.objects.valid_on(today)
        .filter(department__in={row.department_id for row in found}, user__is_active=True)
        .values_list("user_id", "department_id")
    )
    over = [
        row
        for row in found
        if (row.absent_id, row.department_id) not in there
        or (row.substitute_id, row.department_id) not in there
    ]
    end_all(over, actor=actor, now=now)
    return len(over)


def _look_after(user_id: int, *, now: datetime, actor: Actor) -> None:
    """End substitutions that somebody can no longer have, and have their work looked at."""
    # Before the entry of the caller: whoever ends a substitution locks it first, the chain last.
    end_lapsed(now=now, users=[user_id], actor=actor)
    transaction.on_commit(partial(wake, _TASK))


def _facts(membership: Membership) -> dict[str, Any]:
    return {
        "department": membership.department_id,
        "role": membership.role,
        "primary": membership.primary,
        "since": membership.since,
        "until": membership.until,
    }


def _end_sessions(user: User, *, now: datetime) -> int:
    """Log a person out everywhere; a session tells whose it is only when it is read."""
    theirs = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=now).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(pk__in=theirs).delete()[0]
