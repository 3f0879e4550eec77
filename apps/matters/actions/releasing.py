"""Give a matter back to its department when who handles it, or is named on it, leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clue_transfer.errors import Stale
from clue_transfer.vocabulary import Secrecy

if TYPE_CHECKING:
    from apps.matters.work import Step


def release(step: Step) -> None:
    """Leave the matter without this handler, and without this person among those named on it.

    Nothing to do, and so Stale, on an internal matter that another one handles.
    """
    matter, person = step.matter, step.payload["person"]
    if matter.handler_id != person and matter.secrecy == Secrecy.INTERNAL:
        raise Stale
    if matter.handler_id == person:
        matter.handler_id = None
        step.work.touch(matter, "handler")
        step.content["handler"] = [person, None]
    if matter.secrecy != Secrecy.INTERNAL:
        step.work.not_named.append((matter.pk, person))
        step.content["dismissed"] = person
