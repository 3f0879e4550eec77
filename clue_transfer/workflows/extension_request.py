"""The track of an extension request (延期申请): asked before expiry, decided by another."""

from __future__ import annotations

from clue_transfer.machine import Machine, Opening, Start, Transition, Turn
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import Kind, Party, Status, Verb
from clue_transfer.workflows.notation import sources, who

_BOTH = frozenset({Party.ASKER, Party.DECIDER})

MACHINE = Machine(
    kind=Kind.EXTENSION_REQUEST,
    initial=Status.ASKED,
    final=frozenset({Status.GRANTED, Status.REFUSED, Status.TAKEN_BACK}),
    openings={
        "": Opening(
            who=who("asker:handler,lead"),
            status=Status.ASKED,
            starts=(Start(Clock.EXTENSION_DECISION, Party.DECIDER),),
            event="extension_request.asked",
        )
    },
    rows=(
        Transition(
            verb=Verb.GRANT,
            sources=sources("asked"),
            target=Status.GRANTED,
            who=who("decider:lead,head"),
            event="extension_request.granted",
            may_give=("days", "reason", "discussion", "reporter_notice"),
            not_the_handler=(),
            not_same_person_as=(Verb.OPEN,),
            stops=(Clock.EXTENSION_DECISION,),
            tells=_BOTH,
            note="不超过规则所定的本次最长延期；再次延长办案期限须附集体讨论记录；"
            "延长举报办理期限须告知举报人理由",
        ),
        Transition(
            verb=Verb.REFUSE,
            sources=sources("asked"),
            target=Status.REFUSED,
            who=who("decider:lead,head"),
            event="extension_request.refused",
            needs=("reason",),
            not_the_handler=(),
            not_same_person_as=(Verb.OPEN,),
            stops=(Clock.EXTENSION_DECISION,),
            tells=_BOTH,
        ),
        Transition(
            verb=Verb.TAKE_BACK,
            sources=sources("asked"),
            target=Status.TAKEN_BACK,
            who=who("asker:handler,lead / system"),
            event="extension_request.taken_back",
            may_give=("reason",),
            stops=(Clock.EXTENSION_DECISION,),
            tells=_BOTH,
            note="期限终止的，由系统撤回",
        ),
    ),
    holders={Status.ASKED: Party.DECIDER},
    turns={Status.ASKED: (Turn(Party.DECIDER, Verb.GRANT, Clock.EXTENSION_DECISION),)},
)
