"""A unit of work: what a transaction has read under lock and what it is about to write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from apps.accounts.queries import members
from apps.audit.actions import NewEntry
from apps.common.prepared import PKS, Among, Prepared
from apps.deadlines.actions import Clocks
from apps.deadlines.models import Deadline
from apps.deadlines.queries import Rulebook, rulebook
from apps.matters.asked import NumberRequest, PaperRequest
from apps.matters.facts import common_facts
from apps.matters.kinds import KindSpec, spec_of
from apps.matters.models import VIEWER, Matter, MatterQuerySet, PartyRow, recused_in
from apps.matters.reach import left
from apps.notifications.actions import Message
from apps.organizations.models import ReferenceStamp
from apps.organizations.queries import Directory, directory
from clue_transfer.actors import Actor
from clue_transfer.machine import Transition
from clue_transfer.situations import Act, Fact, Situation
from clue_transfer.vocabulary import (
    DeadlineState,
    Party,
    Role,
    Status,
    Verb,
)

Seen = Callable[[Actor], MatterQuerySet]
"""A way to ask what an actor may see, such as `Clue.objects.visible_to`."""
_OF_PARTIES = tuple(field.name for field in PartyRow._meta.concrete_fields)
_OF_THEIR_MATTERS = (
    *("kind", "status", "parent", "root", "escalation_level", "concluded_at"),
    *("about_department", "division", "two_laws"),
)


@dataclass(slots=True)
class Step:
    """One step on one matter: what an effect sees and adds to."""

    work: Work
    matter: Any
    row: Transition
    actor: Actor
    payload: Mapping[str, Any]
    content: dict[str, Any] = field(default_factory=dict)
    message: dict[str, Any] = field(default_factory=dict)
    clocks: list[dict[str, Any]] = field(default_factory=list)
    """What the effect has done to clocks, for the record."""

    @property
    def now(self) -> datetime:
        """When the step is taken, UTC."""
        return self.work.now


class Work:
    """Collects reads under lock and writes of one transaction; `flush` writes each table once."""

    def __init__(self, *, now: datetime, actor: Actor, reading: bool = False) -> None:
        self.reading = reading
        self.now = now
        self.actor = actor
        self.matters: dict[UUID, Any] = {}
        self.seen: set[UUID] = set()
        self.along: list[UUID] = []
        """Roots of other dossiers that share the fate of those that a step is about."""
        self.recused: dict[UUID, frozenset[int]] = {}
        """Who has declared a conflict in which dossier, read with its lock."""
        self.new: list[Any] = []
        self.touched: dict[UUID, Any] = {}
        self.dirty: dict[UUID, set[str]] = defaultdict(set)
        self.parties: dict[UUID, list[PartyRow]] = defaultdict(list)
        self._clocks: Clocks | None = None
        self._open_clocks: list[Deadline] = []
        self.new_named: list[tuple[UUID, int]] = []
        self.named_alike: list[tuple[UUID, UUID]] = []
        """Pairs of matters: whoever is named on the first is to be named on the second."""
        self.not_named: list[tuple[UUID, int]] = []
        """Persons who are named no longer."""
        self.entries: list[tuple[Any, dict[str, Any], str, Verb, Actor]] = []
        self.unsaid: frozenset[str] = frozenset()
        """Events that the caller tells of in its own way, once for all."""
        self.messages: list[tuple[Any, str, int, dict[str, Any], frozenset[Role]]] = []
        self.papers: list[PaperRequest] = []
        self.notices: list[Message] = []
        """Messages that name no matter, for those who may not know of it."""
        self.numbers: list[NumberRequest] = []
        self.satellites: list[Any] = []
        """Rows of tables below a kind, inserted with everything else, one statement a table."""
        self.changed_parties: dict[int, PartyRow] = {}
        self.prepared: dict[str, Any] = {}
        """What a kind has read for a whole batch before its first step (`KindSpec.prepare`)."""
        self._by_root: dict[UUID, dict[UUID, Any]] = defaultdict(dict)
        self._loaded: set[tuple[str, UUID]] = set()
        self._members: dict[UUID, dict[UUID, Matter]] = defaultdict(dict)
        self._stamp: int | None = None
        self._facts: dict[UUID, frozenset[Fact]] = {}
        self._coordinated: dict[tuple[int, ...], int | None] = {}

    @property
    def stamp(self) -> int:
        """The version of the reference data, read once a transaction."""
        if self._stamp is None:
            self._stamp = ReferenceStamp.objects.values_list("version", flat=True).get()
        return self._stamp

    @property
    def directory(self) -> Directory:
        """Departments, divisions and the calendar."""
        return directory(self.stamp)

    @property
    def rulebook(self) -> Rulebook:
        """The deadline rules in force."""
        return rulebook(self.stamp)

    @property
    def clocks(self) -> Clocks:
        """The open clocks of what has been read, and those that this work starts."""
        if self._clocks is None:
            self._clocks = Clocks(
                open_clocks=self._open_clocks,
                rulebook=self.rulebook,
                calendar=self.directory.calendar,
            )
        return self._clocks

    @property
    def local_year(self) -> int:
        """The year of the step in Chinese time, which numbers carry."""
        return timezone.localtime(self.now).year

    @property
    def local_day(self) -> date:
        """The day of the step in Chinese time."""
        return timezone.localtime(self.now).date()

    def lock(
        self,
        pks: Iterable[UUID],
        *,
        among: Seen | None = None,
        skip_locked: bool = False,
    ) -> list[UUID]:
        """Lock the dossiers of the matters, roots first in id order; answer the roots' ids.

        Keeps in `seen` which of the matters are `among` what the actor may see. That is read
        before the lock is waited for: who loses a race is told so, and not that there is nothing.
        """
        locked = _locked_roots(among, skip_locked=skip_locked).read(
            pks=list(pks), person=self.actor.person, department=self.actor.department
        )
        for pk, self._stamp, pks_seen, recused in locked:
            self.seen.update(pks_seen or ())
            self.recused[pk] = frozenset(recused)
        return [pk for pk, *_ in locked]

    def load(self, spec: KindSpec, roots: Sequence[UUID]) -> None:
        """Read all matters of a kind in the dossiers once, under lock unless only reading."""
        kind = str(spec.machine.kind)
        missing = [root for root in roots if (kind, root) not in self._loaded]
        if not missing:
            return
        self._loaded.update((kind, root) for root in missing)
        for matter in _of_dossiers(cast("Any", spec.model), reading=self.reading).read(pks=missing):
            known = self.matters.setdefault(matter.pk, matter)
            self._by_root[known.root_id][known.pk] = known

    def load_satellites(self, roots: Sequence[UUID]) -> None:
        """Read parties and open clocks of the dossiers, and of which matters these are."""
        missing = [root for root in roots if ("", root) not in self._loaded]
        if not missing:
            return
        self._loaded.update(("", root) for root in missing)
        for party in _PARTIES.read(pks=missing):
            self.parties[party.matter_id].append(party)
            self._members[party.matter.root_id][party.matter_id] = party.matter
        self._open_clocks += _OPEN_CLOCKS.read(pks=missing)

    def of_root(self, root: UUID, *, kind: str) -> list[Any]:
        """List the dossier's matters of a kind, new ones included."""
        return [
            matter
            for pk, matter in self._by_root[root].items()
            if matter.kind == kind and matter.root_id == root and pk in self.matters
        ]

    def dossier(self, root: UUID) -> list[Any]:
        """List every matter of a dossier as it stands now: loaded, or as far as it is known."""
        members = self._members[root].items()
        found = {pk: self.matters.get(pk, known) for pk, known in members} | self._by_root[root]
        return [matter for matter in found.values() if matter.root_id == root]

    def add(self, matter: Any) -> None:
        """Take in a matter that this work opens."""
        self.matters[matter.pk] = matter
        self._by_root[matter.root_id][matter.pk] = matter
        self.new.append(matter)
        self.touched[matter.pk] = matter

    def touch(self, matter: Any, *fields: str) -> None:
        """Remember that waits and access of the matter must be written again, and columns."""
        self.touched[matter.pk] = matter
        self.dirty[matter.pk].update(fields)
        if "root" in fields:
            self._by_root[matter.root_id][matter.pk] = matter
        self._facts.clear()

    def department_of(self, matter: Any, party: Party) -> int | None:
        """Name the department that currently has a part in the matter."""
        if party is Party.HOLDER:
            return matter.holder_id if matter.holder_id is None else int(matter.holder_id)
        for row in self.parties[matter.pk]:
            if row.part == party and row.until is None:
                return int(row.department_id)
        return None

    def parties_of(self, matter: Any, actor: Actor) -> frozenset[Party]:
        """Say what the actor's department is to the matter."""
        if actor.is_system:
            return frozenset({Party.SYSTEM})
        found = {
            Party(row.part)
            for row in self.parties[matter.pk]
            if row.department_id == actor.department and row.until is None
        }
        if matter.holder_id is not None and matter.holder_id == actor.department:
            found.add(Party.HOLDER)
        if (
            actor.has(Role.COORDINATOR)
            and self.coordinator_of(matter) == actor.department
            and not (self.actor == actor and left(self, matter))
        ):
            found.add(Party.COORDINATOR)
        return frozenset(found)

    def coordinator_of(self, matter: Any) -> int | None:
        """Name the department whose coordinator coordinates the matter, if any place has one.

        The superior who rules on it, else the direct superior of who holds it or held it last;
        where that has no coordinator the joint office of the division, else the province's.
        """
        superior = self.department_of(matter, Party.SUPERIOR)
        if superior is not None:
            places: tuple[int, ...] = (superior, *self.directory.joint_offices(superior))
        else:
            at = matter.holder_id or self.department_of(matter, Party.RECEIVER)
            at = at or self.department_of(matter, Party.SENDER)
            places = () if at is None else self.directory.coordinator_departments(at)
        places = tuple(place for place in places if place != matter.about_department_id)
        if places not in self._coordinated:
            rows = members(places, roles=(Role.COORDINATOR,), on=self.local_day)
            staffed = {row.department for row in rows}
            self._coordinated[places] = next((at for at in places if at in staffed), None)
        return self._coordinated[places]

    def facts(self, matter: Any) -> frozenset[Fact]:
        """Compute what is true of the matter now, after what this work has changed."""
        if matter.pk not in self._facts:
            own = spec_of(matter.kind).facts(self, matter)
            self._facts[matter.pk] = own | common_facts(self, matter)
        return self._facts[matter.pk]

    def situation(self, matter: Any, actor: Actor) -> Situation:
        """Gather all that the kernel's decision looks at."""
        return Situation(
            status=Status(matter.status),
            parties=self.parties_of(matter, actor),
            facts=self.facts(matter),
            acts=acts_of(matter),
            handler=matter.handler_id,
            recused=self.recused_of(matter),
        )

    def recused_of(self, matter: Any) -> frozenset[int]:
        """Say who has declared a conflict in the matter's dossier."""
        return self.recused.get(matter.root_id, frozenset())

    def record(
        self, matter: Any, content: dict[str, Any], *, event: str, verb: Verb, actor: Actor
    ) -> None:
        """Note one entry of the record for the matter."""
        self.entries.append((matter, content, event, verb, actor))

    def new_entries(self) -> list[NewEntry]:
        """Continue each matter's chain with the noted entries, in order."""
        return [
            NewEntry(
                event=event,
                actor=actor,
                matter_id=matter.pk,
                chain=str(matter.pk),
                sequence=matter.record_count + 1,
                previous_hash=matter.record_head,
                verb=str(verb),
                content={"number": matter.number, **content},
            )
            for matter, content, event, verb, actor in self.entries
        ]


