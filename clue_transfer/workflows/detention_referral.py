"""The track of an administrative detention (行政拘留移送): decided by the head, in working days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clue_transfer.errors import FieldError
from clue_transfer.machine import Machine, Opening, Start, Transition, Turn
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import DocumentKind, Kind, Party, Role, Status, Verb
from clue_transfer.workflows.notation import sources, who

_POLICE = frozenset({Party.POLICE})
_SENDER = frozenset({Party.SENDER})
_BOTH = frozenset({Party.SENDER, Party.PROCURATORATE})

ROWS = (
    Transition(
        verb=Verb.PROPOSE,
        sources=sources("draft"),
        target=Status.PROPOSED,
        who=who("sender:handler"),
        event="detention_referral.proposed",
        needs=("facts", "law", "proposal"),
        may_give=("penalty_number", "penalty_decided_on", "exception"),
        stops=(Clock.STALE_DRAFT,),
        joins=(Party.PROCURATORATE,),
        tells=_SENDER,
        told_roles=frozenset({Role.HEAD, Role.LEAD}),
        note="一般应已作出行政处罚决定（暂行办法第2条、第10条）；没有的写明例外情形",
    ),
    Transition(
        verb=Verb.APPROVE,
        sources=sources("proposed"),
        target=Status.APPROVED,
        who=who("sender:head"),
        event="detention_referral.approved",
        may_give=("decided_at", "note"),
        starts=(Start(Clock.DETENTION_TRANSFER, Party.SENDER, counts_from="decided_at"),),
        tells=_SENDER,
        note="案件移送审批单由负责人批准（暂行办法第10条）",
    ),
    Transition(
        verb=Verb.REFUSE_TRANSFER,
        sources=sources("proposed"),
        target=Status.NOT_APPROVED,
        who=who("sender:head"),
        event="detention_referral.transfer_refused",
        needs=("reason",),
        tells=_BOTH,
    ),
    Transition(
        verb=Verb.SEND,
        sources=sources("approved"),
        target=Status.SENT,
        who=who("sender:lead"),
        event="detention_referral.sent",
        needs=("attachments", "copies_kept"),
        may_give=("goods", "police", "police_reason"),
        stops=(Clock.DETENTION_TRANSFER,),
        joins=(Party.POLICE, Party.PROCURATORATE),
        document=DocumentKind.DETENTION_LETTER,
        tells=frozenset({Party.POLICE, Party.PROCURATORATE}),
        note="三个工作日内移送，材料为原件，复印件留存（暂行办法第11条、第12条）",
    ),
    Transition(
        verb=Verb.TAKE_UP,
        sources=sources("sent"),
        target=Status.ACCEPTED,
        who=who("police:police_officer"),
        event="detention_referral.taken_up",
        needs=("officer",),
        may_give=("received_at", "accepted_at", "note"),
        starts=(
            Start(Clock.DETENTION_SUPPLEMENT, Party.POLICE, counts_from="accepted_at"),
            Start(Clock.DETENTION_CASE, Party.POLICE, counts_from="accepted_at"),
        ),
        tells=_BOTH,
    ),
    Transition(
        verb=Verb.REROUTE,
        sources=sources("sent"),
        target=None,
        who=who("police:police_officer"),
        event="detention_referral.rerouted",
        needs=("police", "reason"),
        tells=frozenset({Party.POLICE, *_BOTH}),
        note="二十四小时内移送有管辖权的单位（公安机关办理行政案件程序规定第61条）",
    ),
    Transition(
        verb=Verb.REQUEST_EVIDENCE,
        sources=sources("accepted"),
        target=Status.EVIDENCE_REQUESTED,
        who=who("police:police_officer"),
        event="detention_referral.evidence_requested",
        needs=("items",),
        forbids=(Fact.EVIDENCE_LAPSED,),
        stops=(Clock.DETENTION_SUPPLEMENT,),
        tells=_SENDER,
        note="受案后三个工作日内书面告知补充，或自行调查（暂行办法第13条）",
    ),
    Transition(
        verb=Verb.SUPPLY_EVIDENCE,
        sources=sources("evidence_requested"),
        target=Status.ACCEPTED,
        who=who("sender:handler"),
        event="detention_referral.evidence_supplied",
        needs=("note",),
        may_give=("evidence",),
        tells=_POLICE,
    ),
    Transition(
        verb=Verb.EXPLAIN_EVIDENCE,
        sources=sources("evidence_requested"),
        target=Status.ACCEPTED,
        who=who("sender:lead"),
        event="detention_referral.evidence_explained",
        needs=("reason",),
        tells=_POLICE,
    ),
    Transition(
        verb=Verb.DETAIN,
        sources=sources("accepted"),
        target=Status.DETAINED,
        who=who("police:police_head"),
        event="detention_referral.detained",
        needs=("number", "decided_on", "persons"),
        stops=(Clock.DETENTION_SUPPLEMENT, Clock.DETENTION_CASE),
        tells=_BOTH,
        note="三个工作日内将决定书抄送移送部门（暂行办法第14条）：本步骤即抄送",
    ),
    Transition(
        verb=Verb.REFUSE,
        sources=sources("accepted"),
        target=Status.REFUSED_BY_POLICE,
        who=who("police:police_head"),
        event="detention_referral.refused",
        needs=("number", "decided_on", "reason", "files_returned"),
        stops=(Clock.DETENTION_SUPPLEMENT, Clock.DETENTION_CASE),
        tells=_BOTH,
        note="受案后五个工作日内书面告知并说明理由，退回案卷（暂行办法第15条）",
    ),
    Transition(
        verb=Verb.CLOSE,
        sources=sources("refused_by_police"),
        target=Status.CLOSED,
        who=who("sender:lead"),
        event="detention_referral.closed",
        may_give=("note",),
        tells=_POLICE,
        note="移送部门依法处理或者结案",
    ),
)

MACHINE = Machine(
    kind=Kind.DETENTION_REFERRAL,
    initial=Status.DRAFT,
    final=frozenset({Status.NOT_APPROVED, Status.DETAINED, Status.CLOSED}),
    openings={
        "": Opening(
            who=who("sender:handler"),
            status=Status.DRAFT,
            starts=(Start(Clock.STALE_DRAFT, Party.SENDER),),
            event="detention_referral.opened",
        )
    },
    rows=ROWS,
    holders={
        Status.DRAFT: Party.SENDER,
        Status.PROPOSED: Party.SENDER,
        Status.APPROVED: Party.SENDER,
        Status.SENT: Party.POLICE,
        Status.ACCEPTED: Party.POLICE,
        Status.EVIDENCE_REQUESTED: Party.SENDER,
        Status.REFUSED_BY_POLICE: Party.SENDER,
    },
    turns={
        Status.DRAFT: (Turn(Party.SENDER, Verb.PROPOSE, Clock.STALE_DRAFT),),
        Status.PROPOSED: (Turn(Party.SENDER, Verb.APPROVE),),
        Status.APPROVED: (Turn(Party.SENDER, Verb.SEND, Clock.DETENTION_TRANSFER),),
        Status.SENT: (Turn(Party.POLICE, Verb.TAKE_UP),),
        Status.ACCEPTED: (Turn(Party.POLICE, Verb.DETAIN, Clock.DETENTION_CASE),),
        Status.EVIDENCE_REQUESTED: (Turn(Party.SENDER, Verb.SUPPLY_EVIDENCE),),
        Status.REFUSED_BY_POLICE: (Turn(Party.SENDER, Verb.CLOSE),),
    },
    no_clock_because={
        Status.PROPOSED: "审批移送的时间，暂行办法未规定天数",
        Status.SENT: "公安机关受案的时间，暂行办法未规定天数",
        Status.EVIDENCE_REQUESTED: "补充证据的时间，暂行办法未规定天数；公安机关办案期限继续计算",
        Status.REFUSED_BY_POLICE: "移送部门依法结案，暂行办法未规定天数",
    },
)


def proposal_errors(given: Mapping[str, Any], *, decided: bool) -> list[FieldError]:
    """Name what a proposal lacks: the penalty decision comes first, or an exception is recorded."""
    if decided or given.get("exception"):
        return []
    return [
        FieldError(f"/{name}", "required", "须有行政处罚决定，或写明例外情形（暂行办法第2条）")
        for name in ("penalty_number", "penalty_decided_on")
        if not given.get(name)
    ]


def copy_errors(
    attachments: Mapping[str, Mapping[str, Any]], *, copies_kept: bool
) -> list[FieldError]:
    """Name what the papers lack: originals go to the police, copies stay (暂行办法 11)."""
    found = [
        FieldError(
            f"/attachments/{group}/original", "not-original", "须移送原件；没有原件的说明理由"
        )
        for group, row in attachments.items()
        if row.get("items") and not row.get("original") and not row.get("not_original_because")
    ]
    if not copies_kept:
        found.append(FieldError("/copies_kept", "not-confirmed", "请确认复印件已留存"))
    return found
