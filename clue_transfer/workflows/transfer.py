"""The track of a leg (移送): one department hands the clue to one other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clue_transfer.errors import FieldError
from clue_transfer.machine import Machine, Opening, Start, Transition, Turn
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import DocumentKind, Kind, LegKind, Party, Role, Status, Verb
from clue_transfer.workflows.notation import sources, who

_BOTH = frozenset({Party.SENDER, Party.RECEIVER})
_LEG_CLOCKS = (Clock.FILING, Clock.PENALTY, Clock.FEEDBACK, Clock.PROGRESS, Clock.RESULT)
_AFTER_ACCEPTANCE = (
    Start(Clock.FEEDBACK, Party.RECEIVER),
    Start(Clock.PROGRESS, Party.RECEIVER),
)

SENDING_ROWS = (
    Transition(
        verb=Verb.RECALL,
        sources=sources("sent"),
        target=Status.RECALLED,
        who=who("sender:lead"),
        event="transfer.recalled",
        needs=("reason",),
        stops=(Clock.SIGNING,),
        tells=frozenset({Party.RECEIVER}),
    ),
    Transition(
        verb=Verb.SIGN,
        sources=sources("sent"),
        target=Status.SIGNED,
        who=who("receiver:liaison,lead,duty_officer"),
        event="transfer.signed",
        needs=("manifest",),
        may_give=("remarks",),
        stops=(Clock.SIGNING,),
        starts=(Start(Clock.ACCEPTANCE, Party.RECEIVER), Start(Clock.FILING, Party.RECEIVER)),
        document=DocumentKind.RECEIPT,
        tells=frozenset({Party.SENDER}),
        note="逐项核对证据清单的SHA-256后签收；立案审查期限自知悉之日起算",
    ),
    Transition(
        verb=Verb.ACCEPT,
        sources=sources("signed"),
        target=Status.ACCEPTED,
        who=who("receiver:liaison,lead"),
        event="transfer.accepted",
        needs=("handler",),
        stops=(Clock.ACCEPTANCE,),
        starts=_AFTER_ACCEPTANCE,
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.REQUEST_SUPPLEMENT,
        sources=sources("signed"),
        target=Status.SUPPLEMENT_REQUESTED,
        who=who("receiver:liaison,lead"),
        event="transfer.supplement_requested",
        needs=("items",),
        may_give=("reason",),
        at_most=1,
        suspends=(Clock.ACCEPTANCE,),
        starts=(Start(Clock.SUPPLEMENT, Party.SENDER),),
        tells=frozenset({Party.SENDER}),
        note="一次性列明全部应补材料；立案审查期限照常计算",
    ),
    Transition(
        verb=Verb.SUPPLEMENT,
        sources=sources("supplement_requested"),
        target=Status.SIGNED,
        who=who("sender:liaison,handler"),
        event="transfer.supplemented",
        needs=("note",),
        may_give=("evidence",),
        stops=(Clock.SUPPLEMENT,),
        resumes=(Clock.ACCEPTANCE,),
        tells=frozenset({Party.RECEIVER}),
    ),
    Transition(
        verb=Verb.EXPLAIN_SUPPLEMENT,
        sources=sources("supplement_requested"),
        target=Status.SIGNED,
        who=who("sender:lead"),
        event="transfer.supplement_explained",
        needs=("reason",),
        stops=(Clock.SUPPLEMENT,),
        resumes=(Clock.ACCEPTANCE,),
        tells=frozenset({Party.RECEIVER}),
    ),
    Transition(
        verb=Verb.SPLIT,
        sources=sources("signed"),
        target=None,
        who=who("receiver:lead"),
        event="transfer.split",
        needs=("subjects", "reason"),
        forbids=(Fact.DESIGNATED_LEG,),
        opens=("objected",),
        tells=_BOTH,
        note="写明留下办理的主体，其余部分成为处于异议状态的并列移送",
    ),
    Transition(
        verb=Verb.FORWARD,
        sources=sources("signed"),
        target=Status.FORWARDED,
        who=who("receiver:lead"),
        event="transfer.forwarded",
        needs=("receiver",),
        may_give=("reason",),
        forbids=(Fact.DESIGNATED_LEG,),
        stops=(Clock.ACCEPTANCE,),
        opens=("transfer",),
        tells=frozenset({Party.SENDER}),
        note="只能在本系统内向下级转办；已在流转链中的部门不得再转",
    ),
    Transition(
        verb=Verb.ASK_RETURN,
        sources=sources("signed|accepted"),
        target=None,
        who=who("sender:lead"),
        event="transfer.return_asked",
        needs=("reason",),
        tells=frozenset({Party.RECEIVER}),
    ),
    Transition(
        verb=Verb.AGREE_RETURN,
        sources=sources("signed|accepted"),
        target=Status.RETURNED,
        who=who("receiver:lead"),
        event="transfer.return_agreed",
        after=((Verb.ASK_RETURN, 1),),
        parent_starts=(Start(Clock.REDIRECT, Party.SENDER),),
        tells=frozenset({Party.SENDER}),
    ),
)

DISPUTE_ROWS = (
    Transition(
        verb=Verb.OBJECT,
        sources=sources("signed"),
        target=Status.OBJECTED,
        who=who("receiver:lead"),
        event="transfer.objected",
        needs=("reason_code", "reason"),
        may_give=("proposed_department",),
        forbids=(Fact.DESIGNATED_LEG, Fact.OBJECTED_BEFORE),
        suspends=(Clock.ACCEPTANCE,),
        starts=(Start(Clock.OBJECTION_RULING, Party.SENDER),),
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.OBJECT_LATE,
        sources=sources("accepted|filed"),
        target=Status.OBJECTED,
        who=who("receiver:lead"),
        event="transfer.objected_late",
        needs=("reason_code", "reason"),
        may_give=("proposed_department",),
        forbids=(Fact.DESIGNATED_LEG, Fact.OBJECTED_BEFORE, Fact.OWN),
        suspends=_LEG_CLOCKS,
        starts=(Start(Clock.OBJECTION_RULING, Party.SENDER),),
        tells=frozenset({Party.SENDER}),
        note="受理后丧失管辖权；已收集的证据一并移交",
    ),
    Transition(
        verb=Verb.CONTEST,
        sources=sources("signed"),
        target=Status.DISPUTED,
        who=who("receiver:lead"),
        event="transfer.contested",
        needs=("reason",),
        requires=(Fact.NEXT_HOP_PING_PONG,),
        forbids=(Fact.DESIGNATED_LEG,),
        suspends=(Clock.ACCEPTANCE,),
        starts=(Start(Clock.NEGOTIATION, Party.RECEIVER),),
        joins=(Party.SUPERIOR,),
        tells=frozenset({Party.SENDER, Party.SUPERIOR}),
    ),
    Transition(
        verb=Verb.TAKE_BACK,
        sources=sources("objected"),
        target=Status.RETURNED,
        who=who("sender:lead"),
        event="transfer.taken_back",
        may_give=("reason",),
        stops=(Clock.OBJECTION_RULING,),
        parent_starts=(Start(Clock.REDIRECT, Party.SENDER),),
        tells=frozenset({Party.RECEIVER}),
    ),
    Transition(
        verb=Verb.INSIST,
        sources=sources("objected"),
        target=Status.DISPUTED,
        who=who("sender:lead"),
        event="transfer.insisted",
        needs=("reason",),
        stops=(Clock.OBJECTION_RULING,),
        starts=(Start(Clock.NEGOTIATION, Party.RECEIVER),),
        joins=(Party.SUPERIOR,),
        tells=frozenset({Party.RECEIVER, Party.SUPERIOR}),
    ),
    Transition(
        verb=Verb.PROPOSE_SETTLEMENT,
        sources=sources("disputed"),
        target=None,
        who=who("sender:lead / receiver:lead"),
        event="transfer.settlement_proposed",
        needs=("settlement",),
        may_give=("reason",),
        tells=_BOTH,
    ),
    Transition(
        verb=Verb.AGREE_HERE,
        sources=sources("disputed"),
        target=Status.SIGNED,
        who=who("receiver:lead"),
        event="transfer.settled_here",
        requires=(Fact.SETTLE_HERE_PROPOSED,),
        stops=(Clock.NEGOTIATION,),
        resumes=(Clock.ACCEPTANCE, *_LEG_CLOCKS),
        tells=frozenset({Party.SENDER, Party.SUPERIOR}),
    ),
    Transition(
        verb=Verb.AGREE_BACK,
        sources=sources("disputed"),
        target=Status.RETURNED,
        who=who("sender:lead"),
        event="transfer.settled_back",
        requires=(Fact.SETTLE_BACK_PROPOSED,),
        stops=(Clock.NEGOTIATION,),
        parent_starts=(Start(Clock.REDIRECT, Party.SENDER),),
        tells=frozenset({Party.RECEIVER, Party.SUPERIOR}),
    ),
    Transition(
        verb=Verb.REFER_UP,
        sources=sources("disputed"),
        target=Status.REFERRED,
        who=who("sender:lead / receiver:lead / system"),
        event="transfer.referred_up",
        may_give=("reason",),
        stops=(Clock.NEGOTIATION,),
        starts=(Start(Clock.DESIGNATION, Party.SUPERIOR),),
        joins=(Party.SUPERIOR,),
        tells=frozenset({Party.SENDER, Party.RECEIVER, Party.SUPERIOR}),
    ),
    Transition(
        verb=Verb.DESIGNATE,
        sources=sources("disputed|referred"),
        target=Status.DESIGNATED,
        who=who("superior:lead,head,coordinator"),
        event="transfer.designated",
        needs=("receiver", "reason"),
        may_give=("delegation",),
        stops=(Clock.NEGOTIATION, Clock.DESIGNATION),
        opens=("transfer",),
        tells=_BOTH,
        note="共同上一级指定管辖；协调员须有书面授权",
    ),
)

HANDLING_ROWS = (
    Transition(
        verb=Verb.FILE,
        sources=sources("accepted|rework"),
        target=Status.FILED,
        who=who("receiver:lead"),
        event="transfer.filed",
        needs=("filed_on", "case_number"),
        forbids=(Fact.FILED_BEFORE,),
        stops=(Clock.FILING, Clock.FEEDBACK, Clock.REWORK),
        starts=(Start(Clock.PENALTY, Party.RECEIVER),),
        tells=frozenset({Party.SENDER}),
        note="立案后以法定办案期限代替反馈期限",
    ),
    Transition(
        verb=Verb.DECLINE_FILING,
        sources=sources("accepted"),
        target=Status.DECLINED,
        who=who("receiver:lead"),
        event="transfer.filing_declined",
        needs=("reason_code", "reason"),
        stops=(Clock.FILING,),
        starts=(Start(Clock.RESULT, Party.RECEIVER),),
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.REPORT_PROGRESS,
        sources=sources("accepted|filed|decided|rework"),
        target=None,
        who=who("receiver:handler,liaison"),
        event="transfer.progress_reported",
        needs=("progress",),
        forbids=(Fact.PROGRESS_SUSPENDED,),
        restarts=(Start(Clock.PROGRESS, Party.RECEIVER),),
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.DECIDE,
        sources=sources("filed"),
        target=Status.DECIDED,
        who=who("receiver:lead"),
        event="transfer.decided",
        needs=("decision_kind", "decision_number", "decided_on"),
        may_give=("amounts", "legal_review", "discussion"),
        not_the_handler=(),
        stops=(Clock.PENALTY,),
        starts=(Start(Clock.SERVICE, Party.RECEIVER), Start(Clock.RESULT, Party.RECEIVER)),
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.SERVE_DECISION,
        sources=sources("decided"),
        target=None,
        who=who("receiver:handler,lead"),
        event="transfer.decision_served",
        needs=("served_on", "service_way"),
        at_most=1,
        stops=(Clock.SERVICE,),
    ),
    Transition(
        verb=Verb.PROPOSE_FEEDBACK,
        sources=sources("accepted|declined|decided|rework"),
        target=None,
        who=who("receiver:handler"),
        event="transfer.feedback_proposed",
        internal=True,
        needs=("outcomes", "summary"),
        tells=frozenset({Party.RECEIVER}),
    ),
    Transition(
        verb=Verb.REVISE_FEEDBACK,
        sources=sources("accepted|declined|decided|rework"),
        target=None,
        who=who("receiver:lead"),
        event="transfer.feedback_revised",
        internal=True,
        needs=("reason",),
        after=((Verb.PROPOSE_FEEDBACK, 1),),
        tells=frozenset({Party.RECEIVER}),
    ),
    Transition(
        verb=Verb.FEED_BACK,
        sources=sources("accepted|declined|decided|rework"),
        target=Status.FED_BACK,
        who=who("receiver:lead"),
        event="transfer.fed_back",
        may_give=("outcomes", "summary"),
        not_same_person_as=(Verb.PROPOSE_FEEDBACK,),
        stops_all=True,
        starts=(Start(Clock.CONFIRMATION, Party.SENDER),),
        tells=frozenset({Party.SENDER}),
        note="处罚类结果须以处罚决定为前提；涉罪、拘留结果须有相应移送",
    ),
    Transition(
        verb=Verb.CONFIRM,
        sources=sources("fed_back"),
        target=Status.CONFIRMED,
        who=who("sender:liaison,lead / system"),
        event="transfer.confirmed",
        may_give=("remarks",),
        roles_when=((Fact.OWN, frozenset({Role.LEAD})),),
        not_the_handler=(Fact.OWN,),
        stops=(Clock.CONFIRMATION,),
        tells=frozenset({Party.RECEIVER}),
    ),
    Transition(
        verb=Verb.DISPUTE_FEEDBACK,
        sources=sources("fed_back"),
        target=Status.REWORK,
        who=who("sender:lead"),
        event="transfer.feedback_disputed",
        needs=("reason",),
        at_most=2,
        stops=(Clock.CONFIRMATION,),
        starts=(Start(Clock.REWORK, Party.RECEIVER), Start(Clock.PROGRESS, Party.RECEIVER)),
        tells=frozenset({Party.RECEIVER}),
    ),
    Transition(
        verb=Verb.REFER_FEEDBACK,
        sources=sources("fed_back"),
        target=Status.FEEDBACK_REFERRED,
        who=who("sender:lead"),
        event="transfer.feedback_referred",
        needs=("reason",),
        after=((Verb.DISPUTE_FEEDBACK, 2),),
        stops=(Clock.CONFIRMATION,),
        starts=(Start(Clock.DESIGNATION, Party.SUPERIOR),),
        joins=(Party.SUPERIOR,),
        tells=frozenset({Party.RECEIVER, Party.SUPERIOR}),
    ),
    Transition(
        verb=Verb.RULE_FINAL,
        sources=sources("feedback_referred"),
        target=Status.CONFIRMED,
        who=who("superior:coordinator,lead"),
        event="transfer.ruled_final",
        needs=("reason",),
        stops=(Clock.DESIGNATION,),
        tells=_BOTH,
    ),
    Transition(
        verb=Verb.RULE_REWORK,
        sources=sources("feedback_referred"),
        target=Status.REWORK,
        who=who("superior:coordinator,lead"),
        event="transfer.ruled_rework",
        needs=("reason",),
        stops=(Clock.DESIGNATION,),
        starts=(Start(Clock.REWORK, Party.RECEIVER), Start(Clock.PROGRESS, Party.RECEIVER)),
        tells=_BOTH,
    ),
)

_PROGRESS = Turn(Party.RECEIVER, Verb.REPORT_PROGRESS, Clock.PROGRESS)
_RETURN = Turn(Party.RECEIVER, Verb.AGREE_RETURN, after=Verb.ASK_RETURN)

MACHINE = Machine(
    kind=Kind.TRANSFER,
    initial=Status.SENT,
    final=frozenset(
        {
            Status.RETURNED,
            Status.DESIGNATED,
            Status.FORWARDED,
            Status.RECALLED,
            Status.CONFIRMED,
        }
    ),
    openings={
        "": Opening(
            by=("clue.approve", "clue.approve_urgent", "clue.redirect", "clue.reopen"),
            status=Status.SENT,
            starts=(Start(Clock.SIGNING, Party.RECEIVER),),
            event="transfer.sent",
        ),
        LegKind.OWN: Opening(
            by=("clue.approve", "clue.approve_urgent", "clue.redirect"),
            status=Status.ACCEPTED,
            starts=(Start(Clock.FILING, Party.RECEIVER), *_AFTER_ACCEPTANCE),
            event="transfer.accepted",
        ),
        Status.OBJECTED: Opening(
            by=("transfer.split",),
            status=Status.OBJECTED,
            starts=(Start(Clock.OBJECTION_RULING, Party.SENDER),),
            event="transfer.objected",
        ),
    },
    rows=(*SENDING_ROWS, *DISPUTE_ROWS, *HANDLING_ROWS),
    holders={
        Status.SENT: Party.RECEIVER,
        Status.SIGNED: Party.RECEIVER,
        Status.ACCEPTED: Party.RECEIVER,
        Status.SUPPLEMENT_REQUESTED: Party.SENDER,
        Status.OBJECTED: Party.SENDER,
        Status.DISPUTED: Party.RECEIVER,
        Status.REFERRED: Party.SUPERIOR,
        Status.FILED: Party.RECEIVER,
        Status.DECLINED: Party.RECEIVER,
        Status.DECIDED: Party.RECEIVER,
        Status.REWORK: Party.RECEIVER,
        Status.FED_BACK: Party.SENDER,
        Status.FEEDBACK_REFERRED: Party.SUPERIOR,
    },
    turns={
        Status.SENT: (Turn(Party.RECEIVER, Verb.SIGN, Clock.SIGNING),),
        Status.SIGNED: (Turn(Party.RECEIVER, Verb.ACCEPT, Clock.ACCEPTANCE), _RETURN),
        Status.SUPPLEMENT_REQUESTED: (Turn(Party.SENDER, Verb.SUPPLEMENT, Clock.SUPPLEMENT),),
        Status.OBJECTED: (Turn(Party.SENDER, Verb.TAKE_BACK, Clock.OBJECTION_RULING),),
        Status.DISPUTED: (
            Turn(
                Party.RECEIVER,
                Verb.AGREE_HERE,
                Clock.NEGOTIATION,
                when=(Fact.SETTLE_HERE_PROPOSED,),
            ),
            Turn(
                Party.RECEIVER,
                Verb.PROPOSE_SETTLEMENT,
                Clock.NEGOTIATION,
                unless=(Fact.SETTLE_HERE_PROPOSED,),
            ),
            Turn(
                Party.SENDER,
                Verb.AGREE_BACK,
                Clock.NEGOTIATION,
                when=(Fact.SETTLE_BACK_PROPOSED,),
            ),
            Turn(
                Party.SENDER,
                Verb.PROPOSE_SETTLEMENT,
                Clock.NEGOTIATION,
                unless=(Fact.SETTLE_BACK_PROPOSED,),
            ),
        ),
        Status.REFERRED: (Turn(Party.SUPERIOR, Verb.DESIGNATE, Clock.DESIGNATION),),
        Status.ACCEPTED: (
            Turn(Party.RECEIVER, Verb.FILE, Clock.FILING),
            Turn(Party.RECEIVER, Verb.FEED_BACK, Clock.FEEDBACK),
            _PROGRESS,
            _RETURN,
        ),
        Status.FILED: (Turn(Party.RECEIVER, Verb.DECIDE, Clock.PENALTY), _PROGRESS),
        Status.DECLINED: (Turn(Party.RECEIVER, Verb.FEED_BACK, Clock.RESULT),),
        Status.DECIDED: (
            Turn(Party.RECEIVER, Verb.FEED_BACK, Clock.RESULT),
            Turn(
                Party.RECEIVER,
                Verb.SERVE_DECISION,
                Clock.SERVICE,
                until=Verb.SERVE_DECISION,
            ),
            _PROGRESS,
        ),
        Status.REWORK: (Turn(Party.RECEIVER, Verb.FEED_BACK, Clock.REWORK), _PROGRESS),
        Status.FED_BACK: (Turn(Party.SENDER, Verb.CONFIRM, Clock.CONFIRMATION),),
        Status.FEEDBACK_REFERRED: (Turn(Party.SUPERIOR, Verb.RULE_FINAL, Clock.DESIGNATION),),
    },
)


CAME_BACK = frozenset({Status.RETURNED, Status.RECALLED})
"""A leg in one of these leaves its part of the clue with the sender again."""


def kind_of_leg(
    *, sender: int, sender_system: str, receiver_system: str, above_receiver: tuple[int, ...]
) -> LegKind:
    """Tell a hand-down (下发) to a lower department of the same system from a transfer."""
    if sender_system == receiver_system and sender in above_receiver:
        return LegKind.PUSH
    return LegKind.TRANSFER


def manifest_errors(
    given: Sequence[Mapping[str, Any]], *, expected: Sequence[Mapping[str, Any]]
) -> list[FieldError]:
    """Compare the manifest that a receiver confirms with the evidence, item by item."""
    wanted = {str(item["id"]): item["sha256"] for item in expected}
    found = []
    for place, item in enumerate(given):
        pointer = f"/manifest/{place}"
        sha256 = wanted.pop(str(item["id"]), None)
        if sha256 is None:
            found.append(FieldError(pointer, "unknown-item", "证据清单中没有此项，或重复列出"))
        elif sha256 != str(item["sha256"]).lower():
            found.append(
                FieldError(f"{pointer}/sha256", "hash-mismatch", "SHA-256与证据不一致，请勿签收")
            )
    found.extend(
        FieldError("/manifest", "missing-item", "未核对证据%(id)s", {"id": missing})
        for missing in wanted
    )
    return found


def outcome_errors(
    outcomes: Sequence[Mapping[str, Any]],
    *,
    catalogue: Mapping[str, tuple[bool, str]],
    subjects: frozenset[str],
    decided: bool,
    referrals: frozenset[str] = frozenset(),
) -> list[FieldError]:
    """Name what is wrong with the outcomes that a leg feeds back.

    `catalogue` gives each code's (is a penalty, kind of referral it needs); a penalty needs a
    decision of the leg, a crime or detention outcome its referral (行政处罚法 27, 82).
    """
    if not outcomes:
        return [FieldError("/outcomes", "required", "请列出处理结果")]
    found = []
    for place, item in enumerate(outcomes):
        pointer = f"/outcomes/{place}"
        entry = catalogue.get(str(item["outcome"]))
        subject = item.get("subject")
        if entry is None:
            found.append(FieldError(f"{pointer}/outcome", "unknown-outcome", "没有这种处理结果"))
            continue
        penalty, needs_kind = entry
        if subject is not None and str(subject) not in subjects:
            found.append(FieldError(f"{pointer}/subject", "unknown-subject", "不是本线索的主体"))
        if penalty and not decided:
            found.append(
                FieldError(
                    f"{pointer}/outcome",
                    "decision-missing",
                    "处罚类结果须先立案并作出处罚决定",
                )
            )
        if needs_kind and needs_kind not in referrals:
            found.append(
                FieldError(
                    f"{pointer}/outcome",
                    "referral-missing",
                    "此结果须先有相应的案件移送，不得以反馈代替",
                )
            )
    return found
