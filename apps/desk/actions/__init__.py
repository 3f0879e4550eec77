"""Writes of the desk: satellites of matters, people's absence, more time, new calendars."""

from apps.desk.actions.absence import end_substitution, substitute
from apps.desk.actions.extensions import ask_extension
from apps.desk.actions.leaving import return_work, return_work_of
from apps.desk.actions.recomputing import Change, recompute
from apps.desk.actions.satellites import add_evidence, note_document

__all__ = [
    "Change",
    "add_evidence",
    "ask_extension",
    "end_substitution",
    "note_document",
    "recompute",
    "return_work",
    "return_work_of",
    "substitute",
]
