"""Take a file out: its hash is checked to the last byte before the first one is served."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.conf import settings
from django.db import transaction

from apps.evidence.models import Custody, Evidence
from clue_transfer.actors import Actor
from clue_transfer.errors import Refused


class EvidenceCorrupt(Refused):
    """The stored bytes are not those that were handed in."""

    code = "evidence-corrupt"
    message = "证据文件校验失败，已停止提供并记录在案，请联系管理员"
    http_status: ClassVar[int] = 409


def open_checked(evidence: Evidence, *, actor: Actor, now: datetime) -> BinaryIO:
    """Open a file whose hash holds, and write the touch into its custody log.

    Call it outside a transaction: the touch must stand even when the answer is a refusal.
    """
    file = _open(evidence)
    with transaction.atomic(durable=True):
        Custody.objects.create(
            evidence=evidence,
            at=now,
            person_id=actor.person,
            department_id=actor.department,
            act=Custody.Act.DOWNLOADED,
            ok=file is not None,
        )
    if file is None:
        raise EvidenceCorrupt
    return file


def _open(evidence: Evidence) -> BinaryIO | None:
    """Open the file; `None` when it is missing or not what was handed in."""
    try:
        file = (Path(settings.EVIDENCE_ROOT) / evidence.stored_at).open("rb")
    except OSError:
        return None
    # The same open file is hashed and then served: nobody can put another in its place.
    if hashlib.file_digest(file, "sha256").hexdigest() != evidence.sha256:
        file.close()
        return None
    file.seek(0)
    return file
