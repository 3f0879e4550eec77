"""Name handlers and readers: effects of the verbs about persons."""

from __future__ import annotations

from typing import Any

from apps.accounts.queries import members
from apps.matters.work import Step
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.vocabulary import Role, Secrecy

_MAY_HANDLE = (Role.HANDLER, Role.LIAISON, Role.LEAD)


def name_handler(step: Step, *, department: int) -> None:
    """Make the named person the handler; Invalid unless they may handle for the department."""
    member = _member(
        step, step.payload["handler"], department=department, roles=_MAY_HANDLE, field="handler"
    )
    step.matter.handler_id = member.user
    step.content["handler"] = member.name
    step.work.touch(step.matter, "handler")


def reassign(step: Step) -> None:
    """Name another handler of the holding department."""
    name_handler(step, department=step.matter.holder_id)


def admit(step: Step) -> None:
    """Let one more person of the own department read a confidential or sealed matter."""
    person = _own_member(step)
    step.work.new_named.append((step.matter.pk, person))


def dismiss(step: Step) -> None:
    """Let a person of the own department no longer read; two and the head stay named."""
    person = _own_member(step)
    named = set(step.matter.named.values_list("person_id", flat=True))
    if person not in named:
        raise Invalid(errors=[FieldError("/person", "not-named", "此人不在知情人员中")])
    own = {
        row.user: row.roles
        for row in members([step.actor.acting], roles=tuple(Role), on=step.work.local_day)
        if row.user in named
    }
    if step.matter.secrecy == Secrecy.SEALED and (
        len(own) <= 2 or Role.HEAD in own.get(person, ())
    ):
        raise Invalid(
            errors=[FieldError("/person", "must-stay", "密封事项每个部门至少保留两人及其正职")]
        )
    step.matter.named.filter(person_id=person).delete()


def _own_member(step: Step) -> int:
    member = _member(
        step,
        step.payload["person"],
        department=step.actor.acting,
        roles=tuple(Role),
        field="person",
    )
    return int(member.user)


def _member(step: Step, who: Any, *, department: int, roles: tuple[Role, ...], field: str) -> Any:
    """Find a member by key or user name."""
    for row in members([department], roles=roles, on=step.work.local_day):
        if str(who) in (str(row.user), row.username):
            return row
    raise Invalid(errors=[FieldError(f"/{field}", "not-a-member", "此人不是该部门的承办人员")])
