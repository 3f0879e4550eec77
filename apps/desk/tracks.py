"""What the spine must know of an extension request."""

from __future__ import annotations

from typing import Any

from apps.clues.queries import merged_along
from apps.desk.actions.extensions import EFFECTS, load_dossier, touch_above
from apps.desk.models import ExtensionRequest
from apps.matters import kinds
from apps.matters.work import Step, Work
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import Kind
from clue_transfer.workflows import MACHINES


def no_facts(_work: Work, _request: Any) -> frozenset[Fact]:
    """Add nothing to what may be true of every matter."""
    return frozenset()


def after(step: Step) -> None:
    """Let the clock's matter follow."""
    touch_above(step.work, step.matter)


SPEC = kinds.KindSpec(
    machine=MACHINES[Kind.EXTENSION_REQUEST],
    model=ExtensionRequest,
    collection="extension-requests",
    facts=no_facts,
    along=merged_along,
    companions=load_dossier,
    effects=EFFECTS,
    after=after,
    asks_about=lambda request: request.deadline_id,
)
