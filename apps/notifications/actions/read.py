"""What a person does with their notifications."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from apps.notifications.models import Notification, Preference
from clue_transfer.errors import FieldError, Invalid

_PATTERN = re.compile(r"\*|[a-z_]+\.(?:\*|[a-z_]+)")
_MOST = 200
_PATTERN_LENGTH = 80


def mark_read(user_id: int, *, now: datetime, ids: Collection[int] | None = None) -> int:
    """Mark a person's own notifications as read, all of them without `ids`; answer how many."""
    unread = Notification.objects.filter(user_id=user_id, read_at__isnull=True)
    if ids is not None:
        unread = unread.filter(id__in=ids)
    return unread.update(read_at=now)


@transaction.atomic
def set_preferences(user_id: int, *, wishes: Mapping[str, str]) -> list[Preference]:
    """Replace what a person wants to be told: pattern → channel."""
    errors = []
    for pattern, channel in wishes.items():
        if not _PATTERN.fullmatch(pattern) or len(pattern) > _PATTERN_LENGTH:
            errors.append(
                FieldError(f"/{pattern[:_PATTERN_LENGTH]}", "unknown-event", "事件范围有误")
            )
        elif channel not in Preference.Channel.values:
            errors.append(FieldError(f"/{pattern}", "unknown-channel", "没有此通知渠道"))
    if len(wishes) > _MOST:
        errors.append(FieldError("", "too-many", "通知偏好过多"))
    if errors:
        raise Invalid(errors=errors)
    Preference.objects.filter(user_id=user_id).delete()
    return Preference.objects.bulk_create(
        Preference(user_id=user_id, pattern=pattern, channel=channel)
        for pattern, channel in sorted(wishes.items())
    )
