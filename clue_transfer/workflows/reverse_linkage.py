"""The track of reverse linkage (反向衔接): who is not prosecuted may still deserve a penalty."""

from __future__ import annotations

from clue_transfer.machine import Machine, Opening, Start, Transition, Turn
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import Kind, Party, Status, Verb
from clue_transfer.workflows.notation import sources, who

_CHIEF = "procuratorate:chief_procurator"
_PROCURATOR = "procuratorate:procurator"
_OURS = frozenset({Party.PROCURATORATE})

ROWS = (
    Transition(
        verb=Verb.REGISTER,
        sources=sources("handed_over"),
        target=Status.REVIEWING,
        who=who(_PROCURATOR),
        event="reverse_linkage.registered",
        needs=("handler",),
        stops=(Clock.REVERSE_HANDOVER,),
        starts=(Start(Clock.REVERSE_REVIEW, Party.PROCURATORATE),),
        tells=_OURS,
    ),
    Transition(
        verb=Verb.SUSPEND_REVIEW,
        sources=sources("reviewing"),
        target=Status.SUSPENDED,
        who=who(_CHIEF),
        event="reverse_linkage.review_suspended",
        needs=("reason",),
        suspends=(Clock.REVERSE_REVIEW,),
        starts=(Start(Clock.SUSPENSION_REVIEW, Party.PROCURATORATE),),
        tells=_OURS,
        note="复议复核、申诉、自诉期间中止审查（工作指引第13条）；咨询外地检察机关不计入期限",
    ),
    Transition(
        verb=Verb.RESUME_REVIEW,
        sources=sources("suspended"),
        target=Status.REVIEWING,
        who=who(_PROCURATOR),
        event="reverse_linkage.review_resumed",
        may_give=("note",),
        stops=(Clock.SUSPENSION_REVIEW,),
        resumes=(Clock.REVERSE_REVIEW,),
        tells=_OURS,
    ),
    Transition(
        verb=Verb.END,
        sources=sources("reviewing"),
        target=Status.ENDED,
        who=who(_CHIEF),
        event="reverse_linkage.ended",
        needs=("reason",),
        stops=(Clock.REVERSE_REVIEW,),
        tells=_OURS,
        note="不需要给予行政处罚的，制作终结审查决定书",
    ),
    Transition(
        verb=Verb.ISSUE_OPINION,
        sources=sources("reviewing"),
        target=Status.OPINION_ISSUED,
        who=who(_CHIEF),
        event="reverse_linkage.opinion_issued",
        needs=("addressee", "content", "law"),
        stops=(Clock.REVERSE_REVIEW,),
        opens=("opinion",),
        tells=_OURS,
        note="提出给予行政处罚的检察意见，抄送同级司法行政机关",
    ),
)

MACHINE = Machine(
    kind=Kind.REVERSE_LINKAGE,
    initial=Status.HANDED_OVER,
    final=frozenset({Status.ENDED, Status.OPINION_ISSUED}),
    openings={
        "": Opening(
            who=who(_PROCURATOR),
            by=("crime_referral.not_prosecute",),
            status=Status.HANDED_OVER,
            starts=(Start(Clock.REVERSE_HANDOVER, Party.PROCURATORATE),),
            event="reverse_linkage.handed_over",
        )
    },
    rows=ROWS,
    holders=dict.fromkeys(
        (Status.HANDED_OVER, Status.REVIEWING, Status.SUSPENDED), Party.PROCURATORATE
    ),
    turns={
        Status.HANDED_OVER: (Turn(Party.PROCURATORATE, Verb.REGISTER, Clock.REVERSE_HANDOVER),),
        Status.REVIEWING: (Turn(Party.PROCURATORATE, Verb.ISSUE_OPINION, Clock.REVERSE_REVIEW),),
        Status.SUSPENDED: (Turn(Party.PROCURATORATE, Verb.RESUME_REVIEW, Clock.SUSPENSION_REVIEW),),
    },
)
