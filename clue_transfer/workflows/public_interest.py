"""The track of a public interest case (公益诉讼): registered, filed, suggested, taken to court."""

from __future__ import annotations

from clue_transfer.machine import Machine, Opening, Start, Transition, Turn
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import Kind, Party, Status, Verb, Word
from clue_transfer.workflows.notation import sources, who

_CHIEF = "procuratorate:chief_procurator"
_PROCURATOR = "procuratorate:procurator"
_ADDRESSEE = frozenset({Party.ADDRESSEE})
_OURS = frozenset({Party.PROCURATORATE})


class SuitKind(Word):
    """Against whom: an organ that does not do its duty, or who has done the damage."""

    ADMINISTRATIVE = "administrative", "行政公益诉讼", "administrative"
    CIVIL = "civil", "民事公益诉讼", "civil"


ROWS = (
    Transition(
        verb=Verb.FILE,
        sources=sources("registered"),
        target=Status.FILED,
        who=who(_CHIEF),
        event="public_interest.filed",
        needs=("number",),
        may_give=("decided_on", "note"),
        starts=(Start(Clock.SUIT_FILING_SERVICE, Party.PROCURATORATE),),
        tells=_OURS,
    ),
    Transition(
        verb=Verb.SERVE_FILING,
        sources=sources("filed"),
        target=None,
        who=who(_PROCURATOR),
        event="public_interest.filing_served",
        needs=("service_way",),
        may_give=("served_at",),
        at_most=1,
        stops=(Clock.SUIT_FILING_SERVICE,),
        joins=(Party.ADDRESSEE,),
        tells=_ADDRESSEE,
        note="立案后七日内送达行政机关，可以磋商（办案规则第70条）",
    ),
    Transition(
        verb=Verb.DECLINE_FILING,
        sources=sources("registered"),
        target=Status.NOT_FILED,
        who=who(_PROCURATOR),
        event="public_interest.filing_declined",
        needs=("reason",),
        tells=_OURS,
    ),
    Transition(
        verb=Verb.MOVE,
        sources=sources("registered"),
        target=Status.MOVED,
        who=who(_PROCURATOR),
        event="public_interest.moved",
        needs=("moved_to", "reason"),
        tells=_OURS,
        note="移送有管辖权的检察机关，受移送的不得自行退回（办案规则第26条）",
    ),
    Transition(
        verb=Verb.CONSULT,
        sources=sources("filed"),
        target=Status.CONSULTING,
        who=who(_PROCURATOR),
        event="public_interest.consulted",
        needs=("note",),
        after=((Verb.SERVE_FILING, 1),),
        tells=_ADDRESSEE,
    ),
    Transition(
        verb=Verb.SUGGEST,
        sources=sources("filed|consulting"),
        target=Status.SUGGESTED,
        who=who(_CHIEF),
        event="public_interest.suggested",
        needs=("content", "law"),
        requires=(Fact.ADMINISTRATIVE_SUIT,),
        stops=(Clock.SUIT_FILING_SERVICE,),
        opens=("opinion",),
        tells=_OURS,
        note="制发公益诉讼检察建议书，另立事项计回复期限",
    ),
    Transition(
        verb=Verb.ANNOUNCE,
        sources=sources("filed|consulting"),
        target=Status.ANNOUNCED,
        who=who(_PROCURATOR),
        event="public_interest.announced",
        needs=("announced_on", "medium"),
        forbids=(Fact.ADMINISTRATIVE_SUIT,),
        stops=(Clock.SUIT_FILING_SERVICE,),
        starts=(
            Start(Clock.ANNOUNCEMENT, Party.PROCURATORATE),
            Start(Clock.DAMAGE_NOTICE, Party.ADDRESSEE, rule="J17", when=Fact.ECOLOGY_LAW),
        ),
        tells=_OURS | _ADDRESSEE,
        note="民事公益诉讼诉前公告三十日（解释第13条）；公告期内行政机关可以函告索赔",
    ),
    Transition(
        verb=Verb.SUSPEND_REVIEW,
        sources=sources("suggested"),
        target=Status.SUSPENDED,
        who=who(_CHIEF),
        event="public_interest.review_suspended",
        needs=("reason",),
        starts=(Start(Clock.SUSPENSION_REVIEW, Party.PROCURATORATE),),
        tells=_ADDRESSEE,
    ),
    Transition(
        verb=Verb.RESUME_REVIEW,
        sources=sources("suspended"),
        target=Status.SUGGESTED,
        who=who(_PROCURATOR),
        event="public_interest.review_resumed",
        may_give=("note",),
        stops=(Clock.SUSPENSION_REVIEW,),
        tells=_ADDRESSEE,
    ),
    Transition(
        verb=Verb.REVIEW_SUIT,
        sources=sources("suggested|announced"),
        target=Status.REVIEWING,
        who=who(_PROCURATOR),
        event="public_interest.suit_reviewed",
        needs=("reason",),
        stops=(Clock.ANNOUNCEMENT, Clock.DAMAGE_NOTICE),
        starts=(
            Start(
                Clock.PROSECUTION_REVIEW,
                Party.PROCURATORATE,
                rule="J10",
                when=Fact.ADMINISTRATIVE_SUIT,
            ),
            Start(
                Clock.PROSECUTION_REVIEW,
                Party.PROCURATORATE,
                rule="J11",
                unless=Fact.ADMINISTRATIVE_SUIT,
            ),
        ),
        tells=_OURS,
        note="行政一个月、民事三个月内审查起诉；鉴定、评估等期间不计入（办案规则第47条、第48条）",
    ),
    Transition(
        verb=Verb.END,
        sources=sources("filed|consulting|suggested|announced|reviewing"),
        target=Status.ENDED,
        who=who(_CHIEF),
        event="public_interest.ended",
        needs=("reason",),
        tells=_ADDRESSEE,
    ),
    Transition(
        verb=Verb.SUE,
        sources=sources("reviewing"),
        target=Status.SUED,
        who=who(_CHIEF),
        event="public_interest.sued",
        needs=("number", "court"),
        stops=(Clock.PROSECUTION_REVIEW,),
        joins=(Party.COURT,),
        tells=_ADDRESSEE | {Party.COURT},
    ),
    Transition(
        verb=Verb.WITHDRAW_SUIT,
        sources=sources("sued"),
        target=Status.SUIT_WITHDRAWN,
        who=who(_CHIEF),
        event="public_interest.suit_withdrawn",
        needs=("reason",),
        tells=_ADDRESSEE | {Party.COURT},
    ),
    Transition(
        verb=Verb.JUDGE,
        sources=sources("sued"),
        target=Status.JUDGED,
        who=who("procuratorate:procurator / court:judge_clerk"),
        event="public_interest.judged",
        needs=("number", "decided_on", "judgment"),
        tells=_ADDRESSEE | _OURS,
    ),
)

