"""Reads of clocks: how each stands, what may be asked, how its due time came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from apps.common.api.wording import reader_language, word_for
from apps.deadlines.models import Deadline
from apps.deadlines.queries import kernel_rule, rulebook
from apps.desk.models import ExtensionRequest
from apps.matters.models import Access, NamedPerson, beside_visible
from apps.matters.reach import opens, read_now
from apps.matters.rows import how_it_stands, named
from apps.organizations.queries import Directory, calendars_at, directory, stamp
from clue_transfer.actors import Actor
from clue_transfer.calendars import WorkCalendar, local
from clue_transfer.deadlines import DayReason, Suspension, explain, ground_of, limit_of, unit_of
from clue_transfer.extensions import Clock, extendable
from clue_transfer.strip import Caption, strip
from clue_transfer.telling import Telling, tell
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import (
    DeadlineKind,
    DeadlineState,
    Kind,
    Secrecy,
    Status,
    SuspensionCause,
    Urgency,
    called,
)

DEADLINE_COLUMNS = (
    "id",
    "matter_id",
    "matter__kind",
    "matter__number",
    "matter__title",
    "kind",
    "department_id",
    "rule_id",
    "rule__code",
    "rule__version",
    "urgency",
    "started_at",
    "due_at",
    "provisional",
    "state",
    "extension",
    "extension_count",
    "held_until",
    "suspended_at",
    "suspended_for",
    "proposal",
    "stopped_at",
    "stopped_by",
)


def visible_deadlines(actor: Actor) -> QuerySet[Deadline]:
    """Read the clocks of matters that the actor may see; a former party is shown none."""
    return Deadline.objects.filter(beside_visible(actor), read_now(actor))


def nearest_open(actor: Actor) -> tuple[QuerySet[Deadline], str, str]:
    """Read the open ones of `visible_deadlines`; answer also the key and id of their order."""
    if actor.powers is not None or actor.department is None:
        rows = visible_deadlines(actor).filter(state__in=_OPEN)
        return rows, "due_at", "pk"
    named_here = NamedPerson.objects.filter(matter_id=OuterRef("matter_id"), person_id=actor.person)
    read = FilteredRelation("readers", condition=Q(readers__department=actor.department))
    rows = Deadline.objects.annotate(read=read).filter(
        Q(matter__secrecy=Secrecy.INTERNAL) | Exists(named_here),
        read__department=actor.department,
    )
    return rows, "read__due_at", "read__deadline_id"


_OPEN = (DeadlineState.RUNNING, DeadlineState.SUSPENDED)


def deadline_rows(
    rows: Iterable[Mapping[str, Any]],
    *,
    actor: Actor,
    now: datetime,
    names: Directory | None = None,
) -> list[dict[str, Any]]:
    """Show clocks across matters, with what may be asked about each."""
    names = names or directory(stamp())
    return [_row(row, actor=actor, directory=names, now=now) for row in rows]


def _row(
    row: Mapping[str, Any], *, actor: Actor, directory: Directory, now: datetime
) -> dict[str, Any]:
    rule = rulebook(directory.stamp).by_id(row["rule_id"])
    clock = Clock(
        rule=rule,
        urgency=Urgency(row["urgency"]),
        state=DeadlineState(row["state"]),
        due_at=row["due_at"],
        rounds=row["extension_count"],
        asked=row["held_until"] is not None,
    )
    # Who proposes what is the own department's affair until it is decided.
    own = row["department_id"] == actor.department
    return {
        "id": row["id"],
        "matter": row["matter_id"],
        "matter_kind": row["matter__kind"],
        "number": row["matter__number"],
        "title": row["matter__title"],
        "kind": row["kind"],
        "label": word_for(DeadlineKind(row["kind"])),
        "department": named(directory, row["department_id"]),
        "rule": row["rule__code"],
        "rule_version": row["rule__version"],
        "unit": str(unit_of(rule, urgency=clock.urgency)),
        "started_at": row["started_at"],
        "due_at": row["due_at"],
        "provisional": row["provisional"],
        "state": row["state"],
        "standing": standing_of(row, prefix="", now=now),
        "extension": row["extension"],
        "extendable": extendable(clock, now=now),
        "suspended_at": row["suspended_at"],
        "suspended_for": row["suspended_for"] or None,
        "suspension_causes": [
            {"code": str(cause), "label": word_for(cause)}
            for cause in SuspensionCause
            if cause in rule.suspension_causes
        ],
        "proposal": row["proposal"] if own else None,
        "stopped_at": row["stopped_at"],
        "stopped_by": row["stopped_by"] or None,
    }


def requests_about(clock: Deadline, *, actor: Actor | None = None) -> QuerySet[Any]:
    """Read the requests for more time of a clock; who was a party once is shown none."""
    requests = ExtensionRequest.objects.filter(deadline=clock).order_by("opened_at", "pk")
    if actor is None or opens(actor, clock.matter):
        return requests
    access = Access.objects.filter(matter_id=clock.matter_id, department_id=actor.acting)
    return requests if access.exclude(why=Why.FORMER).exists() else requests.none()


def explanation(
    row: Deadline, *, calendar: WorkCalendar, requests: Iterable[ExtensionRequest]
) -> dict[str, Any]:
    """Lay out how a clock's due time comes about; while it stands suspended there is none."""
    told = telling(row, calendar=calendar)
    rule, urgency, pauses, days = told.rule, told.urgency, told.suspensions, told.days
    return {
        "id": row.pk,
        "kind": row.kind,
        "rule": rule.code,
        "rule_version": rule.version,
        "label": row.rule.label,
        "article": rule.citation,
        "confidence": rule.confidence,
        "confidence_label": word_for(ground_of(rule)),
        "source": rule.source,
        "limit": limit_of(rule, urgency=urgency),
        "unit": str(unit_of(rule, urgency=urgency)),
        "regime": rule.regime,
        "roll_over": rule.roll_over,
        "set_on": row.set_on,
        "text": tell(told, language=reader_language()),
        "state": row.state,
        "started_at": row.started_at,
        "due_at": None if row.state == DeadlineState.SUSPENDED else row.due_at,
        "provisional": row.provisional,
        "extension": row.extension,
        "extensions": [_request(request) for request in requests],
        "suspensions": [
            {"since": pause.since, "until": pause.until, "cause": pause.cause} for pause in pauses
        ],
        "days": [
            {
                "date": day.date,
                "counted": day.counted,
                "reason": day.reason,
                "label": word_for(DayReason(day.reason)),
            }
            for day in days
        ],
    }


