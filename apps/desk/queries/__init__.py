"""Reads of the desk."""

from apps.desk.queries.clocks import (
    DEADLINE_COLUMNS,
    deadline_rows,
    explanation,
    nearest_open,
    picture,
    requests_about,
    visible_deadlines,
)
from apps.desk.queries.desk import (
    QUEUE_COLUMNS,
    TIMELINE_COLUMNS,
    counters,
    named_persons,
    queue,
    queue_rows,
    timeline,
    timeline_row,
    waits,
)
from apps.desk.queries.requests import rows_of_requests
from apps.desk.queries.usages import shown_usage, usage_of_dossier, usages, with_pauses

__all__ = [
    "DEADLINE_COLUMNS",
    "QUEUE_COLUMNS",
    "TIMELINE_COLUMNS",
    "counters",
    "deadline_rows",
    "explanation",
    "named_persons",
    "nearest_open",
    "picture",
    "queue",
    "queue_rows",
    "requests_about",
    "rows_of_requests",
    "shown_usage",
    "timeline",
    "timeline_row",
    "usage_of_dossier",
    "usages",
    "visible_deadlines",
    "waits",
    "with_pauses",
]
