"""Issue and revoke tokens, arrange and end substitutions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from apps.accounts.models import AuthToken, Scope, Substitution, User
from apps.accounts.queries import roles_in
from apps.audit import actions as audit
from clue_transfer.absence import Proposed, check_ender, check_maker, errors_of, roles_passed_on
from clue_transfer.actors import SYSTEM, Actor
from clue_transfer.errors import Invalid, NotFound
from clue_transfer.vocabulary import Role

CHAIN = "accounts"


@transaction.atomic
def issue_token(
    user: User,
    *,
    scope: Scope,
    days: int,
    now: datetime,
    actor: Actor = SYSTEM,
    label: str = "",
) -> str:
    """Issue a token and give its key: the only time that anybody sees it."""
    digest, key = get_digest_token()
    token = AuthToken.objects.create(
        digest=digest,
        token_key=key[: CONSTANTS.TOKEN_KEY_LENGTH],
        user=user,
        expiry=now + timedelta(days=days),
        scope=scope,
        label=label,
    )
    audit.record_apart(
        "token.issued",
        chain=CHAIN,
        actor=actor,
        now=now,
        content={"token": token.token_key, "user": user.pk, "scope": scope, "until": token.expiry},
    )
    return str(key)


@transaction.atomic
def revoke_token(token: AuthToken, *, now: datetime, actor: Actor = SYSTEM) -> None:
    """Make a token useless from now on; a second time changes nothing."""
    changed = AuthToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now)
    if changed:
        audit.record_apart(
            "token.revoked",
            chain=CHAIN,
            actor=actor,
            now=now,
            content={"token": token.token_key, "user": token.user_id},
        )


@transaction.atomic
def substitute(
    *,
    absent: User,
    substitute: User,
    roles: Collection[Role] | None,
    since: date,
    until: date,
    reason: str,
    presides: bool,
    actor: Actor,
    now: datetime,
) -> Substitution:
    """Let a member act for another one of the actor's department, from a day until a day.

    Without `roles` all that pass on. Raises NotYourStep, and Invalid that names every fault.
    """
    check_maker(actor, absent=absent.pk, substitute=substitute.pk, presides=presides)
    today, department = timezone.localdate(now), actor.acting
    held = roles_in(absent.pk, department=department, on=today)
    held_there = roles_in(substitute.pk, department=department, on=today)
    wanted = roles_passed_on(held, to=held_there) if roles is None else frozenset(roles)
    errors = errors_of(
        Proposed(
            absent=absent.pk,
            substitute=substitute.pk,
            roles=wanted,
            since=since,
            until=until,
            presides=presides,
            held=held,
            substitute_held=held_there,
            substitute_away=Substitution.objects.filter(
                absent=substitute,
                department=department,
                since__lte=until,
                until__gte=since,
                ended_at__isnull=True,
            ).exists(),
        ),
        today=today,
    )
    if errors:
        raise Invalid(errors=errors)
    made = Substitution.objects.create(
        absent=absent,
        substitute=substitute,
        department_id=department,
        roles=sorted(wanted),
        presides=presides,
        since=since,
        until=until,
        reason=reason,
        made_by_id=actor.someone,
        made_at=now,
    )
    audit.record_apart(
        "substitution.made",
        chain=CHAIN,
        actor=actor,
        now=now,
        content={
            "substitution": made.pk,
            "absent": absent.pk,
            "substitute": substitute.pk,
            "roles": made.roles,
            "presides": presides,
            "since": since,
            "until": until,
            "reason": reason,
        },
    )
    return made


@transaction.atomic
def end_substitution(pk: int, *, actor: Actor, now: datetime) -> tuple[Substitution, bool]:
    """End a substitution of the actor's department; answers it, and whether that is news."""
    row = (
        Substitution.objects.select_for_update(no_key=True, of=("self",))
        .select_related("absent", "substitute")
        .filter(pk=pk, department_id=actor.acting)
        .first()
    )
    if row is None:
        raise NotFound
    check_ender(actor, absent=row.absent_id, substitute=row.substitute_id)
    if row.ended_at is not None:
        return row, False
    end_all([row], actor=actor, now=now)
    return row, True


def end_all(rows: Collection[Substitution], *, actor: Actor, now: datetime) -> None:
    """End substitutions that the caller has locked, each with its entry."""
    for row in rows:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        audit.record_apart(
            "substitution.ended",
            chain=CHAIN,
            actor=actor,
            now=now,
            content={
                "substitution": row.pk,
                "absent": row.absent_id,
                "substitute": row.substitute_id,
            },
        )
