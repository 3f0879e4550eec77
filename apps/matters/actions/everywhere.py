"""The effects of the verbs that every kind of matter knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from apps.matters.actions.people import admit, dismiss, reassign
from apps.matters.work import Step
from clue_transfer.vocabulary import Verb

COMMON_EFFECTS: Mapping[Verb, Callable[[Step], None]] = {
    Verb.ADMIT: admit,
    Verb.DISMISS: dismiss,
    Verb.REASSIGN: reassign,
}
