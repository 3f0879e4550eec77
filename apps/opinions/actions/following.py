"""What a step here means for the dossier that it hangs in."""

from __future__ import annotations

from apps.clues.actions.following import conclude_if_done
from apps.matters.actions import Step
from apps.matters.actions.staging import keep_stage
from clue_transfer.vocabulary import Kind


def follow(step: Step) -> None:
    """Keep the stage, and let a clue conclude whose last obstacle this was."""
    keep_stage(step)
    clue = step.work.matters.get(step.matter.root_id)
    if clue is not None and clue.kind == Kind.CLUE:
        step.work.touch(clue)
        if step.matter.concluded_at is not None:
            conclude_if_done(step.work, clue)
