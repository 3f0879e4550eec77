"""What the dates of a matter must be to each other, and to the day on which they are given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from clue_transfer.errors import FieldError


class _Order(NamedTuple):
    earlier: str
    later: str
    field: str
    code: str
    message: str


_ORDERS = (
    _Order(
        "occurred_on", "discovered_on", "occurred_on", "after-discovery", "发生日期晚于发现日期"
    ),
    _Order("filed_on", "decided_on", "decided_on", "before-filing", "决定日期早于立案日期"),
    _Order("decided_on", "served_on", "served_on", "before-decision", "送达日期早于决定日期"),
    _Order("since", "until", "until", "before-start", "截止日期早于起始日期"),
)


def date_errors(
    given: Mapping[str, date | None], *, today: date, known: Mapping[str, date | None] | None = None
) -> list[FieldError]:
    """Name what is wrong with the dates given: none in the future, none out of order.

    `known` are earlier ones of the same matter, which stand.
    """
    found = [
        FieldError(f"/{name}", "in-the-future", "日期不能晚于今天")
        for name, day in given.items()
        if day is not None and day > today
    ]
    return found + order_errors({**(known or {}), **given})


def order_errors(days: Mapping[str, date | None]) -> list[FieldError]:
    """Name the dates that come before what must precede them."""
    found = []
    for earlier, later, field, code, message in _ORDERS:
        first, second = days.get(earlier), days.get(later)
        if first is not None and second is not None and first > second:
            found.append(FieldError(f"/{field}", code, message))
    return found


def covers(day: date, *, since: date, until: date) -> bool:
    """Whether a day lies within a stretch of days, both ends included."""
    return since <= day <= until
