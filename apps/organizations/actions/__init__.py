"""Writes of the reference facts: notices of holidays, and departments that end."""

from apps.organizations.actions.calendar import (
    Announced,
    Notice,
    announce,
    foreseen,
    read_notices,
)
from apps.organizations.actions.departments import end_department

__all__ = [
    "Announced",
    "Notice",
    "announce",
    "end_department",
    "foreseen",
    "read_notices",
]
