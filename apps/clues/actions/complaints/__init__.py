"""Complaints: taken in and corrected here; their steps are effects of the track."""

from apps.clues.actions.complaints.intake import correct, take_in

__all__ = ["correct", "take_in"]
