"""The track of a clue (线索): the dossier that its legs hang on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clue_transfer.machine import Machine, Opening, Start, Transition, Turn
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import DocumentKind as Paper
from clue_transfer.vocabulary import Kind, Party, ReceiverRole, Status, Verb
from clue_transfer.workflows.notation import sources, who

ROWS = (
    Transition(
        verb=Verb.DISCARD,
        sources=sources("draft"),
        target=Status.DISCARDED,
        who=who("sender:lead,handler"),
        event="clue.discarded",
        needs=("reason",),
    ),
    Transition(
        verb=Verb.SUBMIT,
        sources=sources("draft"),
        target=Status.SUBMITTED,
        who=who("sender:liaison,handler"),
        event="clue.submitted",
        may_give=("no_state_secrets",),
        stops=(Clock.STALE_DRAFT,),
        starts=(Start(Clock.APPROVAL, Party.SENDER),),
        tells=frozenset({Party.SENDER}),
        note="要素齐全，列明接收单位（或自办）与证据清单",
    ),
    Transition(
        verb=Verb.DISAPPROVE,
        sources=sources("submitted"),
        target=Status.DRAFT,
        who=who("sender:lead"),
        event="clue.disapproved",
        internal=True,
        needs=("reason",),
        stops=(Clock.APPROVAL,),
        starts=(Start(Clock.STALE_DRAFT, Party.SENDER),),
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.APPROVE,
        sources=sources("submitted"),
        target=Status.TRANSFERRED,
        who=who("sender:lead"),
        event="clue.approved",
        not_same_person_as=(Verb.SUBMIT,),
        stops=(Clock.APPROVAL,),
        opens=("transfer",),
        document=Paper.TRANSFER_LETTER,
        tells=frozenset({Party.SENDER}),
        note="编号，并向每个接收单位开启一项移送",
    ),
    Transition(
        verb=Verb.APPROVE_URGENT,
        sources=sources("submitted"),
        target=Status.TRANSFERRED,
        who=who("sender:duty_officer"),
        event="clue.approved_urgently",
        requires=(Fact.URGENT,),
        not_same_person_as=(Verb.SUBMIT,),
        restarts=(Start(Clock.APPROVAL, Party.SENDER, rule="T01.confirm_urgent"),),
        opens=("transfer",),
        document=Paper.TRANSFER_LETTER,
        tells=frozenset({Party.SENDER}),
        note="仅限加急或特急；负责人应在24小时内确认",
    ),
    Transition(
        verb=Verb.CONFIRM_URGENT,
        sources=sources("transferred"),
        target=None,
        who=who("sender:lead"),
        event="clue.urgent_confirmed",
        after=((Verb.APPROVE_URGENT, 1),),
        at_most=1,
        not_same_person_as=(Verb.APPROVE_URGENT,),
        stops=(Clock.APPROVAL,),
    ),
    Transition(
        verb=Verb.PROPOSE_REDIRECT,
        sources=sources("transferred"),
        target=None,
        who=who("sender:liaison,handler"),
        event="clue.redirect_proposed",
        internal=True,
        needs=("receiver",),
        may_give=("leg", "reason"),
        requires=(Fact.LEG_CAME_BACK,),
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.REDIRECT,
        sources=sources("transferred"),
        target=None,
        who=who("sender:lead"),
        event="clue.redirected",
        requires=(Fact.REDIRECT_PROPOSED,),
        not_same_person_as=(Verb.PROPOSE_REDIRECT,),
        stops=(Clock.REDIRECT,),
        starts=(Start(Clock.REDIRECT, Party.SENDER, when=Fact.LEG_CAME_BACK),),
        opens=("transfer",),
        document=Paper.TRANSFER_LETTER,
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.WITHDRAW,
        sources=sources("submitted|transferred"),
        target=Status.WITHDRAWN,
        who=who("sender:lead"),
        event="clue.withdrawn",
        needs=("reason",),
        forbids=(Fact.LEG_SIGNED,),
        tells=frozenset({Party.SENDER}),
        note="尚无单位签收；未终结的移送一并收回",
    ),
    Transition(
        verb=Verb.MERGE,
        sources=sources("draft|submitted|transferred"),
        target=Status.MERGED,
        who=who("sender:lead"),
        event="clue.merged",
        needs=("survivor",),
        may_give=("reason",),
        tells=frozenset({Party.SENDER}),
        note="同一移送单位；移送随之转入存续线索",
    ),
    Transition(
        verb=Verb.UNMERGE,
        sources=sources("merged"),
        target=Status.TRANSFERRED,
        who=who("sender:lead"),
        event="clue.unmerged",
        may_give=("reason",),
        requires=(Fact.TRANSFERRED_WHEN_MERGED, Fact.SURVIVOR_OPEN),
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.CONCLUDE,
        sources=sources("transferred"),
        target=Status.CONCLUDED,
        who=who("sender:lead / system"),
        event="clue.concluded",
        requires=(Fact.LEGS_FINAL, Fact.LEG_CONFIRMED, Fact.NOTHING_OPEN),
        tells=frozenset({Party.SENDER, Party.RECEIVER}),
    ),
    Transition(
        verb=Verb.CLOSE_NO_RECEIVER,
        sources=sources("transferred"),
        target=Status.CLOSED_NO_RECEIVER,
        who=who("sender:lead"),
        event="clue.closed_no_receiver",
        needs=("reason",),
        requires=(Fact.ALL_LEGS_CAME_BACK,),
        joins=(Party.COORDINATOR,),
        tells=frozenset({Party.SENDER, Party.SUPERIOR, Party.COORDINATOR}),
    ),
    Transition(
        verb=Verb.REOPEN,
        sources=sources("concluded"),
        target=Status.TRANSFERRED,
        who=who("sender:lead / receiver:lead / superior:coordinator / system"),
        event="clue.reopened",
        needs=("reason",),
        opens=("transfer",),
        document=Paper.TRANSFER_LETTER,
        tells=frozenset({Party.SENDER, Party.RECEIVER}),
        note="复发或回头看未通过；向原接收单位重新开启移送",
    ),
)

MACHINE = Machine(
    kind=Kind.CLUE,
    initial=Status.DRAFT,
    final=frozenset(
        {
            Status.DISCARDED,
            Status.WITHDRAWN,
            Status.MERGED,
            Status.CONCLUDED,
            Status.CLOSED_NO_RECEIVER,
        }
    ),
    openings={
        "": Opening(
            who=who("sender:liaison,handler,machine"),
            status=Status.DRAFT,
            starts=(Start(Clock.STALE_DRAFT, Party.SENDER),),
            event="clue.opened",
        )
    },
    rows=ROWS,
    holders={
        Status.DRAFT: Party.SENDER,
        Status.SUBMITTED: Party.SENDER,
        Status.TRANSFERRED: Party.SENDER,
    },
    turns={
        Status.DRAFT: (Turn(Party.SENDER, Verb.SUBMIT, Clock.STALE_DRAFT),),
        Status.SUBMITTED: (Turn(Party.SENDER, Verb.APPROVE, Clock.APPROVAL),),
        Status.TRANSFERRED: (
            Turn(
                Party.SENDER,
                Verb.CONFIRM_URGENT,
                Clock.APPROVAL,
                after=Verb.APPROVE_URGENT,
                until=Verb.CONFIRM_URGENT,
            ),
            Turn(
                Party.SENDER,
                Verb.PROPOSE_REDIRECT,
                Clock.REDIRECT,
                when=(Fact.REDIRECT_PENDING,),
                unless=(Fact.REDIRECT_PROPOSED,),
            ),
            Turn(
                Party.SENDER,
                Verb.REDIRECT,
                Clock.REDIRECT,
                when=(Fact.REDIRECT_PENDING, Fact.REDIRECT_PROPOSED),
            ),
            Turn(
                Party.SENDER,
                Verb.CONCLUDE,
                when=(Fact.LEGS_FINAL, Fact.LEG_CONFIRMED, Fact.NOTHING_OPEN),
                unless=(Fact.REDIRECT_PENDING,),
            ),
        ),
    },
    no_turn_because={
        Status.TRANSFERRED: "移送、整改等未终结时，由各事项的当事部门办理",
    },
)


def holder_of(sender: int, *, legs: Iterable[Mapping[str, Any]]) -> int:
    """Say which department answers for a transferred clue.

    The holder of the main live leg, else of the first live leg, else the sender.
    Each leg gives `holder` (None when final), `role` and `sequence`.
    """
    live = [leg for leg in legs if leg["holder"] is not None]
    if not live:
        return sender
    live.sort(key=lambda leg: (leg["role"] != ReceiverRole.MAIN, leg["sequence"]))
    return int(live[0]["holder"])
