"""Ask for a superuser's powers, approve them, end them: each with its entry in the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.accounts import queries
from apps.accounts.models import PowerGrant, User
from apps.audit import actions as audit
from clue_transfer.actors import Actor
from clue_transfer.errors import Invalid, NotFound, NotYourStep
from clue_transfer.powers import check_approver, check_asker, request_errors
from clue_transfer.vocabulary import AccountEvent

CHAIN = "accounts"


@transaction.atomic
def ask_powers(
    *,
    reason: str,
    hours: int,
    everything: bool,
    dossiers: Mapping[UUID, str],
    actor: Actor,
    now: datetime,
) -> PowerGrant:
    """Ask for powers over dossiers (root and number), or over all that is internal.

    They open nothing before another person approves them. Raises NotYourStep, and Invalid that
    names every fault.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=actor.someone)
    pending = queries.open_powers(user.pk, now=now)
    check_asker(superuser=user.is_superuser and user.is_active, open_already=pending is not None)
    numbers = sorted(dossiers.values())
    errors = request_errors(reason=reason, hours=hours, everything=everything, dossiers=numbers)
    if errors:
        raise Invalid(errors=errors)
    grant = PowerGrant.objects.create(
        user=user,
        reason=reason.strip(),
        everything=everything,
        dossiers=sorted(dossiers),
        numbers=numbers,
        hours=hours,
        asked_at=now,
    )
    _record(AccountEvent.POWERS_ASKED, grant, actor=actor, now=now)
    return grant


@transaction.atomic
def approve_powers(pk: int, *, actor: Actor, now: datetime) -> PowerGrant:
    """Approve a request of another superuser: from now on, until its hours are over, it opens.

    Raises NotYourStep for whom may not, for what was decided before and for what is too old.
    """
    grant = _locked(pk)
    check_approver(
        actor.someone,
        asked=queries.asked(grant),
        office=queries.may_approve_powers(actor.someone, now=now),
        entrusted=queries.entrusted_lately(actor.someone, by=grant.user_id, now=now),
        now=now,
    )
    if not (grant.user.is_superuser and grant.user.is_active):
        raise NotYourStep("申请人已不是超级用户")
    grant.approved_by_id = actor.someone
    grant.since, grant.until = now, now + timedelta(hours=grant.hours)
    grant.save(update_fields=["approved_by", "since", "until"])
    _record(AccountEvent.POWERS_GRANTED, grant, actor=actor, now=now)
    return grant


@transaction.atomic
def end_powers(pk: int, *, actor: Actor, now: datetime) -> bool:
    """End powers before their time, or a request; answers whether they stood until now.

    The asker may, and everybody who may approve; others get NotYourStep.
    """
    grant = _locked(pk)
    if actor.someone != grant.user_id and not queries.may_approve_powers(actor.someone, now=now):
        raise NotYourStep("只有本人、其他超级用户或者系统管理员可以结束")
    return _end(grant, actor=actor, now=now)


@transaction.atomic
def end_powers_of(user: int, *, actor: Actor, now: datetime) -> int:
    """End what a person has and has asked for: they log out, or are a superuser no longer.

    Answers how many.
    """
    rows = PowerGrant.objects.select_for_update(no_key=True).filter(
        user=user, ended_at__isnull=True
    )
    return sum(_end(grant, actor=actor, now=now) for grant in rows.order_by("pk"))


def _locked(pk: int) -> PowerGrant:
    grant = (
        PowerGrant.objects.select_for_update(no_key=True, of=("self",))
        .select_related("user")
        .filter(pk=pk)
        .first()
    )
    if grant is None:
        raise NotFound
    return grant


def _end(grant: PowerGrant, *, actor: Actor, now: datetime) -> bool:
    over = grant.until is not None and grant.until <= now
    if grant.ended_at is not None or over:
        return False
    grant.ended_by_id, grant.ended_at = actor.person, now
    grant.save(update_fields=["ended_by", "ended_at"])
    _record(AccountEvent.POWERS_ENDED, grant, actor=actor, now=now)
    return True


def _record(event: AccountEvent, grant: PowerGrant, *, actor: Actor, now: datetime) -> None:
    """Write what was asked, and of what is on until when: all that the row says."""
    content = {
        "powers": grant.pk,
        "user": grant.user_id,
        "reason": grant.reason,
        "everything": grant.everything,
        "dossiers": [str(pk) for pk in grant.dossiers],
        "hours": grant.hours,
        "approved_by": grant.approved_by_id,
        "since": grant.since,
        "until": grant.until,
    }
    audit.record_apart(event, chain=CHAIN, actor=actor, now=now, content=content)
