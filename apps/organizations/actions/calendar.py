"""Take in the State Council's notice of a year's holidays and make-up workdays."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from apps.audit.actions import record_apart
from apps.organizations.models import CalendarYear
from clue_transfer.actors import Actor
from clue_transfer.calendars import notice_errors
from clue_transfer.errors import FieldError, Invalid

_YEARS = range(2000, 2100)
_NAMES = frozenset({"year", "holidays", "makeup_workdays"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The days of one year on which it differs from the plain week."""

    year: int
    holidays: frozenset[date]
    makeup_workdays: frozenset[date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What a notice has changed: each day that is a holiday or a make-up workday now, or no more.

    `version` is that of the year afterwards; `new`, that the year had not been announced.
    """

    year: int
    version: int
    new: bool
    holidays: tuple[frozenset[date], frozenset[date]]
    makeup_workdays: tuple[frozenset[date], frozenset[date]]

    @property
    def changed(self) -> bool:
        """Whether anything is different from before."""
        return self.new or any((*self.holidays, *self.makeup_workdays))


def read_notices(text: str) -> list[Notice]:
    """Read notices as `seeds/reference/calendar.toml` writes them; Invalid names what is wrong."""
    try:
        rows = tomllib.loads(text).get("year")
    except tomllib.TOMLDecodeError as error:
        raise _wrong("", "malformed", "不是有效的TOML文件：%(why)s", why=str(error)) from None
    if not isinstance(rows, list) or not rows:
        raise _wrong("/year", "required", "文件中没有任何年份")
    notices = [_notice(row, place=place) for place, row in enumerate(rows)]
    if len({notice.year for notice in notices}) < len(notices):
        raise _wrong("/year", "twice", "同一年份出现了两次")
    return notices


def foreseen(notices: Sequence[Notice]) -> list[tuple[CalendarYear, Announced]]:
    """Say what notices would change, and give the years as they would be; nothing is written."""
    years = [notice.year for notice in notices]
    return _apply(notices, known=CalendarYear.objects.filter(year__in=years))


@transaction.atomic
def announce(notices: Sequence[Notice], *, actor: Actor, now: datetime) -> list[Announced]:
    """Write the notices and say what each has changed; one that is known changes nothing."""
    years = [notice.year for notice in notices]
    found = []
    for row, done in _apply(
        notices, known=CalendarYear.objects.select_for_update().filter(year__in=years)
    ):
        found.append(done)
        if not done.changed:
            continue
        row.save()
        content = {
            "year": row.year,
            "version": row.version,
            "holidays": [day.isoformat() for day in row.holidays],
            "makeup_workdays": [day.isoformat() for day in row.makeup_workdays],
        }
        record_apart("calendar.announced", chain="calendar", actor=actor, now=now, content=content)
    return found


def _apply(
    notices: Sequence[Notice], *, known: Iterable[CalendarYear]
) -> list[tuple[CalendarYear, Announced]]:
    rows = {row.year: row for row in known}
    found = []
    for notice in sorted(notices, key=lambda each: each.year):
        row = rows.get(notice.year) or CalendarYear(year=notice.year, version=0, known=False)
        done = _announced(row, notice)
        if done.changed:
            row.version, row.known = done.version, True
            row.holidays = sorted(notice.holidays)
            row.makeup_workdays = sorted(notice.makeup_workdays)
        found.append((row, done))
    return found


def _announced(row: CalendarYear, notice: Notice) -> Announced:
    before = frozenset(row.holidays), frozenset(row.makeup_workdays)
    done = Announced(
        year=notice.year,
        version=row.version,
        new=not row.known,
        holidays=(notice.holidays - before[0], before[0] - notice.holidays),
        makeup_workdays=(notice.makeup_workdays - before[1], before[1] - notice.makeup_workdays),
    )
    return Announced(
        year=done.year,
        version=done.version + done.changed,
        new=done.new,
        holidays=done.holidays,
        makeup_workdays=done.makeup_workdays,
    )


def _notice(row: object, *, place: int) -> Notice:
    pointer = f"/year/{place}"
    if not isinstance(row, dict) or not row.keys() <= _NAMES:
        raise _wrong(pointer, "malformed", "每一年应写明year、holidays、makeup_workdays")
    year = row.get("year")
    if type(year) is not int or year not in _YEARS:
        raise _wrong(f"{pointer}/year", "invalid", "年份应为2000至2099之间的整数")
    days = {}
    for name in ("holidays", "makeup_workdays"):
        given = row.get(name)
        if not isinstance(given, list) or any(type(day) is not date for day in given):
            raise _wrong(f"{pointer}/{name}", "invalid", "应为日期的列表")
        days[name] = frozenset(given)
    errors = notice_errors(year, **days)
    if errors:
        raise Invalid(
            errors=[
                FieldError(f"{pointer}{each.pointer}", each.code, each.message, each.params)
                for each in errors
            ]
        )
    return Notice(year=year, **days)


def _wrong(pointer: str, code: str, message: str, **params: object) -> Invalid:
    return Invalid(errors=[FieldError(pointer, code, message, params)])
