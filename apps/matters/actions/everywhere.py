"""The effects of the verbs that every kind of matter knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from apps.matters.actions.escalating import raise_level
from apps.matters.actions.links import link
from apps.matters.actions.people import admit, dismiss, reassign
from apps.matters.actions.recusing import recuse
from apps.matters.actions.releasing import release
from apps.matters.actions.secrecy import lower_secrecy, propose_lowering, raise_secrecy
from apps.matters.actions.succeeding import succeed
from apps.matters.actions.suspending import propose_suspension, resume, suspend
from apps.matters.work import Step
from clue_transfer.vocabulary import Verb

COMMON_EFFECTS: Mapping[Verb, Callable[[Step], None]] = {
    Verb.ADMIT: admit,
    Verb.DISMISS: dismiss,
    Verb.REASSIGN: reassign,
    Verb.LINK: link,
    Verb.RECUSE: recuse,
    Verb.RELEASE: release,
    Verb.SUCCEED: succeed,
    Verb.RAISE_SECRECY: raise_secrecy,
    Verb.PROPOSE_LOWERING: propose_lowering,
    Verb.LOWER_SECRECY: lower_secrecy,
    Verb.RAISE_LEVEL: raise_level,
    Verb.PROPOSE_SUSPENSION: propose_suspension,
    Verb.SUSPEND: suspend,
    Verb.RESUME: resume,
}
