"""What the spine must know of a reverse linkage."""

from __future__ import annotations

from typing import Any

from apps.clues.queries import merged_along
from apps.matters import kinds
from apps.matters.work import Work
from apps.notifications.actions import TOLD_BY_DEFAULT
from apps.opinions.actions.case_effects import OF_A_LINKAGE
from apps.opinions.actions.following import follow
from apps.opinions.actions.opening_below import linkage_below
from apps.opinions.models import ReverseLinkage
from apps.opinions.tracks.opinion import load_clue
from clue_transfer.offices import with_same_offices
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import Kind
from clue_transfer.workflows import MACHINES


def no_facts(_work: Work, _matter: Any) -> frozenset[Fact]:
    """Compute nothing: the table asks only what is true of every kind."""
    return frozenset()


SPEC = kinds.KindSpec(
    machine=MACHINES[Kind.REVERSE_LINKAGE],
    model=ReverseLinkage,
    collection="reverse-linkages",
    facts=no_facts,
    along=merged_along,
    companions=load_clue,
    effects=OF_A_LINKAGE,
    after=follow,
    opener=linkage_below,
    told=with_same_offices(TOLD_BY_DEFAULT),
)
