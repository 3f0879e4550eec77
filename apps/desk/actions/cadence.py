"""What is told at its time whether or not anything is late: by day, by week and by month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.accounts.queries import holders_of
from apps.desk.queries.cadence import Figures, figures_of, spot_checks
from apps.notifications.actions import Message, tell
from apps.notifications.models import Digest
from apps.notifications.queries import holding, not_yet_told
from apps.organizations.queries import directory, stamp
from clue_transfer.cadence import Cadence, Period, calendar_alarm, periods_at
from clue_transfer.calendars import local
from clue_transfer.vocabulary import Role

_TO: Mapping[Cadence, frozenset[Role]] = {
    Cadence.DAILY: frozenset({Role.LEAD}),
    Cadence.WEEKLY: frozenset({Role.LIAISON, Role.LEAD}),
    Cadence.MONTHLY: frozenset({Role.LEAD, Role.COORDINATOR}),
}


def send_digests(*, now: datetime) -> int:
    """Send what the day, the week and the month ask for, once a person; say how many were sent.

    Any number of runs may do this at once and again: the ledger of digests is unique on kind,
    period and recipient. A period that passed while nothing ran is not made up for.
    """
    calendar = directory(stamp()).calendar
    sent = sum(_send(period, now=now) for period in periods_at(now, calendar=calendar))
    alarm = calendar_alarm(now, calendar=calendar)
    return sent + (_warn(alarm, now=now) if alarm else 0)


@transaction.atomic
def _send(period: Period, *, now: datetime) -> int:
    day = local(now).date()
    places: dict[int, list[int]] = {}
    for department, person in holding(_TO[period.cadence], on=day):
        places.setdefault(person, []).append(department)
    people = not_yet_told(str(period.cadence), period=period.name, among=places)
    if not people:
        return 0
    departments = {at for person in people for at in places[person]}
    figures = figures_of(departments, period=period, now=now)
    checks = spot_checks(departments, period=period) if period.cadence is Cadence.DAILY else {}
    messages = {
        person: Message(
            event=f"digest.{period.cadence}",
            title=_line(period, [(at, figures[at]) for at in places[person]]),
            person_id=person,
            content=_content(period, places[person], figures, checks),
        )
        for person in sorted(people)
    }
    return _write(period.cadence, period.name, messages, now=now)


@transaction.atomic
def _warn(alarm: Period, *, now: datetime) -> int:
    """Tell the administrators that next year's working days are not known."""
    people = holders_of(Role.ADMINISTRATOR, on=local(now).date())
    missing = not_yet_told(str(alarm.cadence), period=alarm.name, among=people)
    year = local(now).year + 1
    messages = {
        person: Message(
            event="calendar.missing",
            title=f"{year}年放假和调休安排尚未载入，跨年期限均为暂定；发布后请及时载入",
            person_id=person,
            content={"year": year},
        )
        for person in sorted(missing)
    }
    return _write(alarm.cadence, alarm.name, messages, now=now)


def _write(cadence: Cadence, name: str, messages: Mapping[int, Message], *, now: datetime) -> int:
    Digest.objects.bulk_create(
        Digest(kind=str(cadence), period=name, recipient_id=person, told_at=now)
        for person in messages
    )
    tell(list(messages.values()), now=now)
    return len(messages)


def _line(period: Period, places: list[tuple[int, Figures]]) -> str:
    total = Figures.sum(figures for _, figures in places)
    return f"【{period.cadence.label}】{period.title}：{total.sentence}"


def _content(
    period: Period,
    places: list[int],
    figures: Mapping[int, Figures],
    checks: Mapping[int, list[str]],
) -> dict[str, Any]:
    names = directory(stamp())
    return {
        "period": period.name,
        "departments": [
            {
                "department": names.by_id(at).code,
                **figures[at].as_content(),
                "spot_checks": checks.get(at, []),
            }
            for at in places
        ],
    }
