"""The verbs of every open matter, whatever its track."""

from __future__ import annotations

from clue_transfer.machine import Transition
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import Kind, Party, Status, Verb
from clue_transfer.workflows.notation import who


def rows_for(kind: Kind, *, open_statuses: frozenset[Status]) -> tuple[Transition, ...]:
    """Make the common rows for one track; they leave the status as it is."""
    return (
        Transition(
            verb=Verb.ADMIT,
            sources=open_statuses,
            target=None,
            who=who("holder:lead / sender:lead / receiver:lead"),
            event=f"{kind}.person_admitted",
            needs=("person",),
            requires=(Fact.NAMED_ONLY,),
        ),
        Transition(
            verb=Verb.DISMISS,
            sources=open_statuses,
            target=None,
            who=who("holder:lead"),
            event=f"{kind}.person_dismissed",
            needs=("person", "reason"),
            requires=(Fact.NAMED_ONLY,),
        ),
        Transition(
            verb=Verb.REASSIGN,
            sources=open_statuses,
            target=None,
            who=who("holder:lead"),
            event=f"{kind}.reassigned",
            needs=("handler",),
            may_give=("reason",),
            tells=frozenset({Party.HOLDER}),
        ),
    )
