"""The receiver confirms the list of evidence item by item."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from apps.evidence.models import Custody
from apps.evidence.queries import Item, manifest
from clue_transfer.actors import Actor
from clue_transfer.errors import Invalid
from clue_transfer.workflows.transfer import manifest_errors


def confirm(
    matter_ids: Collection[uuid.UUID],
    *,
    confirmed: Sequence[Mapping[str, Any]],
    actor: Actor,
    now: datetime,
) -> tuple[list[Item], list[Custody]]:
    """Compare every item of the list; refuse what is missing or different.

    `confirmed` holds `{"id", "sha256"}` an item, as the receiver read it. Answers the items, and
    the rows of their custody that are to be written.
    """
    items = manifest(matter_ids)
    errors = manifest_errors(confirmed, expected=items)
    if errors:
        raise Invalid(errors=errors)
    custody = [
        Custody(
            evidence_id=item["id"],
            at=now,
            person_id=actor.person,
            department_id=actor.department,
            act=Custody.Act.CONFIRMED,
            ok=True,
        )
        for item in items
    ]
    return items, custody
