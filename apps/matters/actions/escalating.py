"""Raise a matter's escalation level: from the second on further superiors read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.matters.kinds import spec_of
from apps.matters.models import Matter
from apps.matters.reach import reasons
from apps.notifications.actions import Message
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.visibility import NEEDS_NAMED_PERSON
from clue_transfer.vocabulary import Role, Secrecy

if TYPE_CHECKING:
    from apps.matters.work import Step, Work


def raise_level(step: Step) -> None:
    """Store a higher level; the dossier has the highest level of its parts."""
    level = step.payload["level"]
    if level <= step.matter.escalation_level:
        raise Invalid(errors=[FieldError("/level", "not-higher", "升级级别只能提高")])
    for matter in (step.matter, _root(step.work, step.matter)):
        if matter.escalation_level < level:
            _raise(step.work, matter, level)


def _raise(work: Work, matter: Any, level: int) -> None:
    before = reasons(work, matter).keys()
    matter.escalation_level = level
    work.touch(matter, "escalation_level")
    if matter.secrecy == Secrecy.INTERNAL:
        return
    # Who is reached and not named learns that there is something, and nothing of it.
    work.notices += [
        Message(
            event=NEEDS_NAMED_PERSON,
            title="有升级事项需要贵单位确定知悉人员，请与承办单位负责人联系",
            department_id=department,
            roles=frozenset({Role.LEAD, Role.HEAD}),
        )
        for department in sorted(reasons(work, matter).keys() - before)
    ]


def _root(work: Work, matter: Any) -> Any:
    if matter.root_id not in work.matters:
        kind = Matter.objects.values_list("kind", flat=True).get(pk=matter.root_id)
        work.load(spec_of(kind), [matter.root_id])
    return work.matters[matter.root_id]
