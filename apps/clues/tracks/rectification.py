"""What the spine must know of a rectification."""

from __future__ import annotations

from typing import Any

from apps.clues.actions import rectification_effects
from apps.clues.actions.following import follow_rectification
from apps.clues.models import Rectification
from apps.clues.queries import merged_along
from apps.matters import kinds
from apps.matters.work import Work
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import Kind, Verb
from clue_transfer.workflows import MACHINES
from clue_transfer.workflows.rectification import LOOK_BACKS


def load_dossier(work: Work, rectification: Any) -> None:
    """Read the clue and its legs, which a step may move; who only reads needs neither."""
    if not work.reading:
        work.load(kinds.spec_of(Kind.CLUE), [rectification.root_id])
        work.load(kinds.spec_of(Kind.TRANSFER), [rectification.root_id])


def rectification_facts(work: Work, rectification: Any) -> frozenset[Fact]:
    """Compute what the table asks of a rectification."""
    found = set()
    if rectification.acts.get(Verb.LOOK_BACK, {"count": 0})["count"] >= LOOK_BACKS:
        found.add(Fact.LOOKED_BACK)
    days = [seen["on"] for seen in rectification.look_backs]
    if days and max(days) >= work.local_day.isoformat():
        found.add(Fact.LOOKED_BACK_TODAY)
    return frozenset(found)


SPEC = kinds.KindSpec(
    machine=MACHINES[Kind.RECTIFICATION],
    model=Rectification,
    collection="rectifications",
    facts=rectification_facts,
    along=merged_along,
    companions=load_dossier,
    effects=rectification_effects.EFFECTS,
    after=follow_rectification,
)
