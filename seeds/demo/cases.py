"""Open the cases of the two laws that a demonstration story tells of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from apps.common.ids import new_id
from apps.matters.actions import Work
from apps.opinions.actions import (
    open_inquiry,
    open_linkage,
    open_opinion,
    open_public_interest,
)
from apps.referrals.actions import open_referral
from clue_transfer.actors import Actor
from clue_transfer.vocabulary import Kind

_OPENED_BY: Mapping[Kind, Callable[..., Work]] = {
    Kind.CRIME_REFERRAL: partial(open_referral, Kind.CRIME_REFERRAL),
    Kind.DETENTION_REFERRAL: partial(open_referral, Kind.DETENTION_REFERRAL),
    Kind.OPINION: open_opinion,
    Kind.PUBLIC_INTEREST: open_public_interest,
    Kind.REVERSE_LINKAGE: open_linkage,
    Kind.INQUIRY: open_inquiry,
}


def open_case(
    kind: Kind, given: Mapping[str, Any], *, actor: Actor, now: datetime
) -> tuple[Kind, UUID]:
    """Open a case as a person of the organ would; answer its kind and id."""
    pk = new_id()
    _OPENED_BY[kind](given, actor=actor, now=now, pk=pk)
    return kind, pk


def dated(given: Any, *, on: date) -> Any:
    """Put the day for the word `today` and the year for `{year}`, however deep they stand."""
    if isinstance(given, Mapping):
        return {name: dated(value, on=on) for name, value in given.items()}
    if isinstance(given, list):
        return [dated(value, on=on) for value in given]
    if given == "today":
        return on
    return given.replace("{year}", str(on.year)) if isinstance(given, str) else given
