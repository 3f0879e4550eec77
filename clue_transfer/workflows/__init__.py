"""The tracks: one table each; `MACHINES` finds them by kind."""

from __future__ import annotations

from dataclasses import replace

from clue_transfer.machine import Grant, Machine
from clue_transfer.offices import with_same_offices
from clue_transfer.vocabulary import Kind, Party, Status, Verb
from clue_transfer.workflows import (
    clue,
    common,
    complaint,
    crime_referral,
    detention_referral,
    extension_request,
    inquiry,
    opinion,
    public_interest,
    rectification,
    reverse_linkage,
    transfer,
)

TWO_LAWS = frozenset(
    {
        Kind.CRIME_REFERRAL,
        Kind.DETENTION_REFERRAL,
        Kind.OPINION,
        Kind.PUBLIC_INTEREST,
        Kind.REVERSE_LINKAGE,
        Kind.INQUIRY,
    }
)
"""The tracks of the two laws (行刑衔接): the procuratorates of the place read them uninvited."""
HANDED_OVER_BY = {Kind.CRIME_REFERRAL: Verb.TRANSFER, Kind.DETENTION_REFERRAL: Verb.SEND}
"""By which step a case goes to the police, so that it can be fed back as handed over."""
_HANDLED_BY = {
    Kind.TRANSFER: Party.RECEIVER,
    Kind.RECTIFICATION: Party.RECEIVER,
    Kind.CRIME_REFERRAL: Party.SENDER,
    Kind.DETENTION_REFERRAL: Party.SENDER,
    Kind.OPINION: Party.PROCURATORATE,
}
"""Whose the handler is of a matter that several departments hold in turn."""


def _with_common_verbs(machine: Machine) -> Machine:
    open_statuses = machine.statuses - machine.final
    rows = common.rows_for(
        machine.kind,
        open_statuses=open_statuses,
        final=machine.final,
        handled=_handled(machine, open_statuses),
    )
    if machine.kind in TWO_LAWS:
        rows = tuple(replace(row, who=_held_by_any(row.who)) for row in rows)
    return replace(machine, rows=machine.rows + rows)


def _held_by_any(grants: tuple[Grant, ...]) -> tuple[Grant, ...]:
    """Let who holds a lead's or a handler's office in the police or a procuratorate do as much."""
    return tuple(replace(grant, roles=with_same_offices(grant.roles)) for grant in grants)


def _handled(machine: Machine, open_statuses: frozenset[Status]) -> frozenset[Status]:
    """Name the statuses in which the handler's own department holds the matter."""
    party = _HANDLED_BY.get(machine.kind)
    if party is None:
        return open_statuses
    return frozenset(each for each in open_statuses if machine.holders[each] is party)


MACHINES: dict[Kind, Machine] = {
    machine.kind: _with_common_verbs(machine)
    for machine in (
        clue.MACHINE,
        transfer.MACHINE,
        rectification.MACHINE,
        complaint.MACHINE,
        extension_request.MACHINE,
        crime_referral.MACHINE,
        detention_referral.MACHINE,
        opinion.MACHINE,
        public_interest.MACHINE,
        reverse_linkage.MACHINE,
        inquiry.MACHINE,
    )
}

INTERNAL_EVENTS: frozenset[str] = frozenset(
    row.event for machine in MACHINES.values() for row in machine.rows if row.internal
) | {f"{kind}.edited" for kind in MACHINES}
