"""When a clock stood still: its suspensions, how they begin and end, and the time they take."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from clue_transfer.calendars import DAY, local, start_of_day
from clue_transfer.errors import FieldError, Invalid


@dataclass(frozen=True, slots=True)
class Suspension:
    """From when until when (`None`: still) a clock stood still, and why."""

    since: datetime
    until: datetime | None
    cause: str = ""


class Stillness:
    """The suspensions of one clock, overlaps joined; `Invalid` if one ends before it begins."""

    def __init__(self, suspensions: Iterable[Suspension]) -> None:
        self._spans: list[tuple[datetime, datetime | None]] = []
        for since, until in sorted(map(_span, suspensions), key=lambda span: span[0]):
            if not self._spans:
                self._spans.append((since, until))
                continue
            first, last = self._spans[-1]
            if last is None:
                break
            if since > last:
                self._spans.append((since, until))
            else:
                self._spans[-1] = (first, None if until is None else max(last, until))

    def at_end_of(self, day: date) -> bool:
        """Whether the clock stood still at 24:00 of the day, so that the day does not count."""
        return bool(self._spans) and self.at(_last_moment(day))

    def at(self, moment: datetime) -> bool:
        """Whether the clock stood still at the moment."""
        return any(
            since <= moment and (until is None or moment < until) for since, until in self._spans
        )

    def is_open_at(self, moment: datetime) -> bool:
        """Whether, from the moment on, the clock stands still and nobody has resumed it."""
        return any(until is None and since <= moment for since, until in self._spans)

    def is_open_at_end_of(self, day: date) -> bool:
        """Whether the clock stands still at 24:00 of the day and nobody has resumed it."""
        return self.is_open_at(_last_moment(day))

    def running(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Give the pieces of the time from `begin` to `end` in which the clock ran, in order."""
        for since, until in self._spans:
            if since >= end:
                break
            if until is not None and until <= begin:
                continue
            if begin < since:
                yield begin, since
            if until is None or until >= end:
                return
            begin = until
        if begin < end:
            yield begin, end


def follows(kind: str) -> str:
    """Name the cause for which a clock stands still because that of another kind does."""
    return f"{kind}_suspended"


def earliest(suspensions: Iterable[Suspension], *, started_at: datetime) -> datetime:
    """Find from when on a clock may stand still: its start or its last resumption."""
    return max((each.until for each in suspensions if each.until), default=started_at)


def check_past(moment: datetime, *, now: datetime, pointer: str) -> None:
    """Refuse with `Invalid` a moment that is still to come: back-dating is for the past."""
    if local(moment) > local(now):
        raise _wrong(pointer, "in-the-future", "不能晚于当前时间")


def suspend(
    suspensions: Collection[Suspension],
    *,
    since: datetime,
    cause: str,
    allowed_causes: frozenset[str],
    started_at: datetime,
) -> tuple[Suspension, ...]:
    """Give the suspensions with a new open one at their end.

    `Invalid` when the clock stands still already, when the rule does not name the cause, or when
    it would begin before the clock's start or the last resumption.
    """
    if any(each.until is None for each in suspensions):
        raise _wrong("/since", "already-suspended", "期限已经中止")
    if cause not in allowed_causes:
        raise _wrong("/cause", "cause-not-named", "该期限不能因此事由中止")
    resumed = earliest(suspensions, started_at=started_at)
    if local(since) < max(local(resumed), local(started_at)):
        raise _wrong("/since", "too-early", "中止不能早于起算或上次恢复的时间")
    return (*suspensions, Suspension(since, None, cause))


def resume(suspensions: Collection[Suspension], *, until: datetime) -> tuple[Suspension, ...]:
    """Close the open suspension; `Invalid` if none is open or it would end too early."""
    if not any(each.until is None for each in suspensions):
        raise _wrong("/until", "not-suspended", "期限没有中止")
    closed = tuple(
        replace(each, until=until) if each.until is None else each for each in suspensions
    )
    for each in closed:
        _span(each)
    return closed


def _span(suspension: Suspension) -> tuple[datetime, datetime | None]:
    since = local(suspension.since)
    until = None if suspension.until is None else local(suspension.until)
    if until is not None and until < since:
        raise _wrong("/until", "ends-before-it-begins", "恢复不能早于中止")
    return since, until


def _last_moment(day: date) -> datetime:
    return start_of_day(day + DAY) - datetime.resolution


def _wrong(pointer: str, code: str, message: str) -> Invalid:
    return Invalid(errors=(FieldError(pointer, code, message),))
