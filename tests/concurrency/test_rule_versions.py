"""Two persons make the next version of one rule at the same moment: one of them is heard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model

from apps.audit.models import Entry
from apps.deadlines.actions import keep_version
from apps.deadlines.models import Rule
from clue_transfer.actors import Actor
from clue_transfer.errors import Invalid
from tests.stories import MORNING

AtOnce = Callable[..., list[Any]]


def _keep(rule: Rule, actor: Actor) -> Any:
    def keep() -> str:
        try:
            keep_version(rule, actor=actor, now=MORNING)
        except Invalid as refused:
            return refused.errors[0].code
        return "kept"

    return keep


def _next(code: str, *, limit: int) -> Rule:
    rule = Rule.objects.get(code=code)
    rule.pk, rule._state.adding = None, True
    rule.version, rule.limit, rule.effective_from = 2, limit, date(2027, 1, 1)
    return rule


def test_a_rule_has_one_next_version(at_once: AtOnce) -> None:
    user = get_user_model().objects.create(username="office")
    actor = Actor(person=user.pk, department=None, roles=frozenset())
    three, four = _next("T02", limit=3), _next("T02", limit=4)

    answers = at_once(_keep(three, actor), _keep(four, actor))

    assert sorted(answers) == ["kept", "taken"]
    old, new = Rule.objects.filter(code="T02").order_by("version")
    assert (old.effective_until, new.version) == (date(2026, 12, 31), 2)
    assert Entry.objects.filter(chain="deadline_rules").count() == 1
