"""Calendars of deadlines that phones and mail programs read: made, and taken back."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import connection, transaction

from apps.audit import actions as audit
from apps.desk.models import CalendarFeed
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, Invalid, NotFound

CHAIN = "feeds"
MOST = 10
"""How many live calendars a person has at most: one a device is enough."""


def digest_of(secret: str) -> str:
    """Hash an address's secret part: only this is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_feed(kind: str, *, language: str, actor: Actor, now: datetime) -> tuple[CalendarFeed, str]:
    """Make a calendar for the acting person and department; answers also its secret, once.

    Invalid when the person has as many as one may have.
    """
    with connection.cursor() as cursor:  # two at once wait for each other
        cursor.execute("SELECT 1 FROM accounts_user WHERE id = %s FOR UPDATE", [actor.someone])
    live = CalendarFeed.objects.filter(user=actor.someone, revoked_at__isnull=True)
    if live.count() >= MOST:
        message = "日历订阅至多%(most)d个，请先撤销不用的"
        raise Invalid(errors=[FieldError("", "too-many", message, {"most": MOST})])
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        user_id=actor.someone,
        department_id=actor.acting,
        kind=kind,
        language=language,
        digest=digest_of(secret),
        created_at=now,
    )
    _record("feed.made", feed, actor=actor, now=now)
    return feed, secret


@transaction.atomic
def revoke_feed(pk: int, *, actor: Actor, now: datetime) -> CalendarFeed:
    """Take back a calendar of the acting person; a second time changes nothing."""
    feed = CalendarFeed.objects.select_for_update().filter(pk=pk, user=actor.someone).first()
    if feed is None:
        raise NotFound
    if feed.revoked_at is None:
        feed.revoked_at = now
        feed.save(update_fields=["revoked_at"])
        _record("feed.revoked", feed, actor=actor, now=now)
    return feed


def _record(event: str, feed: CalendarFeed, *, actor: Actor, now: datetime) -> None:
    content = {"feed": feed.pk, "kind": feed.kind, "department": feed.department_id}
    audit.record_apart(event, chain=CHAIN, actor=actor, now=now, content=content)
