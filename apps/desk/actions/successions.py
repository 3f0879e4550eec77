"""Register that a department is merged, split or dissolved, and take that back before its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from apps.audit.actions import record_apart
from apps.common.actions import wake
from apps.desk.models import Allotment, Succession
from apps.desk.queries.successions import dossier_of, place_of
from apps.organizations.models import Department
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, Invalid, WrongStatus
from clue_transfer.succession import Place, errors_of
from clue_transfer.vocabulary import SuccessionKind

CHAIN = "departments"
TASK = "desk.succeed"


@transaction.atomic
def register_succession(
    *,
    kind: SuccessionKind,
    predecessor: Department,
    successor: Department,
    effective_on: date,
    reason: str,
    allotments: Sequence[tuple[str, str]] = (),
    made_by: int,
    actor: Actor,
    now: datetime,
) -> Succession:
    """Register who takes over from a department, and from which day; a worker carries it out.

    `allotments` pairs a matter's number or key with the code of the department that takes over
    its dossier instead. Invalid names all that is wrong, and then nothing is written.
    """
    others = _checked(
        kind=kind, predecessor=predecessor, successor=successor, allotments=allotments
    )
    made = Succession.objects.create(
        kind=kind,
        predecessor=predecessor,
        successor=successor,
        effective_on=effective_on,
        reason=reason,
        made_by_id=made_by,
        made_at=now,
    )
    _keep(made, others)
    content = _facts(made) | {"allotments": _named(others)}
    record_apart("succession.registered", chain=CHAIN, actor=actor, now=now, content=content)
    transaction.on_commit(partial(wake, TASK))
    return made


@transaction.atomic
def allot(
    succession: Succession,
    allotments: Sequence[tuple[str, str]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Give further dossiers, which have not been passed yet, to others than the main successor.

    Invalid names all that is wrong, and then nothing is written.
    """
    row = Succession.objects.select_for_update(no_key=True).get(pk=succession.pk)
    others = _checked(
        kind=SuccessionKind(row.kind), predecessor=row.predecessor, allotments=allotments
    )
    if not others:
        return
    _keep(row, others)
    content = {"succession": row.pk, "allotments": _named(others)}
    record_apart("succession.allotted", chain=CHAIN, actor=actor, now=now, content=content)
    transaction.on_commit(partial(wake, TASK))


@transaction.atomic
def withdraw_succession(succession: Succession, *, actor: Actor, now: datetime) -> None:
    """Take back what has been registered; WrongStatus once it has begun."""
    row = Succession.objects.select_for_update().get(pk=succession.pk)
    if row.begun_at is not None:
        raise WrongStatus("承继已经开始，不能撤回")
    content = _facts(row)
    row.delete()
    record_apart("succession.withdrawn", chain=CHAIN, actor=actor, now=now, content=content)


def succession_errors(
    *,
    kind: SuccessionKind,
    predecessor: Department,
    successor: Department | None,
    allotments: Sequence[tuple[str, str]] = (),
) -> list[FieldError]:
    """Name all that is wrong with what is to be registered, or with further allotments."""
    return _judged(kind=kind, predecessor=predecessor, successor=successor, allotments=allotments)[
        1
    ]


_Others = Mapping[int, tuple[UUID, Department]]


def _checked(
    *,
    kind: SuccessionKind,
    predecessor: Department,
    successor: Department | None = None,
    allotments: Sequence[tuple[str, str]],
) -> _Others:
    others, errors = _judged(
        kind=kind, predecessor=predecessor, successor=successor, allotments=allotments
    )
    if errors:
        raise Invalid(errors=errors)
    return others


def _judged(
    *,
    kind: SuccessionKind,
    predecessor: Department,
    successor: Department | None,
    allotments: Sequence[tuple[str, str]],
) -> tuple[_Others, list[FieldError]]:
    others, errors = _allotments(allotments, predecessor=predecessor)
    successors = {} if successor is None else {"/successor": successor}
    successors |= {f"/allotments/{place}": at for place, (_, at) in others.items()}
    errors += errors_of(
        kind=kind,
        # What is added later is added to a department that may have ended by then.
        predecessor=_place(predecessor, active=predecessor.active or successor is None),
        successors={pointer: _place(at) for pointer, at in successors.items()},
        allotted=bool(allotments),
    )
    return others, errors


def _allotments(
    given: Sequence[tuple[str, str]], *, predecessor: Department
) -> tuple[_Others, list[FieldError]]:
    """Find what the lines name; answers by place the dossier and who takes it over."""
    found: dict[int, tuple[UUID, Department]] = {}
    errors = []
    goes_to: dict[UUID, str] = {}
    codes = {code for _, code in given}
    departments = {row.code: row for row in Department.objects.filter(code__in=codes)}
    for place, (reference, code) in enumerate(given):
        pointer = f"/allotments/{place}"
        root = dossier_of(reference, department=predecessor.pk)
        if root is None:
            message = "没有这件事项，或该部门不是其当事部门：%(number)s"
            errors.append(FieldError(pointer, "unknown-matter", message, {"number": reference}))
        elif code not in departments:
            errors.append(FieldError(pointer, "unknown-department", "没有这个部门"))
        elif goes_to.setdefault(root, code) != code:
            message = "同一卷宗只能由一个部门承继：%(number)s"
            errors.append(FieldError(pointer, "twice", message, {"number": reference}))
        else:
            found[place] = root, departments[code]
    return found, errors


def _keep(succession: Succession, others: _Others) -> None:
    """Write who takes over which dossier; the last word about one stands."""
    rows = {
        root: Allotment(succession=succession, root_id=root, successor=at)
        for root, at in others.values()
    }
    Allotment.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["succession", "root"],
        update_fields=["successor"],
    )


def _named(others: _Others) -> dict[str, str]:
    return {str(root): at.code for root, at in others.values()}


def _facts(row: Succession) -> dict[str, object]:
    return {
        "kind": row.kind,
        "predecessor": row.predecessor.code,
        "predecessor_name": row.predecessor.name,
        "successor": row.successor.code,
        "effective_on": row.effective_on,
        "reason": row.reason,
    }


def _place(department: Department, *, active: bool | None = None) -> Place:
    in_service = department.active if active is None else active
    return place_of(department.pk, system=department.system, active=in_service)
