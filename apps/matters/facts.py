"""What may be true of a matter of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clue_transfer.situations import Fact
from clue_transfer.vocabulary import Secrecy, SuspensionCause, Urgency

if TYPE_CHECKING:
    from apps.matters.work import Work

_ON_PAPER = frozenset(SuspensionCause)
"""What is decided by people; what a step has suspended a step resumes."""


def common_facts(work: Work, matter: Any) -> frozenset[Fact]:
    """Compute what the verbs of every open matter ask of it."""
    found = set()
    if matter.urgency != Urgency.NORMAL:
        found.add(Fact.URGENT)
    if matter.secrecy != Secrecy.INTERNAL:
        found.add(Fact.NAMED_ONLY)
    if matter.pk != matter.root_id:
        found.add(Fact.PART_OF_DOSSIER)
    if matter.about_minor:
        found.add(Fact.ABOUT_MINOR)
    if matter.lowering:
        found.add(Fact.LOWERING_PROPOSED)
    for clock in work.clocks.open(matter.pk):
        if clock.suspended_for in _ON_PAPER:
            found.add(Fact.CLOCK_SUSPENDED)
        if clock.proposal is not None:
            found.add(Fact.SUSPENSION_PROPOSED)
    return frozenset(found)
