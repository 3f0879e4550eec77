"""While a leg's case is with the police: its clocks stand, and go on as the criminal case ends."""

from __future__ import annotations

from clue_transfer.machine import Start, Transition
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import Kind, Party, Status, Verb
from clue_transfer.workflows.crime_referral import BEFORE_POLICE
from clue_transfer.workflows.notation import who

_STANDING = (Clock.FILING, Clock.PENALTY, Clock.FEEDBACK, Clock.PROGRESS, Clock.RESULT)
_SENDER = frozenset({Party.SENDER})
STANDS_STILL_IN = frozenset(
    {Status.SIGNED, Status.ACCEPTED, Status.FILED, Status.DECLINED, Status.REWORK}
)
"""Where the penalty is undecided, so that a transfer to the police holds it up (17号 16).

Signed for a second time after a dispute, until it is accepted again, it has its clocks already.
"""
GOES_ON_IN = frozenset(
    {*STANDS_STILL_IN, Status.DECIDED, Status.FED_BACK, Status.FEEDBACK_REFERRED}
)
"""Where the end of the criminal case is felt at once; a dispute holds its clocks to its own end."""

WITH_POLICE_ROWS = (
    Transition(
        verb=Verb.CRIME_TRANSFER,
        sources=STANDS_STILL_IN,
        target=None,
        who=who("system"),
        event="transfer.crime_transferred",
        suspends=_STANDING,
        tells=_SENDER,
        note="移送公安机关期间不计入行政处罚期限（17号第16条）；已作出处罚决定的不停止",
    ),
    Transition(
        verb=Verb.RESUME_PENALTY,
        sources=GOES_ON_IN,
        target=None,
        who=who("system"),
        event="transfer.penalty_resumed",
        resumes=_STANDING,
        tells=_SENDER | {Party.RECEIVER},
        note="公安机关退回、不立案、撤案，或不起诉、无罪、免予刑罚的，恢复计时",
    ),
    Transition(
        verb=Verb.END_PENALTY,
        sources=GOES_ON_IN,
        target=None,
        who=who("system"),
        event="transfer.penalty_ended",
        stops=(Clock.FILING, Clock.PENALTY),
        resumes=(Clock.FEEDBACK, Clock.PROGRESS, Clock.RESULT),
        starts=(Start(Clock.RESULT, Party.RECEIVER),),
        tells=_SENDER | {Party.RECEIVER},
        note="有罪判决后不再计处罚期限，五个工作日内反馈结果",
    ),
)


def holds_up_penalty(kind: str, status: str, *, final: bool) -> bool:
    """Whether a case that hangs on a leg holds up the leg's penalty: the police have or had it.

    Up to the step by which its sender goes on with the penalty, which ends the case.
    """
    return kind == Kind.CRIME_REFERRAL and not final and Status(status) not in BEFORE_POLICE
