"""The short hand in which the tables are written: who may, and from which statuses."""

from __future__ import annotations

from clue_transfer.machine import Grant
from clue_transfer.vocabulary import Party, Role, Status


def who(text: str) -> tuple[Grant, ...]:
    """Read `sender:lead,handler / system` as grants.

    Where a superior's coordinator may act, so may the coordinator of the office that coordinates
    the matter in place of a superior that has none.
    """
    grants = []
    for part in text.split("/"):
        party, _, roles = part.strip().partition(":")
        names = [name.strip() for name in roles.split(",") if name.strip()]
        grants.append(Grant(Party(party), frozenset(Role(name) for name in names)))
        if grants[-1].party is Party.SUPERIOR and Role.COORDINATOR in grants[-1].roles:
            grants.append(Grant(Party.COORDINATOR, frozenset({Role.COORDINATOR})))
    return tuple(grants)


def sources(text: str) -> frozenset[Status]:
    """Read `draft|submitted` as statuses."""
    return frozenset(Status(name.strip()) for name in text.split("|"))