@lru_cache(maxsize=256)
def _locked_roots(among: Seen | None, *, skip_locked: bool) -> Prepared:
    def build() -> QuerySet[Any]:
        seen = Matter.objects.none() if among is None else among(VIEWER)
        wanted = Matter.objects.filter(Among("pk", PKS)).values("root_id")
        return (
            Matter.objects.filter(pk__in=wanted)
            .order_by("pk")
            .select_for_update(no_key=True, skip_locked=skip_locked)
            .annotate(
                stamp=ReferenceStamp.objects.values("version")[:1],
                seen=ArraySubquery(seen.filter(Among("pk", PKS), root=OuterRef("pk")).values("pk")),
                recused=recused_in("pk"),
            )
            .values_list("pk", "stamp", "seen", "recused")
        )

    return Prepared(build)


@cache
def _of_dossiers(model: Any, *, reading: bool) -> Prepared:
    rows = model.objects.all if reading else model.objects.locked
    return Prepared(lambda: rows().filter(Among("root_id", PKS)))


def _parties() -> QuerySet[PartyRow]:
    known = (f"matter__{name}" for name in _OF_THEIR_MATTERS)
    rows = PartyRow.objects.filter(Among("matter__root_id", PKS)).select_related("matter")
    return rows.only(*_OF_PARTIES, *known).order_by("pk")


_PARTIES = Prepared(_parties)
_OPEN_CLOCKS = Prepared(
    lambda: Deadline.objects.filter(
        Among("matter__root_id", PKS),
        state__in=(DeadlineState.RUNNING, DeadlineState.SUSPENDED),
    ).order_by("pk")
)


def acts_of(matter: Any) -> dict[Verb, Act]:
    """Read what the matter remembers of its verbs."""
    return {
        Verb(verb): Act(
            count=act["count"],
            person=act["person"],
            department=act["department"],
            at=datetime.fromisoformat(act["at"]),
            on_behalf_of=act.get("on_behalf_of"),
        )
        for verb, act in matter.acts.items()
    }


def remember_act(matter: Any, verb: Verb, *, actor: Actor, now: datetime) -> None:
    """Note on the matter that the verb was taken, by whom and when."""
    earlier = matter.acts.get(verb, {"count": 0})
    act = {
        "count": earlier["count"] + 1,
        "person": actor.person,
        "department": actor.department,
        "at": now.isoformat(),
    }
    if actor.on_behalf_of is not None:
        act["on_behalf_of"] = actor.on_behalf_of
    matter.acts = {**matter.acts, str(verb): act}
