"""What a calendar of deadlines shows, and to whom: never what only named persons may know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext
from icalendar import Calendar, Event

from apps.accounts.queries import actor_of
from apps.common.api.wording import word_for
from apps.deadlines.queries import rulebook
from apps.desk.models import CalendarFeed
from apps.desk.queries.clocks import nearest_open
from apps.organizations.queries import directory, stamp
from clue_transfer.actors import Actor
from clue_transfer.calendars import local
from clue_transfer.deadlines import unit_of
from clue_transfer.errors import NotAMember, NotFound
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, Secrecy, Unit, Urgency

MOST = 500
_REFRESH = timedelta(hours=1)
_COLUMNS = (
    *("id", "matter__number", "matter__title", "matter__escalation_level", "kind", "rule_id"),
    *("rule__code", "rule__citation", "urgency", "due_at", "due_version", "provisional"),
)


def feed_of(digest: str) -> CalendarFeed:
    """Find a live calendar; NotFound for one that is not there, or not any more."""
    live = CalendarFeed.objects.select_related("user", "department").filter(
        digest=digest, revoked_at__isnull=True, user__is_active=True, department__active=True
    )
    feed = live.first()
    if feed is None:
        raise NotFound
    return feed


def reader_of(feed: CalendarFeed, *, on: date) -> Actor:
    """Make the actor who reads the calendar; NotFound once they have left the department."""
    try:
        return actor_of(feed.user, department_code=feed.department.code, on=on)
    except NotAMember:
        raise NotFound from None


def calendar_of(feed: CalendarFeed, *, actor: Actor, now: datetime, base: str) -> bytes:
    """Write the running clocks as a calendar (RFC 5545), the nearest first, at most 500.

    Those of the department, or of what the person handles. Days are whole days, hours moments.
    """
    rows, due, pk = nearest_open(actor)
    rows = rows.filter(
        state=DeadlineState.RUNNING,
        matter__secrecy=Secrecy.INTERNAL,
        department_id=actor.department or 0,
    )
    if feed.kind == CalendarFeed.Kind.MINE:
        rows = rows.filter(Q(matter__handler_id=actor.person))
    found = list(rows.order_by(due, pk).values(*_COLUMNS)[:MOST])
    with translation.override(feed.language):
        return _written(found, feed=feed, now=now, base=base)


def _written(
    rows: Iterable[Mapping[str, Any]], *, feed: CalendarFeed, now: datetime, base: str
) -> bytes:
    rules = rulebook(directory(stamp()).stamp)
    written = Calendar()
    written.add("prodid", "-//Clue Transfer//Deadlines//ZH")
    written.add("version", "2.0")
    written.add("method", "PUBLISH")
    written.add("x-wr-calname", f"{feed.department.name} {gettext('案件期限')}")
    written.add("x-published-ttl", _REFRESH)
    for row in rows:
        event = Event()
        event.add("uid", f"{row['id']}@clue-transfer")
        event.add("sequence", row["due_version"])
        event.add("dtstamp", now)
        rule = rules.by_id(row["rule_id"])
        in_hours = unit_of(rule, urgency=Urgency(row["urgency"])) is Unit.HOURS
        due = local(row["due_at"])
        event.add("dtstart", row["due_at"] if in_hours else due.date())
        name = word_for(DeadlineKind(row["kind"]))
        about = " ".join(part for part in (row["matter__number"], row["matter__title"]) if part)
        event.add("summary", f"{name}：{about}")
        event.add("description", f"{row['rule__code']} {row['rule__citation']}")
        event.add("url", f"{base}/api/v1/deadlines/{row['id']}/explanation/")
        event.add("status", "TENTATIVE" if row["provisional"] else "CONFIRMED")
        event.add("priority", _PRIORITY[min(row["matter__escalation_level"], 3)])
        event.add("transp", "TRANSPARENT")
        written.add_component(event)
    return bytes(written.to_ical())


_PRIORITY = (5, 3, 2, 1)
"""By escalation level; 1 is the highest that a calendar knows."""
