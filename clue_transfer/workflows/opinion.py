"""The track of an opinion or a suggestion (检察意见、检察建议): issued, served, answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from clue_transfer.errors import FieldError
from clue_transfer.machine import Machine, Opening, Start, Transition, Turn
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import DocumentKind, Kind, Party, Status, Verb, Word
from clue_transfer.workflows.notation import sources, who

REPLY = (Clock.OPINION_REPLY, Clock.SUGGESTION_REPLY)
"""The clocks of the reply: which one it is depends on what was issued."""
_ADDRESSEE = frozenset({Party.ADDRESSEE})
_OURS = frozenset({Party.PROCURATORATE})
_CHIEF = "procuratorate:chief_procurator"
_PROCURATOR = "procuratorate:procurator"


class OpinionKind(Word):
    """What is issued: opinions on a transfer or a penalty, and the five kinds of suggestion."""

    SUGGEST_TRANSFER = (
        "suggest_transfer",
        "建议移送的检察意见",
        "opinion that a case be transferred",
    )
    PENALISE = "penalise", "给予行政处罚的检察意见", "opinion that a penalty be imposed"
    RETRIAL = "retrial", "再审检察建议", "suggestion of a retrial"
    CORRECTION = "correction", "纠正违法检察建议", "suggestion to correct an illegality"
    PUBLIC_INTEREST = "public_interest", "公益诉讼检察建议", "suggestion in the public interest"
    GOVERNANCE = "governance", "社会治理检察建议", "suggestion on governance"
    OTHER = "other", "其他检察建议", "other suggestion"


OPINIONS = frozenset({OpinionKind.SUGGEST_TRANSFER, OpinionKind.PENALISE})
"""What is an opinion (检察意见); the others are suggestions (检察建议)."""

ROWS = (
    Transition(
        verb=Verb.DROP,
        sources=sources("draft"),
        target=Status.NOT_ISSUED,
        who=who(_CHIEF),
        event="opinion.dropped",
        may_give=("reason",),
        tells=_OURS,
    ),
    Transition(
        verb=Verb.ISSUE,
        sources=sources("draft"),
        target=Status.ISSUED,
        who=who(_CHIEF),
        event="opinion.issued",
        may_give=("number", "note"),
        stops=(Clock.STALE_DRAFT,),
        starts=(Start(Clock.SUGGESTION_SERVICE, Party.PROCURATORATE),),
        tells=_OURS,
        note="经检察长批准制发，三日内送达",
    ),
    Transition(
        verb=Verb.SERVE,
        sources=sources("issued"),
        target=Status.SERVED,
        who=who(_PROCURATOR),
        event="opinion.served",
        needs=("service_way",),
        may_give=("served_at", "note"),
        stops=(Clock.SUGGESTION_SERVICE,),
        starts=(
            Start(
                Clock.OPINION_REPLY,
                Party.ADDRESSEE,
                when=Fact.SUGGESTS_TRANSFER,
                counts_from="served_at",
            ),
            Start(
                Clock.OPINION_REPLY,
                Party.ADDRESSEE,
                rule="R06",
                when=Fact.SUGGESTS_PENALTY,
                counts_from="served_at",
            ),
            Start(
                Clock.SUGGESTION_REPLY,
                Party.ADDRESSEE,
                rule="J04",
                when=Fact.GENERAL_SUGGESTION,
                counts_from="served_at",
            ),
            Start(
                Clock.SUGGESTION_REPLY,
                Party.ADDRESSEE,
                rule="J01",
                when=Fact.PUBLIC_INTEREST_SUGGESTION,
                unless=Fact.URGENT,
                counts_from="served_at",
            ),
            Start(
                Clock.SUGGESTION_REPLY,
                Party.ADDRESSEE,
                rule="J02",
                when=Fact.URGENT_PUBLIC_INTEREST,
                counts_from="served_at",
            ),
        ),
        joins=(Party.ADDRESSEE,),
        document=DocumentKind.OPINION_LETTER,
        tells=_ADDRESSEE,
        note="登记送达日期和方式，回复期限自送达之日起算",
    ),
    Transition(
        verb=Verb.OBJECT_TO,
        sources=sources("served"),
        target=Status.OBJECTED,
        who=who("addressee:lead"),
        event="opinion.objected_to",
        needs=("reason",),
        suspends=REPLY,
        tells=_OURS,
        note="检察机关应当立即复核",
    ),
    Transition(
        verb=Verb.KEEP,
        sources=sources("objected"),
        target=Status.SERVED,
        who=who(_CHIEF),
        event="opinion.kept",
        needs=("reason",),
        resumes=REPLY,
        tells=_ADDRESSEE,
    ),
    Transition(
        verb=Verb.REVISE,
        sources=sources("objected"),
        target=Status.ISSUED,
        who=who(_CHIEF),
        event="opinion.revised",
        needs=("content",),
        may_give=("reason",),
        stops=REPLY,
        starts=(Start(Clock.SUGGESTION_SERVICE, Party.PROCURATORATE),),
        tells=_ADDRESSEE | _OURS,
    ),
    Transition(
        verb=Verb.CANCEL,
        sources=sources("objected"),
        target=Status.CANCELLED,
        who=who(_CHIEF),
        event="opinion.cancelled",
        needs=("reason",),
        tells=_ADDRESSEE,
    ),
    Transition(
        verb=Verb.REPLY,
        sources=sources("served|urged"),
        target=Status.REPLIED,
        who=who("addressee:lead"),
        event="opinion.replied",
        needs=("reply",),
        may_give=("evidence", "delay_reason"),
        stops=(*REPLY, Clock.SET_DATE),
        starts=(Start(Clock.FOLLOW_UP, Party.PROCURATORATE),),
        tells=_OURS,
        note="书面回复办理结果或进展，附证据材料",
    ),
    Transition(
        verb=Verb.URGE,
        sources=sources("served|unsatisfied"),
        target=Status.URGED,
        who=who(_PROCURATOR),
        event="opinion.urged",
        needs=("reason",),
        may_give=("due_on",),
        forbids_from=((Status.SERVED, Fact.REPLY_NOT_DUE),),
        stops=REPLY,
        starts=(Start(Clock.SET_DATE, Party.ADDRESSEE),),
        tells=_ADDRESSEE,
        note="回复期限届满未回复，或未落实的，督促其限期办理",
    ),
    Transition(
        verb=Verb.SUSPEND_REVIEW,
        sources=sources("replied"),
        target=Status.SUSPENDED,
        who=who(_CHIEF),
        event="opinion.review_suspended",
        needs=("reason",),
        suspends=(Clock.FOLLOW_UP,),
        starts=(Start(Clock.SUSPENSION_REVIEW, Party.PROCURATORATE),),
        tells=_ADDRESSEE,
        note="因客观障碍不能按期整改的，经检察长批准中止审查（办案规则第78条）",
    ),
    Transition(
        verb=Verb.RESUME_REVIEW,
        sources=sources("suspended"),
        target=Status.REPLIED,
        who=who(_PROCURATOR),
        event="opinion.review_resumed",
        may_give=("note",),
        stops=(Clock.SUSPENSION_REVIEW,),
        resumes=(Clock.FOLLOW_UP,),
        tells=_ADDRESSEE,
    ),
    Transition(
        verb=Verb.FIND_SATISFIED,
        sources=sources("replied"),
        target=Status.SATISFIED,
        who=who(_PROCURATOR),
        event="opinion.found_satisfied",
        may_give=("note",),
        stops=(Clock.FOLLOW_UP,),
        tells=_ADDRESSEE,
    ),
    Transition(
        verb=Verb.FIND_UNSATISFIED,
        sources=sources("replied"),
        target=Status.UNSATISFIED,
        who=who(_PROCURATOR),
        event="opinion.found_unsatisfied",
        needs=("reason",),
        stops=(Clock.FOLLOW_UP,),
        tells=_ADDRESSEE,
    ),
    Transition(
        verb=Verb.REPORT_UP,
        sources=sources("urged|unsatisfied"),
        target=Status.REPORTED_UP,
        who=who(_CHIEF),
        event="opinion.reported_up",
        needs=("reason",),
        may_give=("also",),
        joins=(Party.COPIED,),
        tells=_ADDRESSEE | {Party.COPIED},
        note="报告上级检察机关，通报受文单位的上级机关（建议规定第25条，2021规定第11条）",
    ),
    Transition(
        verb=Verb.SUE,
        sources=sources("urged|unsatisfied"),
        target=Status.SUED,
        who=who(_CHIEF),
        event="opinion.sued",
        needs=("number", "court"),
        requires=(Fact.PUBLIC_INTEREST_SUGGESTION,),
        joins=(Party.COURT,),
        tells=_ADDRESSEE | {Party.COURT},
    ),
    Transition(
        verb=Verb.WITHDRAW_SUIT,
        sources=sources("sued"),
        target=Status.SUIT_WITHDRAWN,
        who=who(_CHIEF),
        event="opinion.suit_withdrawn",
        needs=("reason",),
        tells=_ADDRESSEE | {Party.COURT},
    ),
    Transition(
        verb=Verb.JUDGE,
        sources=sources("sued"),
        target=Status.JUDGED,
        who=who("procuratorate:procurator / court:judge_clerk"),
        event="opinion.judged",
        needs=("number", "decided_on", "judgment"),
        tells=_ADDRESSEE | _OURS,
    ),
)

_NO_NUMBER = "督促后未落实的，由检察机关决定报告上级、通报或起诉，规定未定天数"

MACHINE = Machine(
    kind=Kind.OPINION,
    initial=Status.DRAFT,
    final=frozenset(
        {
            Status.NOT_ISSUED,
            Status.CANCELLED,
            Status.SATISFIED,
            Status.REPORTED_UP,
            Status.JUDGED,
            Status.SUIT_WITHDRAWN,
        }
    ),
    openings={
        "": Opening(
            who=who(_PROCURATOR),
            by=("public_interest.suggest", "reverse_linkage.issue_opinion"),
            status=Status.DRAFT,
            starts=(Start(Clock.STALE_DRAFT, Party.PROCURATORATE),),
            event="opinion.opened",
        )
    },
    rows=ROWS,
    holders={
        Status.DRAFT: Party.PROCURATORATE,
        Status.ISSUED: Party.PROCURATORATE,
        Status.SERVED: Party.ADDRESSEE,
        Status.OBJECTED: Party.PROCURATORATE,
        Status.REPLIED: Party.PROCURATORATE,
        Status.URGED: Party.ADDRESSEE,
        Status.SUSPENDED: Party.PROCURATORATE,
        Status.UNSATISFIED: Party.PROCURATORATE,
        Status.SUED: Party.PROCURATORATE,
    },
    turns={
        Status.DRAFT: (Turn(Party.PROCURATORATE, Verb.ISSUE, Clock.STALE_DRAFT),),
        Status.ISSUED: (Turn(Party.PROCURATORATE, Verb.SERVE, Clock.SUGGESTION_SERVICE),),
        Status.SERVED: (
            Turn(
                Party.ADDRESSEE,
                Verb.REPLY,
                Clock.SUGGESTION_REPLY,
                when=(Fact.SUGGESTION,),
            ),
            Turn(
                Party.ADDRESSEE,
                Verb.REPLY,
                Clock.OPINION_REPLY,
                unless=(Fact.SUGGESTION,),
            ),
        ),
        Status.OBJECTED: (Turn(Party.PROCURATORATE, Verb.KEEP),),
        Status.REPLIED: (Turn(Party.PROCURATORATE, Verb.FIND_SATISFIED, Clock.FOLLOW_UP),),
        Status.URGED: (Turn(Party.ADDRESSEE, Verb.REPLY, Clock.SET_DATE),),
        Status.SUSPENDED: (Turn(Party.PROCURATORATE, Verb.RESUME_REVIEW, Clock.SUSPENSION_REVIEW),),
        Status.UNSATISFIED: (Turn(Party.PROCURATORATE, Verb.URGE),),
        Status.SUED: (Turn(Party.PROCURATORATE, Verb.JUDGE),),
    },
    no_clock_because={
        Status.OBJECTED: "对异议应当立即复核，规定未定天数（建议规定第23条）",
        Status.UNSATISFIED: _NO_NUMBER,
        Status.SUED: "审理期限由人民法院依诉讼法掌握，平台不另计时",
    },
)


def opinion_errors(given: Mapping[str, Any], *, today: date) -> list[FieldError]:
    """Name what is wrong with a date set for the reply: only an urgent opinion sets one."""
    reply_by = given.get("reply_by")
    if reply_by is None:
        return []
    kind = given.get("opinion_kind")
    if kind in (OpinionKind.SUGGEST_TRANSFER, OpinionKind.PUBLIC_INTEREST):
        return [FieldError("/reply_by", "fixed-by-law", "此类文书的回复期限由法律规定，不另设定")]
    if reply_by <= today:
        return [FieldError("/reply_by", "in-the-past", "回复期限须晚于今天")]
    return []
