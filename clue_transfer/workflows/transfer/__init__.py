"""The track of a leg (移送): one department hands the clue to one other."""

from __future__ import annotations

from clue_transfer.machine import Machine, Opening, Start, Turn
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import Kind, LegKind, Party, Status, Verb
from clue_transfer.workflows.transfer.dispute import DISPUTE_ROWS
from clue_transfer.workflows.transfer.external import by_receiver_alone, with_papers
from clue_transfer.workflows.transfer.handling import HANDLING_ROWS
from clue_transfer.workflows.transfer.hops import Hop, awaiting, departments_of, would_go_round
from clue_transfer.workflows.transfer.rules import (
    CAME_BACK,
    CatalogueEntry,
    delegation_errors,
    filing_errors,
    inspection_errors,
    kind_of_leg,
    manifest_errors,
    outcome_errors,
    part_errors,
)
from clue_transfer.workflows.transfer.sending import AFTER_ACCEPTANCE, SENDING_ROWS
from clue_transfer.workflows.transfer.with_police import (
    GOES_ON_IN,
    STANDS_STILL_IN,
    WITH_POLICE_ROWS,
    holds_up_penalty,
)

__all__ = [
    "CAME_BACK",
    "GOES_ON_IN",
    "MACHINE",
    "STANDS_STILL_IN",
    "CatalogueEntry",
    "Hop",
    "awaiting",
    "by_receiver_alone",
    "delegation_errors",
    "departments_of",
    "filing_errors",
    "holds_up_penalty",
    "inspection_errors",
    "kind_of_leg",
    "manifest_errors",
    "outcome_errors",
    "part_errors",
    "would_go_round",
]

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
            starts=(Start(Clock.FILING, Party.RECEIVER), *AFTER_ACCEPTANCE),
            event="transfer.accepted",
        ),
        Status.OBJECTED: Opening(
            by=("transfer.split",),
            status=Status.OBJECTED,
            starts=(Start(Clock.OBJECTION_RULING, Party.SENDER),),
            event="transfer.objected",
        ),
    },
    rows=with_papers((*SENDING_ROWS, *DISPUTE_ROWS, *HANDLING_ROWS, *WITH_POLICE_ROWS)),
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
            Turn(Party.RECEIVER, Verb.FILE, Clock.FILING, unless=(Fact.FILED_BEFORE,)),
            Turn(Party.RECEIVER, Verb.FILE, Clock.PENALTY, when=(Fact.FILED_BEFORE,)),
            Turn(Party.RECEIVER, Verb.FEED_BACK, Clock.FEEDBACK, unless=(Fact.FILED_BEFORE,)),
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
