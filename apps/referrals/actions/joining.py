"""Who takes part in a referral: the police, the procuratorate that gets its copy, the court."""

from __future__ import annotations

from typing import Any

from apps.matters.work import Work
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.vocabulary import Party

_COLUMNS = {Party.POLICE: "police", Party.PROCURATORATE: "procuratorate", Party.COURT: "court"}
_NOT_WITHOUT = {
    Party.POLICE: "承办的公安机关已撤销，尚未确定承继单位，请联系管理员",
    Party.PROCURATORATE: "应抄送的检察机关已撤销，尚未确定承继单位，请联系管理员",
}


def joining(work: Work, referral: Any, party: Party) -> int | None:
    """Name the department that joins, or who has taken its place since the draft was made.

    Where nobody has, the counterpart that the sender has today. Invalid where that is nobody
    either: no case goes to the police without them, nor without its copy (17号 6).
    """
    column = _COLUMNS.get(party)
    named = None if column is None else getattr(referral, f"{column}_id", None)
    if named is None:
        return None
    live = work.directory.in_place_of(named) or _of_today(work, referral, party)
    if live is None:
        if party not in _NOT_WITHOUT:
            return None
        raise Invalid(errors=[FieldError("", "no-counterpart", _NOT_WITHOUT[party])])
    if live != named:
        setattr(referral, f"{column}_id", live)
        work.touch(referral, str(column))
    return live


def _of_today(work: Work, referral: Any, party: Party) -> int | None:
    sender = work.directory.by_id(referral.sender_id)
    known = {
        Party.POLICE: sender.counterpart_police,
        Party.PROCURATORATE: sender.counterpart_procuratorate,
    }
    counterpart = known.get(party)
    return None if counterpart is None else work.directory.in_place_of(counterpart)
