"""The track of a rectification (整改): what a subject was ordered to put right, until it lasts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from clue_transfer.errors import FieldError
from clue_transfer.machine import Machine, Opening, Start, Transition, Turn
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import Enforcement, Kind, Party, Status, Verb
from clue_transfer.workflows.notation import sources, who

LOOK_BACKS = 2
"""A rectification is looked at again 30 and 90 days after it was verified (T15)."""
NOT_YET_RIGHT = frozenset(
    {Status.ORDERED, Status.REPORTED, Status.REFUSED, Status.ENFORCING, Status.RELAPSED}
)
"""What was ordered is not put right, or is so no longer."""
_BOTH = frozenset({Party.SENDER, Party.RECEIVER})

ROWS = (
    Transition(
        verb=Verb.REPORT_DONE,
        sources=sources("ordered|enforcing"),
        target=Status.REPORTED,
        who=who("receiver:handler"),
        event="rectification.reported_done",
        needs=("note", "evidence"),
        stops=(Clock.SET_DATE,),
        starts=(Start(Clock.RECTIFICATION_CHECK, Party.RECEIVER),),
        tells=frozenset({Party.RECEIVER}),
    ),
    Transition(
        verb=Verb.VERIFY,
        sources=sources("reported"),
        target=Status.VERIFIED,
        who=who("receiver:lead"),
        event="rectification.verified",
        needs=("note",),
        not_same_person_as=(Verb.REPORT_DONE,),
        stops=(Clock.RECTIFICATION_CHECK,),
        starts=(Start(Clock.LOOK_BACK, Party.RECEIVER),),
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.LOOK_BACK,
        sources=sources("verified"),
        target=None,
        who=who("receiver:handler,lead / sender:lead"),
        event="rectification.looked_back",
        needs=("note", "evidence"),
        forbids=(Fact.LOOKED_BACK_TODAY,),
        at_most=LOOK_BACKS,
        restarts=(
            Start(
                Clock.LOOK_BACK,
                Party.RECEIVER,
                rule="T15.second",
                unless=Fact.LOOKED_BACK,
                since=Verb.VERIFY,
            ),
        ),
        tells=_BOTH,
        note="两次回头看不得在同一日；第二次的期限自验收通过之日起算",
    ),
    Transition(
        verb=Verb.REJECT,
        sources=sources("reported"),
        target=Status.ORDERED,
        who=who("receiver:lead"),
        event="rectification.rejected",
        needs=("reason", "due_on"),
        stops=(Clock.RECTIFICATION_CHECK,),
        starts=(Start(Clock.SET_DATE, Party.RECEIVER),),
        tells=frozenset({Party.RECEIVER}),
    ),
    Transition(
        verb=Verb.DECLARE_REFUSED,
        sources=sources("ordered"),
        target=Status.REFUSED,
        who=who("receiver:lead"),
        event="rectification.refused",
        needs=("reason",),
        stops=(Clock.SET_DATE,),
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.ENFORCE,
        sources=sources("refused"),
        target=Status.ENFORCING,
        who=who("receiver:lead"),
        event="rectification.enforced",
        needs=("way", "note"),
        may_give=("ruling_number", "ruled_on"),
        tells=frozenset({Party.SENDER}),
        note="按日连续处罚、移送拘留、代履行，或申请人民法院强制执行并登记裁定",
    ),
    Transition(
        verb=Verb.CLOSE_ENFORCED,
        sources=sources("enforcing"),
        target=Status.CLOSED_ENFORCED,
        who=who("receiver:lead"),
        event="rectification.closed_enforced",
        may_give=("note",),
        tells=frozenset({Party.SENDER}),
    ),
    Transition(
        verb=Verb.FIND_KEPT,
        sources=sources("verified"),
        target=Status.KEPT,
        who=who("receiver:handler,lead / sender:lead"),
        event="rectification.found_kept",
        may_give=("note",),
        after=((Verb.LOOK_BACK, LOOK_BACKS),),
        stops=(Clock.LOOK_BACK,),
        tells=_BOTH,
    ),
    Transition(
        verb=Verb.FIND_RELAPSED,
        sources=sources("verified"),
        target=Status.RELAPSED,
        who=who("receiver:handler,lead / sender:lead"),
        event="rectification.found_relapsed",
        needs=("reason",),
        opens=("transfer",),
        tells=_BOTH,
        note="线索已办结的重新开启；未办结的向原接收单位重新开启移送",
    ),
)

_NOT_COUNTED = "拒不整改至强制执行完毕，期限由处罚决定、裁定等法律文书确定，平台不另计时"

MACHINE = Machine(
    kind=Kind.RECTIFICATION,
    initial=Status.ORDERED,
    final=frozenset({Status.KEPT, Status.RELAPSED, Status.CLOSED_ENFORCED}),
    openings={
        "": Opening(
            by=("transfer.feed_back",),
            status=Status.ORDERED,
            starts=(Start(Clock.SET_DATE, Party.RECEIVER),),
            event="rectification.ordered",
        )
    },
    rows=ROWS,
    holders=dict.fromkeys(
        (
            Status.ORDERED,
            Status.REPORTED,
            Status.VERIFIED,
            Status.REFUSED,
            Status.ENFORCING,
        ),
        Party.RECEIVER,
    ),
    turns={
        Status.ORDERED: (Turn(Party.RECEIVER, Verb.REPORT_DONE, Clock.SET_DATE),),
        Status.REPORTED: (Turn(Party.RECEIVER, Verb.VERIFY, Clock.RECTIFICATION_CHECK),),
        Status.VERIFIED: (
            Turn(Party.RECEIVER, Verb.LOOK_BACK, Clock.LOOK_BACK, unless=(Fact.LOOKED_BACK,)),
            Turn(Party.RECEIVER, Verb.FIND_KEPT, Clock.LOOK_BACK, when=(Fact.LOOKED_BACK,)),
        ),
        Status.REFUSED: (Turn(Party.RECEIVER, Verb.ENFORCE),),
        Status.ENFORCING: (Turn(Party.RECEIVER, Verb.REPORT_DONE),),
    },
    no_clock_because={
        Status.REFUSED: _NOT_COUNTED,
        Status.ENFORCING: _NOT_COUNTED,
    },
)


MOST_YEARS = 10
"""How many years ahead something may be due: beyond that it is a slip of the keyboard."""


def due_errors(due_on: date | None, *, today: date, pointer: str = "/due_on") -> list[FieldError]:
    """Name what is wrong with the date by which something must be put right."""
    if due_on is not None and due_on < today:
        return [FieldError(pointer, "in-the-past", "整改期限不能早于今天")]
    if due_on is not None and due_on.year > today.year + MOST_YEARS:
        message = "整改期限不能晚于%(years)d年后，请核对"
        return [FieldError(pointer, "too-far", message, {"years": MOST_YEARS})]
    return []


def enforcement_errors(given: Mapping[str, Any], *, today: date) -> list[FieldError]:
    """Name what an enforcement lacks: by the court it rests on a ruling (行政强制法 53, 57)."""
    found = []
    if given["way"] == Enforcement.COURT:
        found += [
            FieldError(f"/{name}", "required", "申请人民法院强制执行的，须登记裁定文号和日期")
            for name in ("ruling_number", "ruled_on")
            if not given.get(name)
        ]
    if given.get("ruled_on") and given["ruled_on"] > today:
        found.append(FieldError("/ruled_on", "in-the-future", "日期不能晚于今天"))
    return found
