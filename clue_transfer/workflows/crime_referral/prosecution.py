"""After the investigation: prosecution, judgment, and the penalty that goes on where none is."""

from __future__ import annotations

from clue_transfer.machine import Start, Transition
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import Party, Status, Verb
from clue_transfer.workflows.crime_referral.police import REVIEW
from clue_transfer.workflows.notation import sources, who

_SIDES = frozenset({Party.SENDER, Party.POLICE})
_JUDGED = frozenset({Party.SENDER, Party.POLICE, Party.PROCURATORATE, Party.COURT})
_BY_COURT = "procuratorate:procurator / court:judge_clerk"
_DECISION = ("number", "decided_on", "persons")

PROSECUTION_ROWS = (
    Transition(
        verb=Verb.RETURN_FOR_INVESTIGATION,
        sources=sources("prosecution_requested"),
        target=Status.SUPPLEMENTING,
        who=who("procuratorate:procurator"),
        event="crime_referral.returned_for_investigation",
        needs=("reason",),
        at_most=2,
        starts=(Start(Clock.SUPPLEMENTARY_INVESTIGATION, Party.POLICE),),
        tells=_SIDES,
        note="以二次为限，每次一个月内补充侦查完毕（刑诉法第175条，17号第19条）",
    ),
    Transition(
        verb=Verb.PROSECUTE,
        sources=sources("prosecution_requested"),
        target=Status.PROSECUTED,
        who=who("procuratorate:procurator"),
        event="crime_referral.prosecuted",
        needs=_DECISION,
        may_give=("court",),
        joins=(Party.COURT,),
        tells=_SIDES | {Party.COURT},
    ),
    Transition(
        verb=Verb.NOT_PROSECUTE,
        sources=sources("prosecution_requested"),
        target=Status.NOT_PROSECUTED,
        who=who("procuratorate:chief_procurator"),
        event="crime_referral.not_prosecuted",
        needs=(*_DECISION, "ground"),
        may_give=("link_back", "note"),
        starts=(REVIEW,),
        opens=("reverse_linkage",),
        tells=_SIDES,
        note="三日内书面通知移送单位（17号第18条）；需要给予行政处罚的，移送行政检察反向衔接",
    ),
    Transition(
        verb=Verb.WITHDRAW_PROSECUTION,
        sources=sources("prosecuted"),
        target=Status.NOT_PROSECUTED,
        who=who("procuratorate:chief_procurator"),
        event="crime_referral.prosecution_withdrawn",
        needs=("number", "decided_on", "reason"),
        starts=(REVIEW,),
        tells=_JUDGED,
    ),
    Transition(
        verb=Verb.CONVICT,
        sources=sources("prosecuted"),
        target=Status.CONVICTED,
        who=who(_BY_COURT),
        event="crime_referral.convicted",
        needs=_DECISION,
        tells=_JUDGED,
    ),
    Transition(
        verb=Verb.ACQUIT,
        sources=sources("prosecuted"),
        target=Status.ACQUITTED,
        who=who(_BY_COURT),
        event="crime_referral.acquitted",
        needs=_DECISION,
        starts=(REVIEW,),
        tells=_JUDGED,
    ),
    Transition(
        verb=Verb.EXEMPT,
        sources=sources("prosecuted"),
        target=Status.EXEMPTED,
        who=who(_BY_COURT),
        event="crime_referral.exempted",
        needs=_DECISION,
        starts=(REVIEW,),
        tells=_JUDGED,
    ),
    Transition(
        verb=Verb.RESUME_PENALTY,
        sources=sources("returned|not_prosecuted|acquitted|exempted"),
        target=Status.CLOSED,
        who=who("sender:lead"),
        event="crime_referral.penalty_resumed",
        may_give=("note",),
        tells=frozenset({Party.POLICE, Party.PROCURATORATE}),
        note="恢复行政处罚，移送期间不计入（17号第16条）",
    ),
)
