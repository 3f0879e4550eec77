"""Join two matters without merging them (并案): each keeps its number, its holder and its way."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from apps.matters.actions.moving import say
from apps.matters.models import Access, Link, Matter
from apps.matters.work import Step
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.visibility import Why

# Any number will do, as long as nothing else in the database takes it.
_LINK_LOCK = 7_305_019


def link(step: Step) -> None:
    """Link the matter to another one that the actor sees as well; tell who holds that one.

    The other matter itself does not change: nobody who sees only one side learns of the other.
    """
    matter, actor = step.matter, step.actor
    other = (
        Matter.objects.visible_to(actor)
        .filter(pk=step.payload["other"])
        .filter(pk__in=_still_read(actor.acting))
        .first()
    )
    if other is None or other.pk == matter.pk:
        raise Invalid(
            errors=[FieldError("/other", "unknown-matter", "找不到要并案的事项，或您无权查看")]
        )
    if other.secrecy != matter.secrecy:
        # The entry on the wider known side would tell of the other one.
        message = "两个事项的知悉范围不同，不能并案；请先调整知悉范围"
        raise Invalid(errors=[FieldError("/other", "other-secrecy", message)])
    # The other one is not under lock: who links the two from there waits here.
    with connection.cursor() as cursor:
        pair = "".join(sorted((matter.pk.hex, other.pk.hex)))
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LINK_LOCK, pair])
    either_way = Q(matter=matter.pk, other=other.pk) | Q(matter=other.pk, other=matter.pk)
    if Link.objects.filter(either_way).exists():
        raise Invalid(errors=[FieldError("/other", "linked-already", "两个事项已经并案")])
    step.work.satellites.append(
        Link(
            matter_id=matter.pk,
            other_id=other.pk,
            department_id=actor.acting,
            person_id=actor.someone,
            since=step.now,
            reason=step.payload.get("reason") or "",
        )
    )
    if other.holder_id is not None and other.holder_id != matter.holder_id:
        say(step.work, other, event=f"{other.kind}.linked", department=other.holder_id)


def _still_read(department: int) -> QuerySet[Any]:
    current = Access.objects.filter(department_id=department).exclude(why=Why.FORMER)
    return current.values("matter_id")
