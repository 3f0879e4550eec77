"""Reads of clues, legs and what belongs to them."""

from apps.clues.queries.dossiers import (
    MOST_REPEATS,
    Catalogue,
    catalogue,
    merged_along,
    repeats_of,
    rows_of_clues,
    rows_of_complaints,
    rows_of_legs,
    rows_of_rectifications,
)
from apps.clues.queries.screening import (
    flagged_hits,
    hits_of,
    kernel_threshold,
    thresholds,
    unanswered_hits,
    wrong_cases,
)
from apps.clues.queries.subjects import read_subjects, search_text, subjects_of

__all__ = [
    "MOST_REPEATS",
    "Catalogue",
    "catalogue",
    "flagged_hits",
    "hits_of",
    "kernel_threshold",
    "merged_along",
    "read_subjects",
    "repeats_of",
    "rows_of_clues",
    "rows_of_complaints",
    "rows_of_legs",
    "rows_of_rectifications",
    "search_text",
    "subjects_of",
    "thresholds",
    "unanswered_hits",
    "wrong_cases",
]
