"""Make notifications of outbox rows: in batches, once, and never stopped by one bad row."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils.timezone import localdate

from apps.notifications import queries
from apps.notifications.models import Notification, Outbox
from clue_transfer.vocabulary import Role

log = structlog.get_logger()

BATCH = 200
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=6)
_ERROR_LENGTH = 1_000


@dataclass(frozen=True, slots=True)
class _Letter:
    """An outbox row that could be read."""

    row: Outbox
    title: str
    roles: frozenset[Role]


def deliver(*, now: datetime, batch: int = BATCH) -> int:
    """Deliver all that is due; answer how many rows. Two deliverers never take the same row."""
    delivered = 0
    while True:
        taken, done = _deliver_batch(now=now, batch=batch)
        delivered += done
        if taken < batch:
            return delivered


def take_back(matters: Collection[uuid.UUID], *, events: Iterable[str], now: datetime) -> int:
    """Take back what is written and not delivered: it is stale. Answers how many messages."""
    stale = Outbox.objects.filter(
        matter_id__in=list(matters),
        event__in=[str(event) for event in events],
        delivered_at__isnull=True,
    )
    return stale.update(delivered_at=now, error="taken back")


@transaction.atomic
def _deliver_batch(*, now: datetime, batch: int) -> tuple[int, int]:
    rows = list(
        Outbox.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .filter(delivered_at__isnull=True, next_attempt_at__lte=now)
        .order_by("next_attempt_at", "id")[:batch]
    )
    letters, failed = _read(rows)
    try:
        with transaction.atomic():
            _hand_out(letters, now=now)
        done = letters
    except Exception:  # noqa: BLE001 - one of them is bad; find out which
        done = []
        for letter in letters:
            try:
                with transaction.atomic():
                    _hand_out([letter], now=now)
                done.append(letter)
            except Exception as error:  # noqa: BLE001 - it is put off, the others go on
                failed.append((letter.row, repr(error)))
    Outbox.objects.filter(id__in=[letter.row.pk for letter in done]).update(
        delivered_at=now, error=""
    )
    _put_off(failed, now=now)
    return len(rows), len(done)


def _read(rows: Sequence[Outbox]) -> tuple[list[_Letter], list[tuple[Outbox, str]]]:
    letters, failed = [], []
    for row in rows:
        try:
            payload = json.loads(row.payload)
            roles = frozenset(Role(role) for role in payload["roles"])
            letters.append(_Letter(row, str(payload["title"]), roles))
        except (ValueError, KeyError, TypeError) as error:
            failed.append((row, repr(error)))
    return letters, failed


def _hand_out(letters: Sequence[_Letter], *, now: datetime) -> None:
    """Insert a notification a person; a row that was half delivered before adds only the rest."""
    members = queries.members_of(
        {
            letter.row.recipient_department_id
            for letter in letters
            if letter.row.recipient_department_id is not None
        },
        on=localdate(now),
    )
    named = queries.active_users(
        {letter.row.recipient_id for letter in letters if letter.row.recipient_id is not None}
    )
    planned: list[tuple[_Letter, int]] = []
    for letter in letters:
        if letter.row.recipient_id is not None:
            users = [letter.row.recipient_id] if letter.row.recipient_id in named else []
        else:
            users = sorted(
                user
                for user, roles in members.get(letter.row.recipient_department_id or 0, {}).items()
                if not roles.isdisjoint(letter.roles)
            )
        planned.extend((letter, user) for user in users)
    users_planned = {user for _, user in planned}
    readers = queries.readers_of(
        {letter.row.matter_id for letter, _ in planned if letter.row.matter_id is not None},
        users_planned,
    )
    muted = queries.muted(users_planned, events={letter.row.event for letter in letters})
    Notification.objects.bulk_create(
        [
            Notification(
                outbox=letter.row,
                user_id=user,
                matter_id=letter.row.matter_id,
                event=letter.row.event,
                title=letter.title,
                created_at=letter.row.created_at,
            )
            for letter, user in planned
            if (letter.row.matter_id is None or (letter.row.matter_id, user) in readers)
            and (user, letter.row.event) not in muted
        ],
        ignore_conflicts=True,
    )


def _put_off(failed: Sequence[tuple[Outbox, str]], *, now: datetime) -> None:
    """Try again later, each time after twice the wait."""
    for row, error in failed:
        wait = min(_FIRST_WAIT * 2 ** min(row.attempts, 16), _LONGEST_WAIT)
        row.attempts += 1
        row.next_attempt_at = now + wait
        row.error = error[:_ERROR_LENGTH]
        row.save(update_fields=["attempts", "next_attempt_at", "error"])
        log.warning("outbox_row_failed", outbox=row.pk, attempts=row.attempts, error=row.error)
