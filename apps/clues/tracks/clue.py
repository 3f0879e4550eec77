"""What the spine must know of a clue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from apps.clues.actions import clue_effects, letters
from apps.clues.actions.following import hold_clue
from apps.clues.actions.legs import hops_of, legs_of
from apps.clues.actions.succeeding import succeed_clue
from apps.clues.models import Clue
from apps.clues.queries import merged_along
from apps.matters import kinds
from apps.matters.work import Work
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind, Kind, Status, Verb
from clue_transfer.workflows import MACHINES
from clue_transfer.workflows.conclusion import hinders_conclusion
from clue_transfer.workflows.transfer import CAME_BACK, awaiting

_BEFORE_TRANSFER = frozenset({Status.DRAFT, Status.SUBMITTED, Status.DISCARDED})
_SUPERSEDED = frozenset({Status.FORWARDED, Status.DESIGNATED})


def load_legs(work: Work, clue: Any) -> None:
    """Read the clue's legs, which it has only once it has been transferred."""
    if clue.status in _BEFORE_TRANSFER:
        return
    roots = [clue.root_id]
    if clue.merged_into_id is not None:
        # For a step the survivor is under lock already (`other_clues`), or it is not needed.
        if work.reading:
            work.load(kinds.spec_of(Kind.CLUE), [clue.merged_into_id])
        if clue.merged_into_id in work.matters:
            roots.append(work.matters[clue.merged_into_id].root_id)
    work.load(kinds.spec_of(Kind.TRANSFER), roots)


def other_clues(pk: UUID, verb: Verb, payload: Mapping[str, Any]) -> list[UUID]:
    """Name the clue that survives a merger."""
    if verb is Verb.MERGE and payload.get("survivor"):
        return [payload["survivor"]]
    if verb is Verb.UNMERGE:
        merged = Clue.objects.filter(pk=pk, merged_into__isnull=False)
        return list(merged.values_list("merged_into_id", flat=True))
    return []


def clue_facts(work: Work, clue: Any) -> frozenset[Fact]:
    """Compute what the table asks of a clue."""
    found = set()
    legs = legs_of(work, clue)
    statuses = {leg.status for leg in legs}
    if any(leg.signed_at for leg in legs):
        found.add(Fact.LEG_SIGNED)
    if awaiting(hops_of(work, clue)):
        found.add(Fact.LEG_CAME_BACK)
    if legs and all(leg.concluded_at for leg in legs):
        found.add(Fact.LEGS_FINAL)
        if statuses & CAME_BACK and statuses <= CAME_BACK | _SUPERSEDED:
            found |= {Fact.ALL_LEGS_CAME_BACK, Fact.REDIRECT_PENDING}
    if not any(
        hinders_conclusion(member.kind, member.status, final=member.concluded_at is not None)
        for member in work.dossier(clue.root_id)
        if member.pk not in (clue.pk, clue.parent_id)
    ):
        found.add(Fact.NOTHING_OPEN)
    if Status.CONFIRMED in statuses:
        found.add(Fact.LEG_CONFIRMED)
    if work.clocks.find(clue.pk, DeadlineKind.REDIRECT):
        found.add(Fact.REDIRECT_PENDING)
    if clue.redirect_receiver:
        found.add(Fact.REDIRECT_PROPOSED)
    if clue.status_when_merged == Status.TRANSFERRED:
        found.add(Fact.TRANSFERRED_WHEN_MERGED)
    survivor = work.matters.get(clue.merged_into_id) if clue.merged_into_id else None
    if survivor is not None and survivor.concluded_at is None:
        found.add(Fact.SURVIVOR_OPEN)
    return frozenset(found)


SPEC = kinds.KindSpec(
    machine=MACHINES[Kind.CLUE],
    model=Clue,
    collection="clues",
    facts=clue_facts,
    along=merged_along,
    companions=load_legs,
    prepare=clue_effects.prepare,
    effects={**clue_effects.EFFECTS, Verb.SUCCEED: succeed_clue},
    papers=letters.OF_A_CLUE,
    after=hold_clue,
    others=other_clues,
)
