"""Take in the State Council's notice of a year's holidays and make-up workdays."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from apps.audit.actions import record_apart
from apps.common.canonical import canonical
from apps.organizations.models import CalendarNotice, CalendarYear
from clue_transfer.actors import Actor
from clue_transfer.calendars import notice_errors
from clue_transfer.errors import FieldError, Invalid, Stale

_YEARS = range(2000, 2100)
_NAMES = frozenset({"year", "holidays", "makeup_workdays", "source"})
LARGEST = 64 * 1024
"""How long the text of notices may be: fifty years of them are not as long."""
_LONGEST_SOURCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The days of one year on which it differs from the plain week."""

    year: int
    holidays: frozenset[date]
    makeup_workdays: frozenset[date]
    source: str = ""
    """The number of the paper that says so."""
    known: bool = True
    """Whether it has been announced; what has not is assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What a notice has changed: each day that is a holiday or a make-up workday now, or no more.

    `version` is that of the year afterwards; `new`, that the year had not been announced;
    `withdrawn`, that it is no more.
    """

    year: int
    version: int
    new: bool
    withdrawn: bool
    holidays: tuple[frozenset[date], frozenset[date]]
    makeup_workdays: tuple[frozenset[date], frozenset[date]]

    @property
    def changed(self) -> bool:
        """Whether anything is different from before."""
        return self.new or self.withdrawn or any((*self.holidays, *self.makeup_workdays))

    @property
    def days(self) -> frozenset[date]:
        """The days that are another kind of day than before."""
        return frozenset().union(*self.holidays, *self.makeup_workdays)


