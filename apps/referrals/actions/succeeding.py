"""What a department's successor means for a referral's own columns."""

from __future__ import annotations

from apps.matters.actions import Step
from apps.matters.actions.succeeding import pass_on, successor_of
from clue_transfer.vocabulary import Party

_COLUMNS = {
    Party.SENDER: "sender",
    Party.POLICE: "police",
    Party.PROCURATORATE: "procuratorate",
    Party.COURT: "court",
}


def succeed_referral(step: Step) -> None:
    """Pass a referral on; its clocks go on counting by the law of who handed the case on."""
    for part in sorted(pass_on(step) & _COLUMNS.keys()):
        setattr(step.matter, f"{_COLUMNS[part]}_id", successor_of(step))
        step.work.touch(step.matter, _COLUMNS[part])
