"""Give a matter back to its department when who handles it, or is named on it, leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clue_transfer.errors import Stale

if TYPE_CHECKING:
    from apps.matters.work import Step


def release(step: Step) -> None:
    """Leave the matter without a handler; nothing to do, and so Stale, if another one has it."""
    matter, person = step.matter, step.payload["person"]
    if matter.handler_id != person:
        raise Stale
    matter.handler_id = None
    step.work.touch(matter, "handler")
    step.content["handler"] = [person, None]
