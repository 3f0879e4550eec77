"""Write users, memberships and tokens, each with its entry in the record."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from apps.accounts.models import AuthToken, Scope, User
from apps.audit import actions as audit
from clue_transfer.actors import SYSTEM, Actor

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
