"""The track of a written inquiry (书面咨询): asked of one organ, answered within seven days."""

from __future__ import annotations

from clue_transfer.machine import Machine, Opening, Start, Transition, Turn
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import Kind, Party, Status, Verb
from clue_transfer.workflows.notation import sources, who

_ASKERS = "sender:handler,lead,procurator,police_officer"

MACHINE = Machine(
    kind=Kind.INQUIRY,
    initial=Status.ASKED,
    final=frozenset({Status.ANSWERED, Status.TAKEN_BACK}),
    openings={
        "": Opening(
            who=who(_ASKERS),
            status=Status.ASKED,
            starts=(Start(Clock.CONSULTATION_REPLY, Party.ADDRESSEE),),
            event="inquiry.asked",
        )
    },
    rows=(
        Transition(
            verb=Verb.ANSWER,
            sources=sources("asked"),
            target=Status.ANSWERED,
            who=who("addressee:lead,procurator,police_officer"),
            event="inquiry.answered",
            needs=("answer",),
            may_give=("signer", "evidence"),
            stops=(Clock.CONSULTATION_REPLY,),
            tells=frozenset({Party.SENDER}),
            note="自收到书面咨询之日起七日内书面答复（17号第24条）；意见供参考，不约束决定",
        ),
        Transition(
            verb=Verb.TAKE_BACK,
            sources=sources("asked"),
            target=Status.TAKEN_BACK,
            who=who(_ASKERS),
            event="inquiry.taken_back",
            needs=("reason",),
            stops=(Clock.CONSULTATION_REPLY,),
            tells=frozenset({Party.ADDRESSEE}),
        ),
    ),
    holders={Status.ASKED: Party.ADDRESSEE},
    turns={Status.ASKED: (Turn(Party.ADDRESSEE, Verb.ANSWER, Clock.CONSULTATION_REPLY),)},
)
