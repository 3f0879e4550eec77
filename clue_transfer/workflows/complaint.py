"""The track of a complaint (12369 and the like): taken in, accepted, handled, answered."""

from __future__ import annotations

from clue_transfer.machine import Machine, Opening, Start, Transition, Turn
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import Kind, Party, Status, Verb
from clue_transfer.workflows.notation import sources, who

_INTAKE = frozenset({Party.INTAKE})

ROWS = (
    Transition(
        verb=Verb.ACCEPT,
        sources=sources("received"),
        target=Status.ACCEPTED,
        who=who("intake:intake"),
        event="complaint.accepted",
        may_give=("handler", "reason", "told_on", "told_way"),
        stops=(Clock.INTAKE_REPLY,),
        starts=(
            Start(Clock.ASSIGNMENT, Party.INTAKE, rule="H02", unless=Fact.LOWER_LEVEL),
            Start(Clock.ASSIGNMENT, Party.INTAKE, rule="H03", when=Fact.LOWER_LEVEL),
            Start(Clock.ANSWER, Party.INTAKE, unless=Fact.ANONYMOUS),
        ),
        tells=_INTAKE,
        note="实名举报应告知是否受理；受理后三个工作日内交办",
    ),
    Transition(
        verb=Verb.REFUSE,
        sources=sources("received"),
        target=Status.NOT_ACCEPTED,
        who=who("intake:intake"),
        event="complaint.not_accepted",
        needs=("reason_code", "reason"),
        may_give=("told_on", "told_way", "repeat_of"),
        stops=(Clock.INTAKE_REPLY,),
        tells=_INTAKE,
        note="实名举报须写明何时、以何方式告知；重复举报须指明原举报",
    ),
    Transition(
        verb=Verb.MOVE,
        sources=sources("received"),
        target=Status.MOVED,
        who=who("intake:intake"),
        event="complaint.moved",
        needs=("moved_to", "reason"),
        may_give=("told_on", "told_way"),
        stops=(Clock.INTAKE_REPLY,),
        tells=_INTAKE,
    ),
    Transition(
        verb=Verb.OPEN_CLUE,
        sources=sources("accepted"),
        target=Status.HANDLING,
        who=who("intake:intake,handler"),
        event="complaint.clue_opened",
        may_give=("kind", "receivers", "division", "violation_type", "title", "description"),
        stops=(Clock.ASSIGNMENT,),
        opens=("clue",),
        tells=_INTAKE,
        note="登记为线索（自办或移送）；举报人信息不随之移交",
    ),
    Transition(
        verb=Verb.PROPOSE_ANSWER,
        sources=sources("accepted|handling"),
        target=None,
        who=who("intake:handler"),
        event="complaint.answer_proposed",
        internal=True,
        needs=("answer",),
        tells=_INTAKE,
    ),
    Transition(
        verb=Verb.ANSWER,
        sources=sources("accepted|handling"),
        target=Status.ANSWERED,
        who=who("intake:lead"),
        event="complaint.answered",
        may_give=("answer", "told_on", "told_way"),
        not_same_person_as=(Verb.PROPOSE_ANSWER,),
        stops_all=True,
        tells=_INTAKE,
        note="实名举报须写明何时、以何方式答复",
    ),
)

MACHINE = Machine(
    kind=Kind.COMPLAINT,
    initial=Status.RECEIVED,
    final=frozenset({Status.NOT_ACCEPTED, Status.MOVED, Status.ANSWERED}),
    openings={
        "": Opening(
            who=who("intake:intake"),
            status=Status.RECEIVED,
            starts=(Start(Clock.INTAKE_REPLY, Party.INTAKE),),
            event="complaint.received",
        )
    },
    rows=ROWS,
    holders=dict.fromkeys((Status.RECEIVED, Status.ACCEPTED, Status.HANDLING), Party.INTAKE),
    turns={
        Status.RECEIVED: (Turn(Party.INTAKE, Verb.ACCEPT, Clock.INTAKE_REPLY),),
        Status.ACCEPTED: (Turn(Party.INTAKE, Verb.OPEN_CLUE, Clock.ASSIGNMENT),),
        Status.HANDLING: (Turn(Party.INTAKE, Verb.ANSWER, Clock.ANSWER),),
    },
)