_TALKS = "磋商的时间，办案规则未定天数"

MACHINE = Machine(
    kind=Kind.PUBLIC_INTEREST,
    initial=Status.REGISTERED,
    final=frozenset(
        {
            Status.NOT_FILED,
            Status.MOVED,
            Status.ENDED,
            Status.JUDGED,
            Status.SUIT_WITHDRAWN,
        }
    ),
    openings={
        "": Opening(
            who=who(_PROCURATOR),
            status=Status.REGISTERED,
            event="public_interest.registered",
        )
    },
    rows=ROWS,
    holders=dict.fromkeys(
        (
            Status.REGISTERED,
            Status.FILED,
            Status.CONSULTING,
            Status.SUGGESTED,
            Status.ANNOUNCED,
            Status.SUSPENDED,
            Status.REVIEWING,
            Status.SUED,
        ),
        Party.PROCURATORATE,
    ),
    turns={
        Status.REGISTERED: (Turn(Party.PROCURATORATE, Verb.FILE),),
        Status.FILED: (
            Turn(Party.PROCURATORATE, Verb.SERVE_FILING, Clock.SUIT_FILING_SERVICE),
            Turn(Party.PROCURATORATE, Verb.CONSULT, after=Verb.SERVE_FILING),
        ),
        Status.CONSULTING: (Turn(Party.PROCURATORATE, Verb.SUGGEST),),
        Status.SUGGESTED: (Turn(Party.PROCURATORATE, Verb.REVIEW_SUIT),),
        Status.ANNOUNCED: (Turn(Party.PROCURATORATE, Verb.REVIEW_SUIT, Clock.ANNOUNCEMENT),),
        Status.SUSPENDED: (Turn(Party.PROCURATORATE, Verb.RESUME_REVIEW, Clock.SUSPENSION_REVIEW),),
        Status.REVIEWING: (Turn(Party.PROCURATORATE, Verb.SUE, Clock.PROSECUTION_REVIEW),),
        Status.SUED: (Turn(Party.PROCURATORATE, Verb.JUDGE),),
    },
    no_clock_because={
        Status.REGISTERED: "线索评估和初步调查，办案规则未定天数",
        Status.FILED: _TALKS,
        Status.CONSULTING: _TALKS,
        Status.SUGGESTED: "以检察建议事项的回复期限计",
        Status.SUED: "审理期限由人民法院依诉讼法掌握，平台不另计时",
    },
)
