"""Writes of the reference facts: notices of holidays, and departments that end."""

from apps.organizations.actions.calendar import (
    LARGEST,
    Announced,
    Notice,
    announce,
    foreseen,
    keep_versions,
    read_notices,
)
from apps.organizations.actions.departments import end_department

__all__ = [
    "LARGEST",
    "Announced",
    "Notice",
    "announce",
    "end_department",
    "foreseen",
    "keep_versions",
    "read_notices",
]
