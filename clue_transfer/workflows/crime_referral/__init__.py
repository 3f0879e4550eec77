"""The track of a suspected crime (移送涉嫌犯罪案件): from the report to filing and judgment."""

from __future__ import annotations

from clue_transfer.machine import Machine, Opening, Start, Turn
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import Kind, Party, Status, Verb
from clue_transfer.workflows.crime_referral.before import BEFORE_ROWS
from clue_transfer.workflows.crime_referral.police import POLICE_ROWS
from clue_transfer.workflows.crime_referral.prosecution import PROSECUTION_ROWS
from clue_transfer.workflows.crime_referral.rules import (
    ATTACHMENT_GROUPS,
    REFERRING_SYSTEMS,
    approval_errors,
    attachment_errors,
    investigator_errors,
    moment_errors,
    opening_errors,
    track_errors,
)
from clue_transfer.workflows.crime_referral.supervision import SUPERVISION_ROWS
from clue_transfer.workflows.notation import who

__all__ = [
    "ATTACHMENT_GROUPS",
    "BEFORE_POLICE",
    "MACHINE",
    "REFERRING_SYSTEMS",
    "approval_errors",
    "attachment_errors",
    "investigator_errors",
    "moment_errors",
    "opening_errors",
    "track_errors",
]

_REVIEWED = Turn(Party.SENDER, Verb.RESUME_PENALTY, Clock.SUSPENSION_REVIEW)
_ACCEPT = Turn(Party.SENDER, Verb.ACCEPT_DECLINE, Clock.SUSPENSION_REVIEW)
_GOODS = Turn(
    Party.SENDER,
    Verb.HAND_OVER_GOODS,
    Clock.GOODS_HANDOVER,
    when=(Fact.HAS_GOODS,),
    until=Verb.HAND_OVER_GOODS,
)
_CRIMINAL_PROCEDURE = "刑事诉讼的办案期限由办案机关依刑事诉讼法掌握，平台不另计时"

BEFORE_POLICE = frozenset({Status.DRAFT, Status.REPORTED, Status.APPROVED, Status.REFUSED})
"""Where a referral that is open has not gone to the police yet."""

