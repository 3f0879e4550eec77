"""What the spine must know of a public interest case."""

from __future__ import annotations

from typing import Any

from apps.clues.queries import merged_along
from apps.matters import kinds
from apps.matters.work import Work
from apps.notifications.actions import TOLD_BY_DEFAULT
from apps.opinions.actions.case_effects import OF_PUBLIC_INTEREST
from apps.opinions.actions.following import follow
from apps.opinions.models import PublicInterest
from apps.opinions.tracks.opinion import joining, load_clue
from clue_transfer.offices import with_same_offices
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import Kind, System
from clue_transfer.workflows import MACHINES
from clue_transfer.workflows.public_interest import SuitKind


def case_facts(work: Work, case: Any) -> frozenset[Fact]:
    """Compute what the table asks of a public interest case."""
    found = set()
    if case.suit_kind == SuitKind.ADMINISTRATIVE:
        found.add(Fact.ADMINISTRATIVE_SUIT)
    if case.addressee_id and work.directory.by_id(case.addressee_id).system == System.ECOLOGY:
        found.add(Fact.ECOLOGY_LAW)
    return frozenset(found)


SPEC = kinds.KindSpec(
    machine=MACHINES[Kind.PUBLIC_INTEREST],
    model=PublicInterest,
    collection="public-interest",
    facts=case_facts,
    along=merged_along,
    companions=load_clue,
    effects=OF_PUBLIC_INTEREST,
    party=joining,
    after=follow,
    told=with_same_offices(TOLD_BY_DEFAULT),
)
