"""The receiver confirms the list of evidence item by item."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from apps.evidence.models import Custody
from apps.evidence.queries import Item, manifest
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, Incomplete, Invalid


def confirm(
    matter_ids: Collection[uuid.UUID],
    *,
    confirmed: Sequence[Mapping[str, Any]],
    actor: Actor,
    now: datetime,
    pointer: str = "/manifest",
) -> list[Item]:
    """Record that every item of the list was compared; refuse what is missing or different.

    `confirmed` holds `{"id", "sha256"}` an item, as the receiver read it.
    """
    items = manifest(matter_ids)
    known = {str(item["id"]): item for item in items}
    wrong, seen = [], set()
    for place, given in enumerate(confirmed):
        key = str(given.get("id", "")).lower()
        item = known.get(key)
        if item is None or key in seen:
            wrong.append(FieldError(f"{pointer}/{place}/id", "unknown-item", "清单中没有此项"))
        elif str(given.get("sha256", "")).lower() != item["sha256"]:
            wrong.append(
                FieldError(f"{pointer}/{place}/sha256", "hash-mismatch", "与清单所列SHA-256不一致")
            )
        seen.add(key)
    if wrong:
        raise Invalid(errors=wrong)
    missing = [item for key, item in known.items() if key not in seen]
    if missing:
        raise Incomplete(
            errors=[
                FieldError(pointer, "not-confirmed", "尚未核对：%(name)s", {"name": item["name"]})
                for item in missing
            ]
        )
    Custody.objects.bulk_create(
        Custody(
            evidence_id=item["id"],
            at=now,
            person_id=actor.person,
            department_id=actor.department,
            act=Custody.Act.CONFIRMED,
            ok=True,
        )
        for item in items
    )
    return items
