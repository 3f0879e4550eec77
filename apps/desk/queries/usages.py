"""Reads of what clocks have used of their limits, and departments of theirs in a dossier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from apps.common.api.wording import word_for
from apps.deadlines.models import Deadline, Suspension
from apps.deadlines.queries import rulebook
from apps.desk.queries.clocks import visible_deadlines
from apps.matters.models import Matter
from apps.matters.rows import named
from apps.matters.watching import watch
from apps.organizations.queries import Directory, calendars_at, directory, stamp
from clue_transfer import deadlines as kernel
from clue_transfer.actors import Actor
from clue_transfer.usage import Usage, usage
from clue_transfer.vocabulary import DeadlineKind, Urgency

_OF_A_CLOCK = ("started_at", "stopped_at", "urgency", "extension", "rule_id")
_BESIDES = ("calendar_version", "set_on", "stood_since", "stood_until")


def with_pauses(clocks: QuerySet[Deadline], *columns: str) -> QuerySet[Any, dict[str, Any]]:
    """Read columns of clocks, and with them when each stood still, in the same statement."""
    stood = Suspension.objects.filter(deadline=OuterRef("pk")).order_by("since", "pk")
    return clocks.annotate(
        stood_since=ArraySubquery(stood.values("since")),
        stood_until=ArraySubquery(stood.values("until")),
    ).values(*columns, *_BESIDES)


def usages(rows: Sequence[Mapping[str, Any]], *, names: Directory, now: datetime) -> list[Usage]:
    """Say what each clock has used up to now or to its end, under the calendar of its due time."""
    rules, calendar = rulebook(names.stamp), names.calendar
    others = {row["calendar_version"] for row in rows} - {calendar.version}
    kept = calendars_at(others) if others else {}
    return [
        usage(
            rules.by_id(row["rule_id"]),
            start=row["started_at"],
            at=row["stopped_at"] or now,
            calendar=kept.get(row["calendar_version"], calendar),
            urgency=Urgency(row["urgency"]),
            suspensions=[
                kernel.Suspension(since, until)
                for since, until in zip(row["stood_since"], row["stood_until"], strict=True)
            ],
            extension=row["extension"],
            set_on=row["set_on"],
        )
        for row in rows
    ]


def shown_usage(used: Usage) -> dict[str, Any]:
    """Lay out what was used."""
    return {
        "unit": str(used.unit),
        "used": used.used,
        "limit": used.limit,
        "suspended": used.suspended,
    }


def usage_of_dossier(matter: Matter, *, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Add up what each department has used of each kind of limit, in matters that the actor sees.

    What is over counts as well. Sums of different units stand apart.
    """
    clocks = visible_deadlines(actor).filter(matter__root_id=matter.root_id)
    columns = (*_OF_A_CLOCK, "kind", "department_id", "matter_id", "matter__secrecy")
    rows = list(with_pauses(clocks, *columns))
    watch(actor, _matters(rows))
    names = directory(stamp())
    sums: dict[tuple[int, str, str], list[Usage]] = {}
    for row, used in zip(rows, usages(rows, names=names, now=now), strict=True):
        sums.setdefault((row["department_id"], row["kind"], str(used.unit)), []).append(used)
    found = [
        {
            "department": named(names, department),
            "kind": kind,
            "label": word_for(DeadlineKind(kind)),
            "clocks": len(each),
            "unit": unit,
            "used": sum(used.used for used in each),
            "limit": sum(used.limit for used in each),
            "suspended": sum(used.suspended for used in each),
        }
        for (department, kind, unit), each in sums.items()
    ]
    return sorted(found, key=lambda row: (row["department"]["code"], row["kind"], row["unit"]))


def _matters(rows: Iterable[Mapping[str, Any]]) -> list[tuple[UUID, str]]:
    return [(row["matter_id"], row["matter__secrecy"]) for row in rows]
