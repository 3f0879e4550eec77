"""Before the police have the case: reported, decided by the head, handed over (17号 5, 6)."""

from __future__ import annotations

from clue_transfer.machine import Start, Transition
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import DocumentKind, Party, Role, Status, Verb
from clue_transfer.workflows.notation import sources, who

HEAD_DECIDES = Start(Clock.TRANSFER_DECISION, Party.SENDER, counts_from="reported_at")
_OTHERS = frozenset({Party.POLICE, Party.PROCURATORATE})

BEFORE_ROWS = (
    Transition(
        verb=Verb.NOTIFY_POLICE,
        sources=sources("draft|reported|approved"),
        target=None,
        who=who("sender:handler,lead"),
        event="crime_referral.police_notified",
        needs=("note",),
        joins=(Party.POLICE,),
        tells=frozenset({Party.POLICE}),
        note="现场发现明显涉嫌犯罪的，及时通报公安机关（17号第26条）；立案前继续调查取证",
    ),
    Transition(
        verb=Verb.REPORT,
        sources=sources("draft"),
        target=Status.REPORTED,
        who=who("sender:handler"),
        event="crime_referral.reported",
        needs=("investigators", "facts", "evidence_summary", "law", "proposal"),
        may_give=("reported_at",),
        stops=(Clock.STALE_DRAFT,),
        starts=(HEAD_DECIDES,),
        joins=(Party.PROCURATORATE,),
        document=DocumentKind.CRIME_REPORT,
        tells=frozenset({Party.SENDER}),
        told_roles=frozenset({Role.HEAD, Role.LEAD}),
        note="二名以上执法人员组成专案组核实情况后提出书面报告（310号第5条，17号第5条）",
    ),
    Transition(
        verb=Verb.DROP,
        sources=sources("draft"),
        target=Status.DROPPED,
        who=who("sender:lead"),
        event="crime_referral.dropped",
        needs=("reason",),
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.APPROVE_TRANSFER,
        sources=sources("reported"),
        target=Status.APPROVED,
        who=who("sender:head"),
        event="crime_referral.transfer_approved",
        needs=("procedure_lawful", "crime_evidenced"),
        may_give=("decided_at", "note"),
        stops=(Clock.TRANSFER_DECISION,),
        starts=(Start(Clock.TRANSFER_HANDOVER, Party.SENDER, counts_from="decided_at"),),
        tells=frozenset({Party.SENDER}),
        note="只由正职负责人或主持工作的负责人决定；主体与程序合法、有证据证明涉嫌犯罪事实发生",
    ),
    Transition(
        verb=Verb.REFUSE_TRANSFER,
        sources=sources("reported"),
        target=Status.REFUSED,
        who=who("sender:head"),
        event="crime_referral.transfer_refused",
        needs=("reason",),
        stops=(Clock.TRANSFER_DECISION,),
        starts=(Start(Clock.SUSPENSION_REVIEW, Party.PROCURATORATE, rule="T24.refused"),),
        tells=frozenset({Party.SENDER, Party.PROCURATORATE}),
        note="不批准移送的理由记录在案，检察机关可查阅",
    ),
    Transition(
        verb=Verb.REOPEN,
        sources=sources("refused"),
        target=Status.REPORTED,
        who=who("sender:handler / system"),
        event="crime_referral.reopened",
        needs=("reason",),
        stops=(Clock.SUSPENSION_REVIEW,),
        starts=(Start(Clock.TRANSFER_DECISION, Party.SENDER),),
        tells=frozenset({Party.SENDER, Party.PROCURATORATE}),
        note="有新的事实，或检察机关提出移送的检察意见",
    ),
    Transition(
        verb=Verb.REMIND_REFUSAL,
        sources=sources("refused"),
        target=None,
        who=who("system"),
        event="crime_referral.refusal_reminded",
        restarts=(
            Start(
                Clock.SUSPENSION_REVIEW,
                Party.PROCURATORATE,
                rule="T24.refused",
                unless=Fact.REFUSAL_REMINDED,
            ),
            Start(
                Clock.SUSPENSION_REVIEW,
                Party.PROCURATORATE,
                rule="T24.refused_last",
                when=Fact.REFUSAL_REMINDED,
            ),
        ),
        tells=frozenset({Party.PROCURATORATE}),
        note="每三十日提示检察机关复查一次，第三次期满仍未提出意见的视为认可",
    ),
    Transition(
        verb=Verb.ACCEPT_REFUSAL,
        sources=sources("refused"),
        target=Status.CLOSED,
        who=who("procuratorate:procurator / system"),
        event="crime_referral.refusal_accepted",
        may_give=("note",),
        stops=(Clock.SUSPENSION_REVIEW,),
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.TRANSFER,
        sources=sources("approved"),
        target=Status.TRANSFERRED,
        who=who("sender:lead"),
        event="crime_referral.transferred",
        needs=("attachments",),
        may_give=("goods", "police", "police_reason"),
        stops=(Clock.TRANSFER_HANDOVER,),
        starts=(Start(Clock.POLICE_RECEIPT, Party.POLICE),),
        joins=(Party.POLICE, Party.PROCURATORATE),
        document=DocumentKind.CRIME_TRANSFER_LETTER,
        tells=_OTHERS,
        note="附七类材料，缺项说明理由；案件移送书同时抄送同级检察机关（17号第6条）",
    ),
)
