"""Give the work of people who have left back to their departments, and tell the leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.accounts.actions import end_lapsed
from apps.accounts.models import Membership, User
from apps.matters.actions import Work, take_steps_across
from apps.matters.models import Access, Matter, NamedPerson, PartyRow
from apps.notifications.actions import Message, tell
from clue_transfer.absence import WORK_RETURNED
from clue_transfer.actors import SYSTEM
from clue_transfer.errors import Refused
from clue_transfer.visibility import NEEDS_NAMED_PERSON, Why
from clue_transfer.vocabulary import Kind, Party, Role, Secrecy, Verb

log = structlog.get_logger()

BATCH = 500
_HANDLED_BY_RECEIVER = (Kind.TRANSFER, Kind.RECTIFICATION)


def return_work(*, now: datetime) -> int:
    """Look at everybody who has left, wholly or one department; answer how many matters went back.

    A person each in a transaction of its own, so that one does not stop the others.
    """
    end_lapsed(now=now)
    returned = 0
    for user in _leavers(on=timezone.localdate(now)):
        try:
            returned += return_work_of(user, now=now)
        except Exception:
            log.exception("work_not_returned", user=user.pk)
    return returned


@transaction.atomic
def return_work_of(user: User, *, now: datetime) -> int:
    """Take a person who has left off what they handled or were named on; answer how many."""
    today = timezone.localdate(now)
    if not left_behind(user, on=today).exists():
        return 0
    # Every dossier first, in the order of keys; what is left behind is then looked at again.
    Work(now=now, actor=SYSTEM).lock(left_behind(user, on=today).values_list("pk", flat=True))
    found = list(
        left_behind(user, on=today).order_by("pk").values("pk", "handler", "answers_for", "secrecy")
    )
    refused: dict[UUID, Refused] = {}
    for start in range(0, len(found), BATCH):
        take_steps_across(
            Verb.RELEASE,
            pks=[row["pk"] for row in found[start : start + BATCH]],
            payload={"person": user.pk},
            now=now,
            refused=refused.__setitem__,
        )
    done = [row for row in found if row["pk"] not in refused]
    returned = Counter(row["answers_for"] for row in done if row["handler"] == user.pk)
    closed = {row["pk"] for row in done if row["secrecy"] != Secrecy.INTERNAL}
    tell([*_returned(returned), *_need_somebody(user, closed, on=today)], now=now)
    return len(done)


def left_behind(user: User, *, on: date) -> QuerySet[Any]:
    """Read the open matters that a person handles, or is named on, for a department they left.

    Who works for another department that reads a matter stays named on it only if they worked
    there when they were named: who has moved on to the superior was not named for it.
    """
    receives = Q(part=Party.RECEIVER, matter__kind__in=_HANDLED_BY_RECEIVER)
    asks = Q(part=Party.ASKER, matter__kind=Kind.EXTENSION_REQUEST)
    receiver = PartyRow.objects.filter(receives | asks, matter=OuterRef("pk"), until__isnull=True)
    rows = Matter.objects.filter(concluded_at__isnull=True).annotate(
        answers_for=Coalesce(
            Subquery(receiver.values("department")[:1]),
            F("holder_id"),
            output_field=BigIntegerField(),
        )
    )
    named = ~Q(secrecy=Secrecy.INTERNAL) & Q(
        pk__in=Matter.objects.filter(named__person=user).values("pk")
    )
    if not user.is_active:
        return rows.filter(Q(handler=user) | named)
    gone, still = _departments(user, on=on)
    readable = Access.objects.filter(matter=OuterRef("pk"))
    return rows.filter(
        Q(handler=user, answers_for__in=gone)
        | named
        & Exists(readable.filter(department__in=gone))
        & ~Exists(readable.filter(_named_for(user, still)))
    )


def _named_for(user: User, departments: Collection[int]) -> Q:
    """Keep the access of departments for which a person worked when they were named there."""
    worked = Membership.objects.filter(user=user, department__in=departments)
    found = Q(pk__in=())
    for department, since, until in worked.values_list("department", "since", "until"):
        named = NamedPerson.objects.filter(
            person=user, matter=OuterRef("matter"), since__date__gte=since
        )
        if until is not None:
            named = named.filter(since__date__lte=until)
        found |= Q(Exists(named), department=department)
    return found


def _departments(user: User, *, on: date) -> tuple[set[int], set[int]]:
    """Say which departments a person has left, and for which they still work."""
    known = Membership.objects.filter(user=user)
    still = set(known.valid_on(on).values_list("department_id", flat=True))
    over = set(known.filter(until__lt=on).values_list("department_id", flat=True))
    return over - still, still


def _leavers(*, on: date) -> list[User]:
    """List who has left and is still the handler of something open, or named on it."""
    ended = Membership.objects.filter(user=OuterRef("pk"), until__lt=on)
    handled = Matter.objects.filter(handler=OuterRef("pk"), concluded_at__isnull=True)
    named = Matter.objects.filter(named__person=OuterRef("pk"), concluded_at__isnull=True).exclude(
        secrecy=Secrecy.INTERNAL
    )
    people = User.objects.filter(Q(is_active=False) | Exists(ended))
    return list(people.filter(Exists(handled) | Exists(named)).order_by("pk"))


def _returned(counts: Counter[int]) -> list[Message]:
    return [
        Message(
            event=WORK_RETURNED,
            title=f"承办人停用或离任，{count}件未结事项已交回本单位待办，请改派承办人",
            department_id=department,
            roles=frozenset({Role.LEAD}),
            content={"count": count},
        )
        for department, count in sorted(counts.items())
    ]


def _need_somebody(user: User, closed: Collection[UUID], *, on: date) -> list[Message]:
    """Tell those departments that were theirs that somebody must be named, and nothing of what."""
    gone, still = _departments(user, on=on)
    theirs = gone if user.is_active else gone | still
    there = Access.objects.filter(matter__in=closed, department__in=theirs).exclude(why=Why.FORMER)
    return [
        Message(
            event=NEEDS_NAMED_PERSON,
            title="有限定知悉范围的事项因人员停用或离任需要贵单位重新确定知悉人员",
            department_id=department,
            roles=frozenset({Role.LEAD, Role.HEAD}),
        )
        for department in sorted(set(there.values_list("department_id", flat=True)))
    ]