MACHINE = Machine(
    kind=Kind.CRIME_REFERRAL,
    initial=Status.DRAFT,
    final=frozenset({Status.DROPPED, Status.CLOSED, Status.CONVICTED}),
    openings={
        "": Opening(
            who=who("sender:handler,lead"),
            status=Status.DRAFT,
            starts=(Start(Clock.STALE_DRAFT, Party.SENDER),),
            event="crime_referral.opened",
        )
    },
    rows=(*BEFORE_ROWS, *POLICE_ROWS, *SUPERVISION_ROWS, *PROSECUTION_ROWS),
    holders={
        Status.DRAFT: Party.SENDER,
        Status.REPORTED: Party.SENDER,
        Status.APPROVED: Party.SENDER,
        Status.REFUSED: Party.SENDER,
        Status.TRANSFERRED: Party.POLICE,
        Status.RECEIVED: Party.POLICE,
        Status.PAPERS_REQUESTED: Party.SENDER,
        Status.RETURNED: Party.SENDER,
        Status.FILED: Party.POLICE,
        Status.DECLINED: Party.SENDER,
        Status.SUPERVISION_ASKED: Party.PROCURATORATE,
        Status.RECONSIDERATION: Party.POLICE,
        Status.UPHELD: Party.SENDER,
        Status.REASONS_ASKED: Party.POLICE,
        Status.REASONS_GIVEN: Party.PROCURATORATE,
        Status.SUPERVISION_CLOSED: Party.SENDER,
        Status.FILING_NOTIFIED: Party.POLICE,
        Status.PROSECUTION_REQUESTED: Party.PROCURATORATE,
        Status.WITHDRAWN: Party.SENDER,
        Status.SUPPLEMENTING: Party.POLICE,
        Status.PROSECUTED: Party.PROCURATORATE,
        Status.NOT_PROSECUTED: Party.SENDER,
        Status.ACQUITTED: Party.SENDER,
        Status.EXEMPTED: Party.SENDER,
    },
    turns={
        Status.DRAFT: (Turn(Party.SENDER, Verb.REPORT, Clock.STALE_DRAFT),),
        Status.REPORTED: (Turn(Party.SENDER, Verb.APPROVE_TRANSFER, Clock.TRANSFER_DECISION),),
        Status.APPROVED: (Turn(Party.SENDER, Verb.TRANSFER, Clock.TRANSFER_HANDOVER),),
        Status.REFUSED: (Turn(Party.PROCURATORATE, Verb.ACCEPT_REFUSAL, Clock.SUSPENSION_REVIEW),),
        Status.TRANSFERRED: (Turn(Party.POLICE, Verb.RECEIPT, Clock.POLICE_RECEIPT),),
        Status.RECEIVED: (
            Turn(Party.POLICE, Verb.FILE, Clock.POLICE_FILING),
            Turn(Party.SENDER, Verb.CLAIM_OVERDUE, when=(Fact.POLICE_OVERDUE,)),
        ),
        Status.PAPERS_REQUESTED: (
            Turn(Party.SENDER, Verb.SUPPLY_PAPERS, Clock.CASE_SUPPLEMENT),
            Turn(Party.POLICE, Verb.FILE, Clock.POLICE_FILING),
        ),
        Status.RETURNED: (_REVIEWED,),
        Status.FILED: (
            Turn(Party.POLICE, Verb.REQUEST_PROSECUTION),
            _GOODS,
            Turn(
                Party.PROCURATORATE,
                Verb.URGE,
                Clock.CASE_URGING,
                when=(Fact.FILED_BY_SUPERVISION,),
            ),
        ),
        Status.DECLINED: (
            Turn(
                Party.SENDER,
                Verb.ASK_RECONSIDERATION,
                Clock.RECONSIDERATION_REQUEST,
                unless=(Fact.RECONSIDERATION_LAPSED,),
            ),
            Turn(
                Party.SENDER,
                Verb.ACCEPT_DECLINE,
                Clock.SUSPENSION_REVIEW,
                when=(Fact.RECONSIDERATION_LAPSED,),
            ),
        ),
        Status.SUPERVISION_ASKED: (Turn(Party.PROCURATORATE, Verb.ASK_REASONS),),
        Status.RECONSIDERATION: (Turn(Party.POLICE, Verb.UPHOLD, Clock.RECONSIDERATION_DECISION),),
        Status.UPHELD: (
            Turn(
                Party.SENDER,
                Verb.ASK_SUPERVISION,
                Clock.FILING_SUPERVISION,
                unless=(Fact.SUPERVISION_LAPSED,),
            ),
            Turn(
                Party.SENDER,
                Verb.ACCEPT_DECLINE,
                Clock.SUSPENSION_REVIEW,
                when=(Fact.SUPERVISION_LAPSED,),
            ),
        ),
        Status.REASONS_ASKED: (Turn(Party.POLICE, Verb.GIVE_REASONS, Clock.EXPLANATION),),
        Status.REASONS_GIVEN: (Turn(Party.PROCURATORATE, Verb.ACCEPT_REASONS),),
        Status.SUPERVISION_CLOSED: (_ACCEPT,),
        Status.FILING_NOTIFIED: (Turn(Party.POLICE, Verb.FILE, Clock.FILING_ORDER),),
        Status.PROSECUTION_REQUESTED: (Turn(Party.PROCURATORATE, Verb.PROSECUTE),),
        Status.WITHDRAWN: (_ACCEPT,),
        Status.SUPPLEMENTING: (
            Turn(Party.POLICE, Verb.REQUEST_PROSECUTION, Clock.SUPPLEMENTARY_INVESTIGATION),
        ),
        Status.PROSECUTED: (Turn(Party.PROCURATORATE, Verb.CONVICT),),
        Status.NOT_PROSECUTED: (_REVIEWED,),
        Status.ACQUITTED: (_REVIEWED,),
        Status.EXEMPTED: (_REVIEWED,),
    },
    no_clock_because={
        Status.FILED: _CRIMINAL_PROCEDURE,
        Status.SUPERVISION_ASKED: "检察机关受理审查立案监督建议，17号第12条未规定天数",
        Status.REASONS_GIVEN: "检察机关审查不立案理由，刑诉规则未规定天数",
        Status.PROSECUTION_REQUESTED: _CRIMINAL_PROCEDURE,
        Status.PROSECUTED: _CRIMINAL_PROCEDURE,
    },
)
