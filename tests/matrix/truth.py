"""What the kernel says of every matter: who may see it, and up to when."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from apps.matters.models import Matter, NamedPerson, PartyRow
from apps.organizations.queries import directory, stamp
from clue_transfer.actors import Actor
from clue_transfer.visibility import Facts, Relation, Why, may_see, reasons_to_read
from clue_transfer.vocabulary import Party, Secrecy


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

    def sees(self, actor: Actor, matter: UUID) -> bool:
        """Whether the actor may read the matter."""
        return may_see(actor, self.facts[matter])

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
