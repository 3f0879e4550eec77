"""Reads of requests for more time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from apps.common.api.wording import word_for
from apps.desk.models import ExtensionRequest
from apps.matters.rows import SPINE, nearest_deadlines, spine_row
from apps.organizations.queries import Directory
from clue_transfer.vocabulary import DeadlineKind

ASKED = ("deadline_id", "round", "days", "granted_days", "due_before", "due_after")


def rows_of_requests(
    pks: list[UUID], *, directory: Directory, now: datetime
) -> list[dict[str, Any]]:
    """Build the list rows of requests in the order given: two queries whatever the number."""
    found = ExtensionRequest.objects.filter(pk__in=pks).values(
        "pk", *SPINE, *ASKED, "parent_id", "reason", "deadline__kind"
    )
    rows = {row["pk"]: row for row in found}
    nearest = nearest_deadlines(pks, now=now)
    return [
        {
            **spine_row(rows[pk], directory=directory),
            "parent": rows[pk]["parent_id"],
            "deadline": rows[pk]["deadline_id"],
            "clock": rows[pk]["deadline__kind"],
            "clock_label": word_for(DeadlineKind(rows[pk]["deadline__kind"])),
            "round": rows[pk]["round"],
            "days": rows[pk]["days"],
            "granted_days": rows[pk]["granted_days"],
            "reason": rows[pk]["reason"],
            "due_before": rows[pk]["due_before"],
            "due_after": rows[pk]["due_after"],
            "nearest_deadline": nearest.get(pk),
        }
        for pk in pks
        if pk in rows
    ]
