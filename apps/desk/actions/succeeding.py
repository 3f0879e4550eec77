"""Carry out successions: end the department, and pass its dossiers on batch by batch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from apps.audit.actions import record_apart
from apps.clues.actions.inheriting import pass_belongings
from apps.desk.actions.successions import CHAIN
from apps.desk.models import Succession
from apps.desk.queries.successions import (
    allotted,
    in_need_of_persons,
    left_behind,
    to_carry_out,
)
from apps.matters.actions import Work, take_steps_across
from apps.matters.models import Matter
from apps.notifications.actions import TOLD_BY_DEFAULT, Message, tell
from apps.organizations.actions import end_department
from apps.organizations.queries import Directory, directory, stamp
from clue_transfer.actors import SYSTEM
from clue_transfer.errors import Refused, Stale
from clue_transfer.succession import WORK_TAKEN_OVER
from clue_transfer.visibility import NEEDS_NAMED_PERSON
from clue_transfer.vocabulary import Role, Secrecy, Verb

log = structlog.get_logger()

BATCH = 100
"""Dossiers that are passed on in one transaction."""

_LEADERS = frozenset({Role.LEAD, Role.HEAD})


def carry_out(*, now: datetime) -> int:
    """Carry out every succession whose day has come; answer how many dossiers have passed.

    One that cannot be carried out does not stop the others. It may be broken off at any point and
    run again, also twice at once: what has passed is no longer the predecessor's.
    """
    passed = 0
    for succession in to_carry_out(on=timezone.localdate(now), now=now):
        try:
            passed += carry_out_one(succession.pk, now=now)
        except Refused as refusal:
            log.warning("succession_refused", succession=succession.pk, code=refusal.code)
        except Exception:
            log.exception("succession_broken_off", succession=succession.pk)
    return passed


def carry_out_one(pk: int, *, now: datetime) -> int:
    """End the department, if that has not been done, and pass on all that it still has."""
    succession = _begin(pk, now=now)
    passed = 0
    for successor, roots in _shares(succession):
        for start in range(0, len(roots), BATCH):
            passed += _pass(pk, roots[start : start + BATCH], successor=successor, now=now)
    _finish(pk, now=now)
    return passed


@transaction.atomic
def _begin(pk: int, *, now: datetime) -> Succession:
    """Take the department out of service the first time; its imports and lists pass each time."""
    row = Succession.objects.select_for_update(no_key=True).get(pk=pk)
    if row.begun_at is None:
        row.successor_id = end_department(row.predecessor_id, successor=row.successor_id)
        row.begun_at, row.total = now, len(left_behind(row))
        row.save(update_fields=["successor", "begun_at", "total"])
        known = directory(stamp())
        content = {
            "predecessor": known.by_id(row.predecessor_id).code,
            "predecessor_name": known.by_id(row.predecessor_id).name,
            "successor": known.by_id(row.successor_id).code,
            "kind": row.kind,
            "reason": row.reason,
        }
        record_apart("department.succeeded", chain=CHAIN, actor=SYSTEM, now=now, content=content)
    pass_belongings(row.predecessor_id, successor=_code(row.successor_id))
    return row


def _shares(succession: Succession) -> Iterator[tuple[str, list[UUID]]]:
    """Say which department is to have which of the dossiers that are left, by code."""
    known = directory(stamp())
    elsewhere = allotted(succession)
    shares: dict[int, list[UUID]] = {}
    for root in left_behind(succession):
        at = known.in_place_of(elsewhere.get(root, succession.successor_id))
        if at is not None:
            shares.setdefault(at, []).append(root)
    for at, roots in sorted(shares.items()):
        yield known.by_id(at).code, roots


def _pass(pk: int, roots: Sequence[UUID], *, successor: str, now: datetime) -> int:
    """Pass a batch on; if it fails as a whole, then one by one, and those that fail stay."""
    try:
        return _pass_at_once(pk, roots, successor=successor, now=now)
    except Exception:
        log.exception("dossiers_not_passed", succession=pk, roots=[str(root) for root in roots])
    if len(roots) == 1:
        return 0
    return sum(_pass(pk, [root], successor=successor, now=now) for root in roots)


@transaction.atomic
def _pass_at_once(pk: int, roots: Sequence[UUID], *, successor: str, now: datetime) -> int:
    """Take the step on every matter of the dossiers, and count what has come of it.

    What another run has passed in the meantime is left alone.
    """
    row = Succession.objects.select_for_update(no_key=True).get(pk=pk)
    roots = left_behind(row, among=roots)
    refusals: dict[UUID, Refused] = {}
    work = take_steps_across(
        Verb.SUCCEED,
        pks=roots,
        payload={
            "predecessor": _code(row.predecessor_id),
            "successor": successor,
            "reason": row.reason,
        },
        now=now,
        refused=refusals.__setitem__,
        whole=True,
    )
    refused = {pk for pk, refusal in refusals.items() if not isinstance(refusal, Stale)}
    kept = {work.matters[pk].root_id for pk in refused}
    passed = [root for root in roots if root not in kept]
    came = _came(work, successor=successor, without=refusals.keys())
    told = row.untold.get(successor, [0, 0])
    row.untold = {**row.untold, successor: [told[0] + came[0], told[1] + came[1]]}
    row.passed += len(passed)
    row.save(update_fields=["passed", "untold"])
    return len(passed)


def _came(work: Work, *, successor: str, without: Collection[UUID]) -> tuple[int, int]:
    """Count the dossiers in which the successor stands now: with open matters, and without."""
    at = _id(work.directory, successor)
    theirs: dict[UUID, bool] = {}
    for pk, matter in work.matters.items():
        stands = any(row.department_id == at and row.until is None for row in work.parties[pk])
        if stands and pk not in without:
            still_open = matter.concluded_at is None
            theirs[matter.root_id] = theirs.get(matter.root_id, False) or still_open
    return sum(theirs.values()), len(theirs) - sum(theirs.values())


@transaction.atomic
def _finish(pk: int, *, now: datetime) -> None:
    """Note what could not be passed, and tell each successor's leads once what has come."""
    row = Succession.objects.select_for_update(no_key=True).get(pk=pk)
    assert row.begun_at is not None  # it has just begun, or long ago
    rest = dict(_shares(row))
    left = sum(len(roots) for roots in rest.values())
    known = directory(stamp())
    came = {code: counts for code, counts in row.untold.items() if any(counts)}
    departments = [_id(known, code) for code in came]
    needed = set(in_need_of_persons(departments, since=row.begun_at, on=timezone.localdate(now)))
    if left > row.left:
        needed |= {_id(known, code) for code, roots in rest.items() if _any_restricted(roots)}
    name = known.by_id(row.predecessor_id).name
    tell(
        [
            *(_taken_over(_id(known, code), name, counts) for code, counts in sorted(came.items())),
            *(_needs_somebody(department) for department in sorted(needed)),
        ],
        now=now,
    )
    row.untold, row.left = {}, left
    row.done_at = None if left else row.done_at or now
    row.save(update_fields=["untold", "left", "done_at"])


def _any_restricted(roots: Sequence[UUID]) -> bool:
    return Matter.objects.filter(pk__in=roots).exclude(secrecy=Secrecy.INTERNAL).exists()


def _taken_over(department: int, name: str, counts: Sequence[int]) -> Message:
    still_open, ended = counts
    return Message(
        event=WORK_TAKEN_OVER,
        title=f"{name}的职责已由本单位承继：接办未结卷宗{still_open}件，另有已结卷宗{ended}件可供查阅",
        department_id=department,
        roles=_LEADERS,
        content={"predecessor": name, "open": still_open, "ended": ended},
    )


def _needs_somebody(department: int) -> Message:
    return Message(
        event=NEEDS_NAMED_PERSON,
        title="有限定知悉范围的事项因部门调整需要贵单位确定知悉人员",
        department_id=department,
        roles=TOLD_BY_DEFAULT | _LEADERS,
    )


def _code(department: int) -> str:
    return directory(stamp()).by_id(department).code


def _id(known: Directory, code: str) -> int:
    found: Any = known.department(code)
    return int(found.id)
