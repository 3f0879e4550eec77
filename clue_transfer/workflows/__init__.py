"""The tracks: one table each; `MACHINES` finds them by kind."""

from __future__ import annotations

from dataclasses import replace

from clue_transfer.machine import Machine
from clue_transfer.vocabulary import Kind, Party, Status
from clue_transfer.workflows import (
    clue,
    common,
    complaint,
    extension_request,
    rectification,
    transfer,
)


def _with_common_verbs(machine: Machine) -> Machine:
    open_statuses = machine.statuses - machine.final
    rows = common.rows_for(
        machine.kind,
        open_statuses=open_statuses,
        final=machine.final,
        handled=_handled(machine, open_statuses),
    )
    return replace(machine, rows=machine.rows + rows)


def _handled(machine: Machine, open_statuses: frozenset[Status]) -> frozenset[Status]:
    """Name the statuses in which the handler's own department holds the matter."""
    if machine.kind not in (Kind.TRANSFER, Kind.RECTIFICATION):
        return open_statuses
    return frozenset(each for each in open_statuses if machine.holders[each] is Party.RECEIVER)


MACHINES: dict[Kind, Machine] = {
    machine.kind: _with_common_verbs(machine)
    for machine in (
        clue.MACHINE,
        transfer.MACHINE,
        rectification.MACHINE,
        complaint.MACHINE,
        extension_request.MACHINE,
    )
}

INTERNAL_EVENTS: frozenset[str] = frozenset(
    row.event for machine in MACHINES.values() for row in machine.rows if row.internal
) | {f"{kind}.edited" for kind in MACHINES}