def read_notices(text: str) -> list[Notice]:
    """Read notices as `seeds/reference/calendar.toml` writes them; Invalid names what is wrong."""
    if len(text) > LARGEST:
        raise _wrong("", "too-large", "文件过大，最多%(kilobytes)sKB", kilobytes=LARGEST // 1024)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong("", "malformed", "不是有效的TOML文件：%(why)s", why=str(error)) from None
    rows = document.pop("year", None)
    if not isinstance(rows, list) or not rows:
        raise _wrong("/year", "required", "文件中没有任何年份")
    if document:
        names = "、".join(sorted(document))
        raise _wrong("", "unknown-key", "文件中有不认识的项：%(names)s", names=names)
    notices = [_notice(row, place=place) for place, row in enumerate(rows)]
    if len({notice.year for notice in notices}) < len(notices):
        raise _wrong("/year", "twice", "同一年份出现了两次")
    return notices


def foreseen(notices: Sequence[Notice]) -> list[tuple[CalendarYear, Announced]]:
    """Say what notices would change, and give the years as they would be; nothing is written."""
    years = [notice.year for notice in notices]
    return _apply(notices, known=CalendarYear.objects.filter(year__in=years))


@transaction.atomic
def announce(
    notices: Sequence[Notice], *, actor: Actor, now: datetime, under: int | None = None
) -> list[Announced]:
    """Write the notices and say what each has changed; one that is known changes nothing.

    The version before stays to be read. All years are locked: each change of the calendar has
    a version of its own. Raises Stale where the calendar is not at the version `under` any more.
    """
    list(CalendarYear.objects.select_for_update().order_by("year").values_list("pk"))
    if under is not None and _version() != under:
        raise Stale("试算之后日历已有变动，请重新试算")
    sources = {notice.year: notice.source for notice in notices}
    found = []
    for row, done in foreseen(notices):
        found.append(done)
        if not done.changed:
            continue
        row.save()
        [kept] = keep_versions([row], sources=sources, actor=actor, now=now)
        content = {
            "year": row.year,
            "version": row.version,
            "known": row.known,
            "holidays": [day.isoformat() for day in row.holidays],
            "makeup_workdays": [day.isoformat() for day in row.makeup_workdays],
            "source": kept.source,
            "sha256": kept.sha256,
        }
        record_apart("calendar.announced", chain="calendar", actor=actor, now=now, content=content)
    return found


def keep_versions(
    rows: Iterable[CalendarYear], *, sources: Mapping[int, str], actor: Actor, now: datetime | None
) -> list[CalendarNotice]:
    """Keep years that have just been written as versions of the calendar."""
    total = _version()
    return CalendarNotice.objects.bulk_create(
        [
            CalendarNotice(
                year=row.year,
                version=row.version,
                known=row.known,
                holidays=sorted(row.holidays),
                makeup_workdays=sorted(row.makeup_workdays),
                source=sources[row.year],
                sha256=_hash_of(row, source=sources[row.year]),
                calendar_version=total,
                loaded_by_id=actor.person,
                loaded_at=now,
            )
            for row in rows
        ]
    )


def _version() -> int:
    """Say at which version the whole calendar is: every change of a year counts."""
    return CalendarYear.objects.aggregate(total=Sum("version"))["total"] or 0


def _apply(
    notices: Sequence[Notice], *, known: Iterable[CalendarYear]
) -> list[tuple[CalendarYear, Announced]]:
    rows = {row.year: row for row in known}
    found = []
    for notice in sorted(notices, key=lambda each: each.year):
        row = rows.get(notice.year) or CalendarYear(year=notice.year, version=0, known=False)
        done = _announced(row, notice)
        if done.changed:
            row.version, row.known = done.version, notice.known
            row.holidays = sorted(notice.holidays)
            row.makeup_workdays = sorted(notice.makeup_workdays)
        found.append((row, done))
    return found


def _announced(row: CalendarYear, notice: Notice) -> Announced:
    before = frozenset(row.holidays), frozenset(row.makeup_workdays)
    done = Announced(
        year=notice.year,
        version=row.version,
        new=notice.known and not row.known,
        withdrawn=row.known and not notice.known,
        holidays=(notice.holidays - before[0], before[0] - notice.holidays),
        makeup_workdays=(notice.makeup_workdays - before[1], before[1] - notice.makeup_workdays),
    )
    return replace(done, version=done.version + done.changed)


def _hash_of(row: CalendarYear, *, source: str) -> str:
    facts = {
        "year": row.year,
        "known": row.known,
        "holidays": sorted(row.holidays),
        "makeup_workdays": sorted(row.makeup_workdays),
        "source": source,
    }
    return hashlib.sha256(canonical(facts).encode()).hexdigest()


def _notice(row: object, *, place: int) -> Notice:
    pointer = f"/year/{place}"
    if not isinstance(row, dict) or not row.keys() <= _NAMES:
        raise _wrong(pointer, "malformed", "每一年应写明year、holidays、makeup_workdays")
    year = row.get("year")
    if type(year) is not int or year not in _YEARS:
        raise _wrong(f"{pointer}/year", "invalid", "年份应为2000至2099之间的整数")
    days: dict[str, frozenset[date]] = {}
    for name in ("holidays", "makeup_workdays"):
        given = row.get(name)
        if not isinstance(given, list) or any(type(day) is not date for day in given):
            raise _wrong(f"{pointer}/{name}", "invalid", "应为日期的列表")
        days[name] = frozenset(given)
        if len(days[name]) < len(given):
            twice = next(day for day in sorted(given) if given.count(day) > 1)
            raise _wrong(
                f"{pointer}/{name}", "twice", "同一天出现了两次：%(day)s", day=twice.isoformat()
            )
    source = row.get("source", "")
    if not isinstance(source, str) or len(source) > _LONGEST_SOURCE:
        raise _wrong(f"{pointer}/source", "invalid", "通知文号应为200字以内的文字")
    errors = notice_errors(year, **days)
    if errors:
        raise Invalid(
            errors=[
                FieldError(f"{pointer}{each.pointer}", each.code, each.message, each.params)
                for each in errors
            ]
        )
    return Notice(
        year=year,
        holidays=days["holidays"],
        makeup_workdays=days["makeup_workdays"],
        source=source.strip(),
    )


def _wrong(pointer: str, code: str, message: str, **params: object) -> Invalid:
    return Invalid(errors=[FieldError(pointer, code, message, params)])
