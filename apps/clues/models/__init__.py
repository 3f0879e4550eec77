"""The tables of clues, their legs, rectifications, subjects, lists and imports."""

from apps.clues.models.clue import Clue, ClueSubject
from apps.clues.models.complaint import Complaint
from apps.clues.models.duplicate import Duplicate
from apps.clues.models.handed_list import HandedList
from apps.clues.models.import_run import ImportRun
from apps.clues.models.rectification import Rectification
from apps.clues.models.reference import Outcome, ViolationType
from apps.clues.models.reporter import Reporter
from apps.clues.models.screening import ScreeningHit, Threshold
from apps.clues.models.subject import Subject
from apps.clues.models.transfer import LegOutcome, Transfer

__all__ = [
    "Clue",
    "ClueSubject",
    "Complaint",
    "Duplicate",
    "HandedList",
    "ImportRun",
    "LegOutcome",
    "Outcome",
    "Rectification",
    "Reporter",
    "ScreeningHit",
    "Subject",
    "Threshold",
    "Transfer",
    "ViolationType",
]
