"""Complaints and who complained."""

from apps.clues.api.complaints.urls import routes

__all__ = ["routes"]
