"""What the spine must know of an opinion."""

from __future__ import annotations

from typing import Any

from apps.matters import kinds
from apps.matters.work import Work
from apps.notifications.actions import TOLD_BY_DEFAULT
from apps.opinions.actions.following import follow
from apps.opinions.actions.letters import OF_AN_OPINION
from apps.opinions.actions.opening_below import opinion_below
from apps.opinions.actions.opinion_effects import EFFECTS
from apps.opinions.models import Opinion
from apps.opinions.queries import referrals_along
from clue_transfer.offices import with_same_offices
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import Kind, Party, Urgency
from clue_transfer.workflows import MACHINES
from clue_transfer.workflows.opinion import REPLY, OpinionKind

_BY_KIND = {
    OpinionKind.SUGGEST_TRANSFER: {Fact.SUGGESTS_TRANSFER},
    OpinionKind.PENALISE: {Fact.SUGGESTS_PENALTY},
    OpinionKind.PUBLIC_INTEREST: {Fact.SUGGESTION, Fact.PUBLIC_INTEREST_SUGGESTION},
}
_GENERAL = {Fact.SUGGESTION, Fact.GENERAL_SUGGESTION}
_JOINING = {Party.ADDRESSEE: "addressee", Party.COURT: "court"}


def load_clue(work: Work, matter: Any) -> None:
    """Read the clue in whose dossier the matter stands, which a step may conclude."""
    if matter.parent_id is not None and not work.reading:
        work.load(kinds.spec_of(Kind.CLUE), [matter.root_id])
        work.load(kinds.spec_of(Kind.TRANSFER), [matter.root_id])


def opinion_facts(work: Work, opinion: Any) -> frozenset[Fact]:
    """Compute what the table asks of an opinion."""
    found = set(_BY_KIND.get(OpinionKind(opinion.opinion_kind), _GENERAL))
    if Fact.PUBLIC_INTEREST_SUGGESTION in found and opinion.urgency != Urgency.NORMAL:
        found.add(Fact.URGENT_PUBLIC_INTEREST)
    clocks = [work.clocks.find(opinion.pk, kind) for kind in REPLY]
    if any(clock is not None and clock.due_at >= work.now for clock in clocks):
        found.add(Fact.REPLY_NOT_DUE)
    return frozenset(found)


def joining(work: Work, matter: Any, party: Party) -> int | None:
    """Name the department that joins: the addressee, the court, the addressee's superior."""
    if party is Party.COPIED:
        return next(iter(work.directory.superior_chain(matter.addressee_id)), None)
    column = _JOINING.get(party)
    named = None if column is None else getattr(matter, f"{column}_id", None)
    return None if named is None else work.directory.in_place_of(named)


SPEC = kinds.KindSpec(
    machine=MACHINES[Kind.OPINION],
    model=Opinion,
    collection="opinions",
    facts=opinion_facts,
    along=referrals_along,
    companions=load_clue,
    effects=EFFECTS,
    party=joining,
    papers=OF_AN_OPINION,
    after=follow,
    opener=opinion_below,
    told=with_same_offices(TOLD_BY_DEFAULT),
)
