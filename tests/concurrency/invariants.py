"""What holds of every matter at every moment, read from the tables and compared with the rules."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count, F
from django.utils import timezone

from apps.audit.models import Entry
from apps.clues.models import Clue, Transfer
from apps.deadlines.models import Deadline
from apps.matters.actions.rebuild import rebuild
from apps.matters.models import Access, ClockAccess, Matter, PartyRow, Wait
from apps.organizations.queries import directory, stamp
from clue_transfer.visibility import Relation, Why, reasons_to_read
from clue_transfer.vocabulary import DeadlineState, Kind, Party, Status, Verb
from clue_transfer.workflows import MACHINES
from clue_transfer.workflows.clue import holder_of
from tests.stories import assert_record_is_sound

OPEN = (DeadlineState.RUNNING, DeadlineState.SUSPENDED)


def assert_all_holds() -> None:
    """Check every matter of the database."""
    for matter in Matter.objects.all():
        assert_held_by_one(matter)
        assert_somebody_is_awaited(matter)
        assert_an_entry_a_step(matter)
    assert_clues_are_held_where_their_legs_are()
    assert_one_clock_of_a_kind()
    assert_access_is_what_the_rules_say()
    assert_rebuilding_changes_nothing()
    assert_record_is_sound()


def assert_held_by_one(matter: Matter) -> None:
    """An open matter has one holder, the party that the table names; an ended one has none."""
    machine = MACHINES[Kind(matter.kind)]
    ended = Status(matter.status) in machine.final
    assert (matter.concluded_at is not None) == ended, matter.pk
    if ended:
        assert matter.holder_id is None, matter.pk
    elif matter.kind == Kind.TRANSFER:
        part = machine.holders[Status(matter.status)]
        current = PartyRow.objects.filter(matter=matter, part=part, until=None)
        assert [row.department_id for row in current] == [matter.holder_id], matter.pk


def assert_clues_are_held_where_their_legs_are() -> None:
    """A transferred clue is held by the holder of its main live leg, else by its sender."""
    for clue in Clue.objects.filter(status=Status.TRANSFERRED):
        # What came along with a merged clue stands behind the clue's own legs.
        legs = Transfer.objects.filter(parent=clue).order_by(F("came_with").asc(nulls_first=True))
        rows = legs.values("holder", "role", "sequence")
        assert clue.holder_id == holder_of(clue.sender_id, legs=rows), clue.pk


def assert_somebody_is_awaited(matter: Matter) -> None:
    """An open matter waits for somebody, unless its table says why it does not."""
    waits = Wait.objects.filter(matter=matter).count()
    if matter.concluded_at is not None:
        assert waits == 0, matter.pk
    elif Status(matter.status) not in MACHINES[Kind(matter.kind)].no_turn_because:
        assert waits > 0, (matter.pk, matter.status)


def assert_one_clock_of_a_kind() -> None:
    """A department has at most one open clock of a kind, and an ended matter has none."""
    clocks = Deadline.objects.filter(state__in=OPEN)
    of_a_kind = clocks.values("matter", "kind", "department").annotate(n=Count("pk"))
    assert list(of_a_kind.filter(n__gt=1)) == []
    assert list(clocks.filter(matter__concluded_at__isnull=False)) == []


def assert_an_entry_a_step(matter: Matter) -> None:
    """Every step that a matter remembers has its entry, and versions only grow."""
    entries = list(Entry.objects.filter(matter=matter).order_by("sequence"))
    assert [entry.sequence for entry in entries] == list(range(1, matter.record_count + 1))
    assert entries[-1].hash == matter.record_head
    table = {str(row.verb) for row in MACHINES[Kind(matter.kind)].rows}
    taken = Counter(entry.verb for entry in entries if entry.verb in table)
    remembered = {verb: act["count"] for verb, act in matter.acts.items() if verb in table}
    assert taken == remembered, matter.pk
    keep = {str(row.verb) for row in MACHINES[Kind(matter.kind)].rows if row.keeps_version}
    versions = [
        json.loads(entry.text)["content"]["version"]
        for entry in entries
        if entry.verb in (table | {Verb.OPEN}) - keep
    ]
    assert versions == sorted(set(versions)), matter.pk
    assert versions[0] == 1
    assert versions[-1] <= matter.version, matter.pk


def assert_access_is_what_the_rules_say() -> None:
    """The rows of access are the kernel's reasons, no more and no fewer."""
    known = directory(stamp())
    for matter in Matter.objects.all():
        relations = [
            Relation(row.department_id, Party(row.part), current=row.until is None)
            for row in PartyRow.objects.filter(matter=matter)
            if row.until is None or row.acted
        ]
        # Of the two laws the procuratorates of the place and of the ends read, drafts excepted.
        ends = {each.department for each in relations if each.current and each.part in _ENDS}
        places = {known.by_id(each).division for each in ends} | {matter.division_id}
        reasons = reasons_to_read(
            relations,
            superiors_of=known.superior_chain,
            escalation_level=matter.escalation_level,
            procuratorates=known.procuratorates(frozenset(places - {None}))
            if matter.two_laws and matter.status != "draft"
            else (),
        )
        expected = {
            (
                department,
                str(why),
                place == 0,
                whys != (Why.FORMER,) and matter.concluded_at is None,
                None if whys == (Why.FORMER,) else _nearest_due(matter, department),
            )
            for department, whys in reasons.items()
            for place, why in enumerate(whys)
        }
        stored = Access.objects.filter(matter=matter)
        rows = stored.values_list("department_id", "why", "primary", "open", "next_due_at")
        assert set(rows) == expected, (matter.pk, matter.kind, matter.status)
        clocks = Deadline.objects.filter(matter=matter, state__in=("running", "suspended"))
        assert set(ClockAccess.objects.filter(matter=matter).values_list(*_OF_CLOCKS)) == {
            (clock.pk, department, clock.due_at)
            for clock in clocks
            for department, whys in reasons.items()
            if whys != (Why.FORMER,)
        }


_ENDS = frozenset({Party.SENDER, Party.RECEIVER, Party.PROCURATORATE})
_OF_CLOCKS = ("deadline", "department", "due_at")


def assert_rebuilding_changes_nothing() -> None:
    """Computing waits and access anew gives the rows that the procedure has written."""
    before = derived_rows()

    assert sum(rebuild(now=timezone.now(), batch=2)) == Matter.objects.count()

    assert derived_rows() == before


def derived_rows() -> dict[str, set[tuple[Any, ...]]]:
    """Read waits and access without the keys that the database gives."""
    waits = Wait.objects.values_list("matter", "department", "verb", "deadline", "due_at")
    access = Access.objects.values_list(
        "matter", "department", "why", "primary", "kind", "opened_at", "open", "next_due_at"
    )
    clocks = ClockAccess.objects.values_list("deadline", "matter", "department", "due_at")
    return {"waits": set(waits), "access": set(access), "clocks": set(clocks)}


def _nearest_due(matter: Matter, department: int) -> datetime | None:
    """Of a dossier: the nearest of what the department reads, and still is a party to."""
    clocks = Deadline.objects.filter(state=DeadlineState.RUNNING)
    if matter.pk == matter.root_id:
        read = Access.objects.filter(department_id=department).exclude(why=Why.FORMER)
        clocks = clocks.filter(matter__root=matter, matter__in=read.values("matter"))
    else:
        clocks = clocks.filter(matter=matter)
    return clocks.order_by("due_at").values_list("due_at", flat=True).first()
