"""Keep a clue about a department's own conduct away from that department."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.matters.actions import Work
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.own_conduct import Conduct, receiver_error, sender_error
from clue_transfer.vocabulary import LegKind


def set_about(work: Work, clue: Any, code: str | None) -> list[FieldError]:
    """Note whose conduct the draft is about; answers what is wrong with that."""
    department = work.directory.department(code) if code else None
    if code and department is None:
        return [FieldError("/about_department", "unknown-department", "没有这个部门")]
    clue.about_department_id = department and department.id
    wrong = sender_error(_conduct(work, clue), sender=clue.sender_id) if department else None
    return [wrong] if wrong else []


def conduct_errors(work: Work, clue: Any) -> list[FieldError]:
    """Name the receivers of a draft that may not deal with whose conduct it is about."""
    if clue.about_department_id is None:
        return []
    if clue.leg_kind == LegKind.OWN:
        places: Mapping[str, int | None] = {"/kind": clue.sender_id}
    else:
        places = {
            f"/receivers/{place}/department": row.get("department")
            for place, row in enumerate(clue.receivers)
        }
    errors = (_error(work, clue, at, pointer=pointer) for pointer, at in places.items())
    return [error for error in errors if error is not None]


def check_conduct(work: Work, clue: Any, receiver: int | None, *, pointer: str) -> None:
    """Refuse a receiver who may not deal with whose conduct it is; None stands for outsiders."""
    error = _error(work, clue, receiver, pointer=pointer)
    if error is not None:
        raise Invalid(errors=[error])


def _error(work: Work, clue: Any, receiver: int | None, *, pointer: str) -> FieldError | None:
    if clue.about_department_id is None:
        return None
    at = None if receiver is None else work.directory.by_id(receiver)
    return receiver_error(
        _conduct(work, clue),
        receiver=at.id if at else clue.about_department_id,
        system=at.system if at else "",
        division=at.division if at else "",
        pointer=pointer,
    )


def _conduct(work: Work, clue: Any) -> Conduct:
    about = work.directory.by_id(clue.about_department_id)
    return Conduct(
        department=about.id,
        superiors=work.directory.superior_chain(about.id),
        divisions=work.directory.division_chain(about.division),
    )
