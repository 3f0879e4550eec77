"""Arrange who stands in for an absent colleague, and tell both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.accounts import actions as accounts
from apps.accounts.models import Substitution, User
from apps.notifications.actions import Message, tell
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, Invalid

_LONGEST_KEY = 18


@transaction.atomic
def substitute(*, data: Mapping[str, Any], actor: Actor, now: datetime) -> Substitution:
    """Let somebody act on behalf of an absent colleague of the acting department."""
    absent = _person(data.get("absent") or actor.someone, field="absent")
    made = accounts.substitute(
        absent=absent,
        substitute=_person(data["substitute"], field="substitute"),
        roles=data.get("roles"),
        since=data.get("since") or timezone.localdate(now),
        until=data["until"],
        reason=data["reason"],
        presides=data.get("presides", False),
        actor=actor,
        now=now,
    )
    _tell(made, "substitution.made", actor=actor, now=now)
    return made


@transaction.atomic
def end_substitution(pk: int, *, actor: Actor, now: datetime) -> Substitution:
    """End a substitution of the acting department early; a second time changes nothing."""
    ended, changed = accounts.end_substitution(pk, actor=actor, now=now)
    if changed:
        _tell(ended, "substitution.ended", actor=actor, now=now)
    return ended


def _tell(row: Substitution, event: str, *, actor: Actor, now: datetime) -> None:
    what = "代理" if event == "substitution.made" else "代理终止"
    title = f"{what}：{row.substitute}代{row.absent}，{row.since:%Y-%m-%d}至{row.until:%Y-%m-%d}"
    tell(
        [
            Message(event=event, title=title, person_id=person)
            for person in (row.absent_id, row.substitute_id)
            if person != actor.person
        ],
        now=now,
    )


def _person(given: Any, *, field: str) -> User:
    """Find a person by key or user name."""
    text = str(given)
    is_key = text.isascii() and text.isdigit() and len(text) <= _LONGEST_KEY
    found = User.objects.filter(Q(pk=int(text)) if is_key else Q(username=text)).first()
    if found is None:
        raise Invalid(errors=[FieldError(f"/{field}", "not-a-member", "此人不是本部门的成员")])
    return found
