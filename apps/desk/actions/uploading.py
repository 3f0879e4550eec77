"""A notice of holidays that is uploaded: tried by a worker, then announced as it was shown."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction

from apps.audit.actions import record_apart
from apps.common.actions import wake
from apps.desk.actions.recomputing import Change, foresee
from apps.desk.models import NoticeUpload
from apps.organizations.actions import Announced, announce, read_notices
from clue_transfer.actors import Actor
from clue_transfer.errors import Stale, WrongStatus

SHOWN = 50
"""How many of the clocks that move are kept to be shown."""

_TRY, _RECOMPUTE = "desk.try_notices", "desk.recompute_deadlines"
# Any number will do, as long as nothing else in the database takes it.
_UPLOAD_LOCK = 7_305_021


@transaction.atomic
def upload_notice(text: str, *, actor: Actor, now: datetime) -> NoticeUpload:
    """Keep a notice to be tried by a worker; a text that waits already is not kept twice.

    Invalid names what is wrong with it, and then nothing is written.
    """
    years = [notice.year for notice in read_notices(text)]
    upload, new = NoticeUpload.objects.get_or_create(
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        announced_at=None,
        defaults={"text": text, "uploaded_by_id": actor.someone, "uploaded_at": now},
    )
    if new:
        content = {"upload": upload.pk, "sha256": upload.sha256, "years": years}
        record_apart("calendar.uploaded", chain="calendar", actor=actor, now=now, content=content)
        transaction.on_commit(partial(wake, _TRY))
    return upload


@transaction.atomic
def try_again(pk: int) -> None:
    """Let a notice be tried once more, since the calendar or the clocks have changed."""
    upload = _waiting(pk)
    upload.foreseen_at = None
    upload.save(update_fields=["foreseen_at"])
    transaction.on_commit(partial(wake, _TRY))


@transaction.atomic
def announce_upload(pk: int, *, sha256: str, actor: Actor, now: datetime) -> list[Announced]:
    """Announce a notice as it was shown; a worker reckons the clocks.

    Raises WrongStatus while it has not been tried or when it has been announced, and Stale for
    another text than `sha256` names and where the calendar has changed since.
    """
    upload = _waiting(pk)
    if upload.foreseen_at is None:
        raise WrongStatus("试算尚未完成，不能载入")
    if sha256 != upload.sha256:
        raise Stale("通知内容与试算时不一致，请重新试算")
    announced = announce(
        read_notices(upload.text), actor=actor, now=now, under=upload.calendar_version
    )
    upload.announced_by_id, upload.announced_at = actor.someone, now
    upload.save(update_fields=["announced_by", "announced_at"])
    transaction.on_commit(partial(wake, _RECOMPUTE))
    return announced


def try_notices(*, now: datetime) -> int:
    """Try every notice that waits for it; answer how many clocks were looked at.

    Nothing but the upload itself is written. It may be broken off: the next run begins anew.
    """
    waiting = NoticeUpload.objects.filter(foreseen_at=None, announced_at=None).order_by("pk")
    return sum(_try_alone(pk, now=now) for pk in waiting.values_list("pk", flat=True))


def _try_alone(pk: int, *, now: datetime) -> int:
    """Be the only worker at it: the lock is the connection's and goes when that breaks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_UPLOAD_LOCK, pk])
        if not cursor.fetchone()[0]:
            return 0
    try:
        return _try(NoticeUpload.objects.get(pk=pk), now=now)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_UPLOAD_LOCK, pk])


def _try(upload: NoticeUpload, *, now: datetime) -> int:
    if upload.foreseen_at is not None or upload.announced_at is not None:
        return 0  # another worker has been here
    foresight = foresee(read_notices(upload.text))
    upload.calendar_version = foresight.calendar_version
    upload.years = [_year(done) for done in foresight.announced]
    upload.total, upload.looked_at, upload.moved = foresight.clocks.count(), 0, 0
    upload.sample = []
    _save(upload)
    for count, changes in foresight.changes():
        upload.looked_at += count
        upload.moved += len(changes)
        upload.sample += [_row(change) for change in changes[: SHOWN - len(upload.sample)]]
        _save(upload)
    upload.foreseen_at = now
    _save(upload)
    return upload.looked_at


def _save(upload: NoticeUpload) -> None:
    upload.save(
        update_fields=[
            *("calendar_version", "years", "total", "looked_at"),
            *("moved", "sample", "foreseen_at"),
        ]
    )


def _waiting(pk: int) -> NoticeUpload:
    upload: NoticeUpload = NoticeUpload.objects.select_for_update(no_key=True).get(pk=pk)
    if upload.announced_at is not None:
        raise WrongStatus("该通知已经载入")
    return upload


def _year(done: Announced) -> dict[str, Any]:
    groups = {
        "rest": done.holidays[0],
        "no_rest": done.holidays[1],
        "work": done.makeup_workdays[0],
        "no_work": done.makeup_workdays[1],
    }
    days = {name: [day.isoformat() for day in sorted(each)] for name, each in groups.items()}
    return {"year": done.year, "version": done.version, "changed": done.changed, **days}


def _row(change: Change) -> dict[str, Any]:
    return {
        "matter": change.number or str(change.matter),
        "clock": str(change.clock),
        "department": change.department,
        "before": change.before.isoformat(),
        "after": change.after.isoformat(),
    }
