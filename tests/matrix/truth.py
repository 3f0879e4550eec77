"""What the rules say of every matter: who may see it, and up to when.

Of dossiers it is the kernel that says it. Of what is taken in, the words of the design are written
out here a second time: the intake department and who is above it, before them secrecy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.clues.models import Clue, Complaint, ImportRun
from apps.matters.models import Matter, NamedPerson, PartyRow
from apps.organizations.models import Department, Division
from apps.organizations.queries import directory, stamp
from clue_transfer.actors import Actor
from clue_transfer.visibility import Facts, Relation, Why, may_see, reasons_to_read
from clue_transfer.vocabulary import Party, Role, Secrecy, Status
from tests.matrix.marks import Mark


class Truth:
    """The rules applied to parties, names and levels as they stand; no table of access is read."""

    def __init__(self) -> None:
        parties: dict[UUID, list[PartyRow]] = defaultdict(list)
        for row in PartyRow.objects.all():
            parties[row.matter_id].append(row)
        named: dict[UUID, set[int]] = defaultdict(set)
        for matter, person in NamedPerson.objects.values_list("matter", "person"):
            named[matter].add(person)
        chain = directory(stamp()).superior_chain
        self.division = dict(Department.objects.values_list("pk", "division"))
        self.code = dict(Department.objects.values_list("pk", "code"))
        self.parent = dict(Division.objects.values_list("pk", "parent"))
        self.facts: dict[UUID, Facts] = {}
        self.ends: dict[tuple[UUID, int], datetime] = {}
        self.kinds: dict[UUID, str] = {}
        for matter in Matter.objects.all():
            rows = [row for row in parties[matter.pk] if row.until is None or row.acted]
            reasons = reasons_to_read(
                [
                    Relation(row.department_id, Party(row.part), current=row.until is None)
                    for row in rows
                ],
                superiors_of=chain,
                escalation_level=matter.escalation_level,
                procuratorates=self._procuratorates(matter, rows),
            )
            self.kinds[matter.pk] = matter.kind
            self.facts[matter.pk] = Facts(
                secrecy=Secrecy(matter.secrecy),
                reasons=reasons,
                named=frozenset(named[matter.pk]),
                dossier=matter.root_id,
            )
            for row in parties[matter.pk]:
                if row.until is not None:
                    key = matter.pk, row.department_id
                    self.ends[key] = max(self.ends.get(key, row.until), row.until)
        self.above = dict(Department.objects.values_list("pk", "superior"))
        self.complaints = {row.pk: row for row in Complaint.objects.all()}
        self.runs = {row.pk: row for row in ImportRun.objects.all()}
        self.made: dict[UUID, list[UUID]] = defaultdict(list)
        for model in (Clue, Complaint):
            for pk, run in model.objects.values_list("pk", "import_run"):
                self.made[run].append(pk)

        self._once: dict[Any, Any] = {}

    def _procuratorates(self, matter: Matter, rows: list[PartyRow]) -> set[int]:
        """Of what is of the two laws, and no draft: those of the place and of who handles it."""
        if not matter.two_laws or matter.status == Status.DRAFT:
            return set()
        divisions = {matter.division_id}
        for row in rows:
            if row.until is None and row.part in ("sender", "receiver", "procuratorate"):
                divisions.add(self.division[row.department_id])
        above = divisions - {None}
        while above:  # from county to city to province
            above = {self.parent[division] for division in above} - {None} - divisions
            divisions |= above
        codes = {f"{division}-procuratorate" for division in divisions}
        return {pk for pk, code in self.code.items() if code in codes}

    def once(self, key: tuple[Any, ...], look: Callable[[], Any]) -> Any:
        """What was looked up under a key, looked up the first time only: nothing changes now."""
        if key not in self._once:
            self._once[key] = look()
        return self._once[key]

    def sees(self, actor: Actor, matter: UUID) -> bool:
        """Whether the actor may read the matter."""
        if matter in self.complaints:
            return self._sees_complaint(actor, self.complaints[matter])
        return may_see(actor, self.facts[matter])

    def _sees_complaint(self, actor: Actor, complaint: Complaint) -> bool:
        """Its intake department, and the one directly above; whoever is above that from level 2.

        A restricted one is for who is named on it, of these.
        """
        secrecy = Secrecy(complaint.secrecy)
        if actor.powers and actor.powers.open(secrecy=secrecy, dossier=complaint.root_id):
            return True
        if secrecy != Secrecy.INTERNAL and actor.person not in self.facts[complaint.pk].named:
            return False
        readers = [complaint.intake_id, self.above[complaint.intake_id]]
        while complaint.escalation_level >= 2 and readers[-1] is not None:
            readers.append(self.above[readers[-1]])
        return actor.department is not None and actor.department in readers

    def knows_reporter(self, actor: Actor, complaint: UUID) -> bool:
        """Who complained: for the intake and reward officers of the intake department only."""
        at_home = actor.department == self.complaints[complaint].intake_id
        officer = actor.roles & {Role.INTAKE, Role.REWARD_OFFICER}
        return at_home and bool(officer) and self.sees(actor, complaint)

    def knows_reporter_of_clue(self, actor: Actor, clue: UUID) -> bool:
        """The same of the clue that a complaint became, to who may read that as well."""
        came_of = [pk for pk, row in self.complaints.items() if row.opened_clue_id == clue]
        return self.sees(actor, clue) and self.knows_reporter(actor, came_of[0])

    def sees_run(self, actor: Actor, run: UUID) -> bool:
        """A run is its own department's; one of complaints its intake officers' only."""
        row = self.runs[run]
        ours = actor.department is not None and actor.department == row.department_id
        return ours and (row.kind != "complaints" or Role.INTAKE in actor.roles)

    def reads_run(self, actor: Actor, run: UUID) -> bool:
        """The rows of a file are for who sees the run and every matter that came of it."""
        return self.sees_run(actor, run) and all(self.sees(actor, pk) for pk in self.made[run])

    def may_read(self, actor: Actor, mark: Mark) -> bool:
        """Whether the actor may come upon a text at all."""
        if mark.sealed:
            return self.knows_reporter(actor, mark.matter)
        return self.reaches(actor, mark.matter, mark.at)

    def former(self, actor: Actor, matter: UUID) -> bool:
        """Whether the actor's department only had a part in it once."""
        department = actor.department or 0
        return self.facts[matter].reasons.get(department) == (Why.FORMER,)

    def reaches(self, actor: Actor, matter: UUID, at: datetime, *, last_step: bool = False) -> bool:
        """Whether the actor may read what came about beside the matter at a time.

        A paper of the very step that ended a part (`last_step`) is for who had it as well.
        """
        if not self.sees(actor, matter) or not self.former(actor, matter):
            return self.sees(actor, matter)
        end = self.ends[matter, actor.department or 0]
        return at < end or (last_step and at == end)
