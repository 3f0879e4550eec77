"""Powers of a superuser over dossiers: what they name, and who is told when they are on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.accounts import actions as accounts
from apps.accounts.models import PowerGrant
from apps.accounts.queries import holders_of
from apps.matters.models import Access, Matter
from apps.notifications.actions import Message, tell
from clue_transfer.actors import Actor
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import AccountEvent, Role, Secrecy

_CONCERNED = (Why.SENDER, Why.RECEIVER, Why.INTAKE, Why.VIA)
"""Which departments are told that a dossier of theirs is read: who has it or has sent it."""


@transaction.atomic
def ask_powers(
    *,
    reason: str,
    hours: int,
    everything: bool,
    numbers: Collection[str],
    actor: Actor,
    now: datetime,
) -> PowerGrant:
    """Ask for powers over the dossiers in which these numbers stand, or over all internal ones.

    Raises NotYourStep, and Invalid for what is missing and for a number that opens nothing.
    """
    return accounts.ask_powers(
        reason=reason,
        hours=hours,
        everything=everything,
        dossiers=dossiers_of(numbers),
        actor=actor,
        now=now,
    )


def dossiers_of(numbers: Collection[str]) -> dict[UUID, str]:
    """Find the dossiers in which numbers stand: root and the number that was given.

    Raises Invalid for a number that is unknown or sealed, without telling the one from the other.
    """
    rows = Matter.objects.filter(number__in=numbers).exclude(secrecy=Secrecy.SEALED)
    found = {str(row.number): row.root_id for row in rows.only("number", "root_id")}
    unknown = [number for number in numbers if number not in found]
    if unknown:
        wrong = FieldError("/dossiers", "unknown", "没有此文号，或者不能开启：%(numbers)s")
        raise Invalid(
            errors=[FieldError(wrong.pointer, wrong.code, wrong.message, {"numbers": unknown})]
        )
    return {root: number for number, root in found.items()}


@transaction.atomic
def approve_powers(pk: int, *, actor: Actor, now: datetime) -> PowerGrant:
    """Approve another superuser's request, and tell auditors and the departments concerned."""
    grant = accounts.approve_powers(pk, actor=actor, now=now)
    tell([*_to_auditors(grant, now=now), *_to_departments(grant)], now=now)
    return grant


def _to_auditors(grant: PowerGrant, *, now: datetime) -> list[Message]:
    """Tell every auditor who may read how much, on whose approval and why; no number is named."""
    what = "全部内部事项" if grant.everything else f"{len(grant.dossiers)}个卷宗"
    title = (
        f"超级权限已开启：{grant.user}可查阅{what}，至{_until(grant)}，"
        f"批准人{grant.approved_by}，事由：{grant.reason}"
    )
    return [
        Message(event=AccountEvent.POWERS_GRANTED, title=title, person_id=auditor)
        for auditor in holders_of(Role.AUDITOR, on=timezone.localdate(now))
    ]


def _to_departments(grant: PowerGrant) -> list[Message]:
    """Tell the leads of who has a named dossier, each of that one only and without the reason.

    The message names the matter, so that secrecy decides at delivery who of them may know.
    """
    numbers = dict(Matter.objects.filter(pk__in=grant.dossiers).values_list("pk", "number"))
    rows = Access.objects.filter(matter__in=numbers, why__in=_CONCERNED).order_by("pk")
    pairs = dict.fromkeys(rows.values_list("matter_id", "department_id"))
    return [
        Message(
            event=AccountEvent.POWERS_GRANTED,
            title=f"超级权限已开启：{grant.user}可查阅{numbers[matter] or ''}，至{_until(grant)}",
            matter_id=matter,
            department_id=department,
            roles=frozenset({Role.LEAD}),
        )
        for matter, department in pairs
    ]


def _until(grant: PowerGrant) -> str:
    return "" if grant.until is None else f"{timezone.localtime(grant.until):%Y-%m-%d %H:%M}"
