"""Note of clocks that another calendar does not move that they were reckoned under it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from apps.deadlines.models import Deadline

# Who is at a clock keeps it: this waits for nobody, and so nobody waits for it in a circle.
_STAY = """
    WITH free AS (
        SELECT d.id, u.look FROM deadlines_deadline d
        JOIN unnest(%s::uuid[], %s::int[], %s::bigint[], %s::timestamptz[])
            AS u(id, due_version, calendar_version, look)
            ON u.id = d.id AND u.due_version = d.due_version
            AND u.calendar_version = d.calendar_version
        WHERE d.state IN ('running', 'suspended')
        FOR NO KEY UPDATE OF d SKIP LOCKED
    )
    UPDATE deadlines_deadline d SET calendar_version = %s, next_action_at = free.look
    FROM free WHERE free.id = d.id
"""


def stay(clocks: Sequence[tuple[Deadline, datetime | None]], *, calendar_version: int) -> int:
    """Write the calendar's version to clocks as they were read, and when to look at them next.

    One that was changed meanwhile, or is being changed, is left as it is. Answers how many stayed.
    """
    if not clocks:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _STAY,
            [
                [clock.pk for clock, _ in clocks],
                [clock.due_version for clock, _ in clocks],
                [clock.calendar_version for clock, _ in clocks],
                [look for _, look in clocks],
                calendar_version,
            ],
        )
        return int(cursor.rowcount)
