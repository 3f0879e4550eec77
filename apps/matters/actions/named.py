"""Name the persons who may read a confidential or sealed matter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from apps.accounts.queries import members
from clue_transfer.errors import FieldError, Incomplete
from clue_transfer.visibility import may_be_sealed_for, persons_to_name
from clue_transfer.vocabulary import Role, Secrecy

if TYPE_CHECKING:
    from apps.matters.work import Work


def people_of(work: Work, departments: Collection[int]) -> Mapping[int, Mapping[int, Any]]:
    """Read who is who in departments: person → roles; each department once a transaction."""
    known: dict[int, dict[int, frozenset[Role]]] = work.prepared.setdefault("people", {})
    missing = sorted(set(departments) - known.keys())
    if missing:
        known.update({department: {} for department in missing})
        for member in members(missing, roles=tuple(Role), on=work.local_day):
            known[member.department][member.user] = member.roles
    return known


def name_persons(work: Work, matter: Any, *, persons: Iterable[int]) -> None:
    """Let the persons read the matter once the work is written; nothing for an internal one."""
    if matter.secrecy != Secrecy.INTERNAL:
        work.new_named += [(matter.pk, person) for person in persons]


def name_department(work: Work, matter: Any, department: int) -> None:
    """Name who answers for a department that joins the matter; nothing for an internal one."""
    if matter.secrecy == Secrecy.INTERNAL:
        return
    people = people_of(work, [department])[department]
    persons = persons_to_name(people, secrecy=Secrecy(matter.secrecy))
    name_persons(work, matter, persons=sorted(persons))


def name_in_dossier(work: Work, matter: Any, *, person: int, department: int) -> None:
    """Name who handles the matter on all of its dossier that their department takes part in."""
    for other in work.matters.values():
        if other.root_id == matter.root_id and any(
            row.department_id == department and row.until is None for row in work.parties[other.pk]
        ):
            name_persons(work, other, persons=[person])


def name_alike(work: Work, matter: Any, *, like: Any) -> None:
    """Let whoever is named on one matter be named on another one of its dossier."""
    if matter.secrecy != Secrecy.INTERNAL:
        work.named_alike.append((like.pk, matter.pk))


def sealing_errors(work: Work, departments: Mapping[int, str]) -> list[FieldError]:
    """Name the departments that cannot have a sealed matter; `departments` says where they stand.

    Each needs its head and at least one other person.
    """
    people = people_of(work, departments)
    return [
        FieldError(
            pointer,
            "too-few-persons",
            "密封事项：%(department)s须先有正职负责人和至少一名其他人员",
            {"department": work.directory.by_id(department).name},
        )
        for department, pointer in departments.items()
        if not may_be_sealed_for(people[department])
    ]


def check_sealing(work: Work, matter: Any, *, departments: Mapping[int, str]) -> None:
    """Refuse a sealed matter to departments in which too few can be named."""
    errors = sealing_errors(work, departments) if matter.secrecy == Secrecy.SEALED else []
    if errors:
        raise Incomplete(errors=errors)
