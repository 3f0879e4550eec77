"""Writes of the desk: what belongs to a matter's satellites, and what follows people's absence."""

from apps.desk.actions.absence import end_substitution, substitute
from apps.desk.actions.leaving import return_work, return_work_of
from apps.desk.actions.satellites import add_evidence, note_document

__all__ = [
    "add_evidence",
    "end_substitution",
    "note_document",
    "return_work",
    "return_work_of",
    "substitute",
]