def telling(row: Deadline, *, calendar: WorkCalendar) -> Telling:
    """Gather what is told of a clock, with each of its days; a date that was set has none.

    The days are those of the calendar under which it was reckoned, as far as that has been kept.
    """
    if row.calendar_version != calendar.version:
        calendar = calendars_at({row.calendar_version}).get(row.calendar_version, calendar)
    rule, urgency = kernel_rule(row.rule), Urgency(row.urgency)
    pauses = [
        Suspension(pause.since, pause.until, pause.cause)
        for pause in row.suspensions.order_by("since")
    ]
    days = (
        []
        if row.set_on
        else explain(
            rule,
            start=row.started_at,
            calendar=calendar,
            urgency=urgency,
            suspensions=pauses,
            extension=row.extension,
        )
    )
    return Telling(
        label=row.rule.label,
        rule=rule,
        urgency=urgency,
        started_at=row.started_at,
        due_at=None if row.state == DeadlineState.SUSPENDED else row.due_at,
        days=days,
        suspensions=pauses,
        extension=row.extension,
        provisional=row.provisional,
        set_by_paper=row.set_on is not None,
    )


def picture(row: Deadline, *, calendar: WorkCalendar, language: str, now: datetime) -> str:
    """Draw a clock's days as SVG, in the reader's language."""
    told = telling(row, calendar=calendar)
    title = told.label if language == "zh" else row.kind.replace("_", " ")
    caption = Caption(
        title=f"{title} · {told.rule.code}",
        description=tell(told, language=language),
        language=language,
    )
    return strip(told.days, caption=caption, today=local(now).date())


def standing_of(row: Mapping[str, Any], *, prefix: str, now: datetime) -> str | None:
    """Say how the clock of a row stands now; nothing for a row without one."""
    if row[f"{prefix}state"] is None:
        return None
    started, due, state = (row[f"{prefix}{name}"] for name in ("started_at", "due_at", "state"))
    return how_it_stands(started, due, state, now=now)


def _request(request: ExtensionRequest) -> dict[str, Any]:
    """Show a request without its reasons: these are for who asks and who decides."""
    return {
        "id": request.pk,
        "status": request.status,
        "status_label": word_for(called(Status(request.status), kind=Kind.EXTENSION_REQUEST)),
        "round": request.round,
        "days": request.days,
        "granted_days": request.granted_days,
        "asked_at": request.opened_at,
        "decided_at": request.concluded_at,
        "due_before": request.due_before,
        "due_after": request.due_after,
    }
