"""Lay a file that a matter has beside another one: the same bytes, a new line of the list."""

from __future__ import annotations

import uuid
from datetime import datetime

from apps.evidence.models import Custody, Evidence
from clue_transfer.actors import Actor


def carry(
    source: Evidence, *, to: uuid.UUID, actor: Actor, now: datetime, kind: str = "", note: str = ""
) -> Evidence:
    """Take stored evidence over to another matter; both logs of custody say so.

    Its hash stays, and with it the proof that it is what was handed in. Who may is for the caller.
    """
    if actor.person is None or actor.department is None:
        raise ValueError("evidence is carried by a person for a department")
    carried = Evidence.objects.create(
        matter_id=to,
        name=source.name,
        kind=kind or source.kind,
        note=note or source.note,
        size=source.size,
        media_type=source.media_type,
        sha256=source.sha256,
        stored_at=source.stored_at,
        uploaded_by_id=actor.person,
        department_id=actor.department,
        created_at=now,
        carried_from=source,
    )
    Custody.objects.bulk_create(
        Custody(
            evidence=each,
            at=now,
            person_id=actor.person,
            department_id=actor.department,
            act=Custody.Act.CARRIED,
            ok=True,
        )
        for each in (source, carried)
    )
    return carried
