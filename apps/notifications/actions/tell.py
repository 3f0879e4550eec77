"""Write messages in the transaction of a step; their delivery starts when it has committed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from apps.common.actions import wake
from apps.common.rows import Insert, write_rows
from apps.notifications.models import Outbox
from clue_transfer.vocabulary import Role

TOLD_BY_DEFAULT = frozenset({Role.LIAISON, Role.LEAD, Role.HANDLER, Role.COORDINATOR})
DELIVER = "notifications.deliver_outbox"
_TITLE_LENGTH = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is told to a department's roles, or to one person."""

    event: str
    title: str
    matter_id: uuid.UUID | None = None
    department_id: int | None = None
    person_id: int | None = None
    roles: frozenset[Role] = TOLD_BY_DEFAULT
    content: Mapping[str, Any] = field(default_factory=dict)


def tell(messages: Sequence[Message], *, now: datetime) -> None:
    """Write messages in one statement and wake a worker after the commit."""
    if not messages:
        return
    write_rows([told(messages, now=now)])
    transaction.on_commit(partial(wake, DELIVER))


def told(messages: Sequence[Message], *, now: datetime) -> Insert:
    """Give the messages, for the statement that writes them; `DELIVER` brings them."""
    return Insert(
        Outbox,
        [
            Outbox(
                event=message.event,
                matter_id=message.matter_id,
                recipient_department_id=message.department_id,
                recipient_id=message.person_id,
                payload=_payload(message),
                created_at=now,
                next_attempt_at=now,
            )
            for message in messages
        ],
    )


def _payload(message: Message) -> str:
    payload = {
        "title": message.title[:_TITLE_LENGTH],
        "roles": sorted(message.roles),
        "content": dict(message.content),
    }
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
