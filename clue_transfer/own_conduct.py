"""A clue about a department's own conduct or staff never goes to that department."""

from __future__ import annotations

from dataclasses import dataclass

from clue_transfer.errors import FieldError
from clue_transfer.vocabulary import System


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """Whose conduct a clue is about, and who stands above them."""

    department: int
    superiors: tuple[int, ...]
    """Every superior, the direct one first."""
    divisions: tuple[str, ...]
    """Its own division and those above it."""


def receiver_error(
    conduct: Conduct, *, receiver: int, system: str, division: str, pointer: str
) -> FieldError | None:
    """Say why a department may not deal with a clue about another one's conduct.

    Only a superior of that department may, or the supervision system (监察) of its division or
    of one above; never itself, nor anybody below it.
    """
    above = receiver in conduct.superiors
    supervises = system == System.SUPERVISION and division in conduct.divisions
    if receiver != conduct.department and (above or supervises):
        return None
    return FieldError(
        pointer,
        "own-conduct",
        "反映该部门自身或其人员的线索，只能送其上级或本级以上监察机关",
    )


def sender_error(conduct: Conduct, *, sender: int) -> FieldError | None:
    """Say why a department may not open a clue about its own conduct: it would have no reader."""
    if sender != conduct.department:
        return None
    return FieldError(
        "/about_department",
        "about-oneself",
        "反映本部门自身的线索须由其上级或监察机关登记",
    )
