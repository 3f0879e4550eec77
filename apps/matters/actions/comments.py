"""Write a remark beside a matter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.matters.models import Access, Comment, recused_persons
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, Incomplete, NotYourStep
from clue_transfer.machine import check_recusal
from clue_transfer.visibility import Why


def add_comment(matter: Any, *, text: str, actor: Actor, now: datetime) -> Comment:
    """Add a remark to a matter that the actor may read; it changes nothing of the matter."""
    if not text.strip():
        raise Incomplete(errors=[FieldError("/text", "required", "必填")])
    readers = Access.objects.filter(matter_id=matter.pk, department_id=actor.acting)
    if not readers.exclude(why=Why.FORMER).exists():
        raise NotYourStep("曾经接收的部门只能查阅")
    check_recusal(actor, recused=recused_persons(matter.root_id))
    return Comment.objects.create(
        matter_id=matter.pk,
        author_id=actor.someone,
        department_id=actor.acting,
        text=text,
        created_at=now,
    )
