"""What the spine must know of a leg."""

from __future__ import annotations

from typing import Any

from apps.clues.actions import leg_effects, letters
from apps.clues.actions.legs import hops_of
from apps.clues.actions.succeeding import follow_leg, succeed_leg
from apps.clues.models import Transfer
from apps.clues.queries import merged_along
from apps.matters import kinds
from apps.matters.work import Work
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import (
    DeadlineKind,
    DeadlineState,
    Kind,
    LegKind,
    Party,
    Settlement,
    Verb,
)
from clue_transfer.workflows import MACHINES
from clue_transfer.workflows.transfer import would_go_round

_OF_A_KIND = {
    LegKind.OWN: Fact.OWN,
    LegKind.DESIGNATED: Fact.DESIGNATED_LEG,
    LegKind.EXTERNAL: Fact.EXTERNAL,
}


def load_dossier(work: Work, leg: Any) -> None:
    """Read the leg's clue and sibling legs."""
    work.load(kinds.spec_of(Kind.CLUE), [leg.root_id])


def leg_facts(work: Work, leg: Any) -> frozenset[Fact]:
    """Compute what the table asks of a leg."""
    found = set()
    clue = work.matters.get(leg.parent_id)
    if leg.leg_kind in _OF_A_KIND:
        found.add(_OF_A_KIND[leg.leg_kind])
    if clue is not None and would_go_round(hops_of(work, clue), leg=leg.pk):
        found.add(Fact.NEXT_HOP_PING_PONG)
    if leg.leg_kind == LegKind.EXTERNAL or leg.sender_id != leg.receiver_id:
        found.add(Fact.BETWEEN_TWO)
    if leg.leg_kind != LegKind.EXTERNAL and leg_party(work, leg, Party.SUPERIOR) is not None:
        found.add(Fact.HAS_COMMON_SUPERIOR)
    if leg.objection.get("settled"):
        found.add(Fact.OBJECTED_BEFORE)
    if leg.settlement.get(Party.SENDER) == Settlement.HERE:
        found.add(Fact.SETTLE_HERE_PROPOSED)
    if leg.settlement.get(Party.RECEIVER) == Settlement.BACK:
        found.add(Fact.SETTLE_BACK_PROPOSED)
    if leg.filed_on is not None:
        found.add(Fact.FILED_BEFORE)
    progress = work.clocks.find(leg.pk, DeadlineKind.PROGRESS)
    if progress is not None and progress.state == DeadlineState.SUSPENDED:
        found.add(Fact.PROGRESS_SUSPENDED)
    return frozenset(found)


def leg_party(work: Work, leg: Any, party: Party) -> int | None:
    """Name the common superior of a leg's sender and receiver, who settles their dispute."""
    if party is Party.SUPERIOR:
        found = work.directory.common_superior(leg.sender_id, leg.receiver_id)
        # Nobody settles a dispute about their own conduct.
        return None if found == leg.about_department_id else found
    return None


SPEC = kinds.KindSpec(
    machine=MACHINES[Kind.TRANSFER],
    model=Transfer,
    collection="transfers",
    facts=leg_facts,
    along=merged_along,
    companions=load_dossier,
    prepare=leg_effects.prepare,
    effects={**leg_effects.EFFECTS, Verb.SUCCEED: succeed_leg},
    papers=letters.OF_A_LEG,
    party=leg_party,
    after=follow_leg,
)
