"""Departments brought to their end, as an administrator and the worker do it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from apps.desk.actions import carry_out, register_succession
from apps.desk.models import Succession
from apps.organizations.models import Department
from clue_transfer.actors import SYSTEM
from clue_transfer.vocabulary import SuccessionKind

REASON = "甘政发〔2026〕18号"


def registered(
    predecessor: str, successor: str, *, kind: str = "merger", **changes: Any
) -> Succession:
    """Register that a department ends, from today unless another day is given."""
    administrator, _ = get_user_model().objects.get_or_create(username="registrar")
    given: dict[str, Any] = {
        "effective_on": timezone.localdate(),
        "reason": REASON,
        "made_by": administrator.pk,
        "actor": SYSTEM,
        "now": timezone.now(),
        **changes,
    }
    return register_succession(
        kind=SuccessionKind(kind),
        predecessor=Department.objects.get(code=predecessor),
        successor=Department.objects.get(code=successor),
        **given,
    )


def succeeded(predecessor: str, successor: str, **changes: Any) -> Succession:
    """Let a department end today, and pass on all that it has."""
    made = registered(predecessor, successor, **changes)
    carry_out(now=timezone.now())
    made.refresh_from_db()
    return made
