"""Keep what is given at each stage of a matter of the two laws."""

from __future__ import annotations

from typing import Any

from apps.common.canonical import plain
from apps.matters.work import Step
from clue_transfer.workflows.common import VERBS


def keep_stage(step: Step) -> None:
    """Add what the step was given to the matter's stages; what is everybody's verb is no stage."""
    if step.row.verb in VERBS:
        return
    matter = step.matter
    given = {name: plain(value) for name, value in step.payload.items() if value not in (None, "")}
    matter.stages = [
        *matter.stages,
        {
            "verb": str(step.row.verb),
            "at": step.now.isoformat(),
            "department": step.actor.department,
            "given": given,
        },
    ]
    step.work.touch(matter, "stages")


def given_at(matter: object, verb: str) -> dict[str, object]:
    """Read what was given the last time that a verb was taken; empty where it never was."""
    stages: list[dict[str, Any]] = getattr(matter, "stages", [])
    return next((each["given"] for each in reversed(stages) if each["verb"] == verb), {})
