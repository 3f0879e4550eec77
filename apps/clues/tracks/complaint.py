"""What the spine must know of a complaint."""

from __future__ import annotations

from typing import Any

from apps.clues.actions.complaints.effects import EFFECTS
from apps.clues.actions.succeeding import succeed_complaint
from apps.clues.models import Complaint
from apps.clues.queries import merged_along
from apps.matters import kinds
from apps.matters.work import Work
from apps.notifications.actions import TOLD_BY_DEFAULT
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import Kind, Role, Verb
from clue_transfer.workflows import MACHINES


def load_nothing(_work: Work, _complaint: Any) -> None:
    """Read nothing more: a complaint stands alone in its dossier."""


def complaint_facts(work: Work, complaint: Any) -> frozenset[Fact]:
    """Compute what the table asks of a complaint."""
    found = set()
    if complaint.anonymous:
        found.add(Fact.ANONYMOUS)
    own = work.directory.by_id(complaint.intake_id).division
    place = complaint.division_id
    if place and place != own and own in work.directory.division_chain(place):
        found.add(Fact.LOWER_LEVEL)
    return frozenset(found)


SPEC = kinds.KindSpec(
    machine=MACHINES[Kind.COMPLAINT],
    model=Complaint,
    collection="complaints",
    facts=complaint_facts,
    along=merged_along,
    companions=load_nothing,
    effects={**EFFECTS, Verb.SUCCEED: succeed_complaint},
    told=TOLD_BY_DEFAULT | {Role.INTAKE},
)
