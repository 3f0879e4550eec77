"""Prove of a table that every state can be reached and ended, has an owner, and a turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from clue_transfer.machine import Machine, Transition
from clue_transfer.vocabulary import Status, Verb

_MAY_LEAVE_FINAL = frozenset({Verb.REOPEN, Verb.UNMERGE})


def faults(machine: Machine) -> list[str]:
    """Name everything that is wrong with a table; empty when it is sound."""
    return [
        *_unreachable(machine),
        *_endless(machine),
        *_final_with_exit(machine),
        *_without_holder(machine),
        *_without_turn(machine),
        *_without_clock(machine),
        *_turns_that_nobody_may_take(machine),
        *_events(machine),
        *_clocks(machine),
    ]


def _edges(rows: Iterable[Transition]) -> list[tuple[Status, Status, Verb]]:
    return [
        (source, row.target, row.verb)
        for row in rows
        if row.target is not None
        for source in row.sources
    ]


def _closure(start: Iterable[Status], edges: Iterable[tuple[Status, Status]]) -> set[Status]:
    seen = set(start)
    queue = deque(seen)
    pairs = list(edges)
    while queue:
        here = queue.popleft()
        for source, target in pairs:
            if source == here and target not in seen:
                seen.add(target)
                queue.append(target)
    return seen


def _unreachable(machine: Machine) -> list[str]:
    starts = {machine.initial, *(opening.status for opening in machine.openings.values())}
    reached = _closure(starts, [(a, b) for a, b, _ in _edges(machine.rows)])
    return [f"{status} cannot be reached" for status in sorted(machine.statuses - reached)]


def _endless(machine: Machine) -> list[str]:
    ending = _closure(machine.final, [(b, a) for a, b, _ in _edges(machine.rows)])
    return [f"{status} cannot end" for status in sorted(machine.statuses - ending)]


def _final_with_exit(machine: Machine) -> list[str]:
    return [
        f"{row.verb} leaves the final status {source}"
        for row in machine.rows
        for source in sorted(row.sources & machine.final)
        if row.verb not in _MAY_LEAVE_FINAL and row.target is not None
    ]


def _without_holder(machine: Machine) -> list[str]:
    open_statuses = machine.statuses - machine.final
    return [f"{status} has no holder" for status in sorted(open_statuses - set(machine.holders))]


def _without_turn(machine: Machine) -> list[str]:
    """Find open states where for some facts it would be nobody's turn, with no reason written."""
    found = []
    for status in sorted(machine.statuses - machine.final):
        turns = machine.turns.get(status, ())
        always = [
            turn for turn in turns if not (turn.when or turn.unless or turn.after or turn.until)
        ]
        complementary = any(
            set(one.when) == set(other.unless) and one.when and one.party == other.party
            for one in turns
            for other in turns
        )
        if not always and not complementary and status not in machine.no_turn_because:
            found.append(f"in {status} it may be nobody's turn, and no reason is written")
    return found


def _without_clock(machine: Machine) -> list[str]:
    """Find open states that no clock watches, with no reason written."""
    return [
        f"no clock watches {status}, and no reason is written"
        for status in sorted(machine.statuses - machine.final)
        if not any(turn.deadline for turn in machine.turns.get(status, ()))
        and status not in machine.no_clock_because
    ]


def _turns_that_nobody_may_take(machine: Machine) -> list[str]:
    found = []
    for status, turns in machine.turns.items():
        for turn in turns:
            row = machine.row(turn.verb)
            if status not in row.sources:
                found.append(f"{turn.verb} is asked in {status}, where it cannot be taken")
            if turn.party not in row.parties:
                found.append(f"{turn.verb} is asked of {turn.party}, which may not take it")
    return found


def _events(machine: Machine) -> list[str]:
    seen: dict[str, Verb] = {}
    found = []
    for row in machine.rows:
        if not row.event.startswith(f"{machine.kind}."):
            found.append(f"the event of {row.verb} is not {machine.kind}'s")
        if row.event in seen:
            found.append(f"{row.verb} and {seen[row.event]} share the event {row.event}")
        seen[row.event] = row.verb
    return found


def _clocks(machine: Machine) -> list[str]:
    """Find clocks that are asked for in a turn but that nothing ever starts."""
    started = {start.kind for row in machine.rows for start in (*row.starts, *row.restarts)}
    started |= {start.kind for opening in machine.openings.values() for start in opening.starts}
    asked = {turn.deadline for turns in machine.turns.values() for turn in turns if turn.deadline}
    from_legs = {"redirect"}
    return [f"nothing starts {kind}" for kind in sorted(asked - started) if kind not in from_legs]
