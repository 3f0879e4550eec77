"""Name handlers and readers: effects of the verbs about persons."""

from __future__ import annotations

from typing import Any

from apps.accounts.queries import hold_membership, members
from apps.matters.actions.named import name_in_dossier, people_of
from apps.matters.models import NamedPerson
from apps.matters.reach import reasons
from apps.matters.work import Step
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.offices import with_same_offices
from clue_transfer.visibility import dismissal_errors, may_be_sealed_for, persons_to_name
from clue_transfer.vocabulary import Party, Role, Secrecy

MAY_HANDLE = tuple(sorted(with_same_offices(frozenset({Role.HANDLER, Role.LIAISON, Role.LEAD}))))


def name_handler(step: Step, *, department: int) -> None:
    """Make the named person the handler; Invalid unless they may handle for the department."""
    member = _member(
        step, step.payload["handler"], department=department, roles=MAY_HANDLE, field="handler"
    )
    if member.user in step.work.recused_of(step.matter):
        raise Invalid(errors=[FieldError("/handler", "recused", "此人已申请回避，不得承办")])
    if not hold_membership(
        member.user, department=department, roles=MAY_HANDLE, on=step.work.local_day
    ):
        raise _not_a_member("handler")
    step.matter.handler_id = member.user
    step.content["handler"] = member.name
    step.work.touch(step.matter, "handler")
    if step.matter.secrecy != Secrecy.INTERNAL:
        step.content["named"] = [member.user]
        name_in_dossier(step.work, step.matter, person=member.user, department=department)


def reassign(step: Step) -> None:
    """Name another handler of the holding department."""
    name_handler(step, department=step.matter.holder_id)


def admit(step: Step) -> None:
    """Let one more person read a confidential or sealed matter.

    One's own people; the holder also those of a department that may read it, for example a
    superior who was told that somebody must be named.
    """
    department = _readers_department(step)
    person = _member_of(step, department)
    persons = {person}
    if step.matter.secrecy == Secrecy.SEALED:
        persons |= _first_of_department(step, department)
    step.content["named"] = sorted(persons)
    step.work.new_named += [(step.matter.pk, each) for each in sorted(persons)]


def dismiss(step: Step) -> None:
    """Let a person of the own department no longer read; of a whole dossier at its root."""
    matter, work = step.matter, step.work
    person = _member_of(step, step.actor.acting)
    people = people_of(work, [step.actor.acting])[step.actor.acting]
    rows = NamedPerson.objects.filter(person_id=person)
    rows = (
        rows.filter(matter__root=matter)
        if matter.pk == matter.root_id
        else rows.filter(matter=matter)
    )
    named = set(matter.named.values_list("person_id", flat=True))
    handlers = {
        other.handler_id
        for other in work.matters.values()
        if matter.pk in (other.pk, other.root_id)
    }
    errors = dismissal_errors(
        person,
        secrecy=Secrecy(matter.secrecy),
        named={one: roles for one, roles in people.items() if one in named},
        handlers=handlers - {None},
    )
    if errors:
        raise Invalid(errors=errors)
    step.content["dismissed"] = person
    rows.delete()


def _readers_department(step: Step) -> int:
    """Find the department whose person is admitted: the own one unless the holder names one."""
    code = step.payload.get("department")
    if not code or code == step.actor.department_code:
        return step.actor.acting
    found = step.work.directory.department(code)
    parties = step.work.parties_of(step.matter, step.actor)
    if (
        found is None
        or Party.HOLDER not in parties
        or found.id not in reasons(step.work, step.matter)
    ):
        raise Invalid(
            errors=[FieldError("/department", "not-a-reader", "该部门不是此事项的当事或上级部门")]
        )
    return int(found.id)


def _first_of_department(step: Step, department: int) -> frozenset[int]:
    """Name beside a department's first person on a sealed matter its head and others."""
    people = people_of(step.work, [department])[department]
    if step.matter.named.filter(person_id__in=people).exists():
        return frozenset()
    if not may_be_sealed_for(people):
        name = step.work.directory.by_id(department).name
        raise Invalid(
            errors=[
                FieldError(
                    "/department",
                    "too-few-persons",
                    "密封事项：%(department)s须先有正职负责人和至少一名其他人员",
                    {"department": name},
                )
            ]
        )
    return persons_to_name(people, secrecy=Secrecy.SEALED)


def _member_of(step: Step, department: int) -> int:
    member = _member(
        step, step.payload["person"], department=department, roles=tuple(Role), field="person"
    )
    return int(member.user)


def _member(step: Step, who: Any, *, department: int, roles: tuple[Role, ...], field: str) -> Any:
    """Find a member by key or user name."""
    for row in members([department], roles=roles, on=step.work.local_day):
        if str(who) in (str(row.user), row.username):
            return row
    raise _not_a_member(field)


def _not_a_member(field: str) -> Invalid:
    return Invalid(errors=[FieldError(f"/{field}", "not-a-member", "此人不是该部门的承办人员")])
