"""Reference data of clues in the admin; clues themselves are written by steps only."""

from apps.clues.admin.catalogue import OutcomeAdmin, ViolationTypeAdmin
from apps.clues.admin.subjects import SubjectAdmin
from apps.clues.admin.thresholds import ThresholdAdmin

__all__ = ["OutcomeAdmin", "SubjectAdmin", "ThresholdAdmin", "ViolationTypeAdmin"]
