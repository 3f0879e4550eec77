"""The verbs of every open matter, whatever its track."""

from __future__ import annotations

from clue_transfer.machine import Start, Transition
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind as Clock
from clue_transfer.vocabulary import Kind, Party, Role, Status, Verb
from clue_transfer.workflows.notation import who


def rows_for(
    kind: Kind,
    *,
    open_statuses: frozenset[Status],
    final: frozenset[Status],
    handled: frozenset[Status],
) -> tuple[Transition, ...]:
    """Make the common rows for one track; they leave the status as it is.

    While it is `handled`, its handler's department holds it and may name another one.
    What has ended keeps its `final` status, and passes to a department's successor all the same.
    """
    return (
        Transition(
            verb=Verb.ADMIT,
            sources=open_statuses,
            target=None,
            who=who("holder:lead / sender:lead / receiver:lead"),
            event=f"{kind}.person_admitted",
            needs=("person",),
            may_give=("department", "reason"),
            requires=(Fact.NAMED_ONLY,),
        ),
        Transition(
            verb=Verb.DISMISS,
            sources=open_statuses,
            target=None,
            who=who("holder:lead / sender:lead / receiver:lead"),
            event=f"{kind}.person_dismissed",
            needs=("person", "reason"),
            requires=(Fact.NAMED_ONLY,),
        ),
        Transition(
            verb=Verb.REASSIGN,
            sources=handled,
            target=None,
            who=who("holder:lead,head"),
            event=f"{kind}.reassigned",
            needs=("handler",),
            may_give=("reason",),
            tells=frozenset({Party.HOLDER}),
        ),
        Transition(
            verb=Verb.RECUSE,
            sources=open_statuses,
            target=None,
            who=who("holder:handler,lead,procurator,intake"),
            event=f"{kind}.recused",
            internal=True,
            needs=("reason",),
            tells=frozenset({Party.HOLDER}),
            told_roles=frozenset({Role.LEAD, Role.HEAD}),
            note="有利害关系的不得办理，由负责人或正职改派",
        ),
        Transition(
            verb=Verb.RELEASE,
            sources=open_statuses,
            target=None,
            who=who("system"),
            event=f"{kind}.released",
            internal=True,
            needs=("person",),
            note="承办人停用或离任后交回承办单位，由负责人改派",
        ),
        Transition(
            verb=Verb.SUCCEED,
            sources=open_statuses | final,
            target=None,
            who=who("system"),
            event=f"{kind}.succeeded",
            needs=("predecessor", "successor"),
            may_give=("reason",),
            note="部门合并、分设或撤销后由承继部门接办，期限连续计算，原文书名称不变",
        ),
        Transition(
            verb=Verb.LINK,
            sources=open_statuses,
            target=None,
            who=who("holder:lead"),
            event=f"{kind}.linked",
            internal=True,
            needs=("other",),
            may_give=("reason",),
            tells=frozenset({Party.SENDER, Party.HOLDER}),
            note="并案办理，各自保留编号",
        ),
        Transition(
            verb=Verb.RAISE_SECRECY,
            sources=open_statuses,
            target=None,
            who=who("holder:lead"),
            event=f"{kind}.secrecy_raised",
            needs=("secrecy", "reason"),
            note="整个卷宗一并限制",
        ),
        Transition(
            verb=Verb.PROPOSE_LOWERING,
            sources=open_statuses,
            target=None,
            who=who("holder:lead"),
            event=f"{kind}.lowering_proposed",
            internal=True,
            needs=("secrecy", "reason"),
            requires=(Fact.NAMED_ONLY,),
            forbids=(Fact.PART_OF_DOSSIER, Fact.ABOUT_MINOR),
            tells=frozenset({Party.HOLDER}),
        ),
        Transition(
            verb=Verb.LOWER_SECRECY,
            sources=open_statuses,
            target=None,
            who=who("holder:lead,head"),
            event=f"{kind}.secrecy_lowered",
            requires=(Fact.NAMED_ONLY, Fact.LOWERING_PROPOSED),
            forbids=(Fact.PART_OF_DOSSIER, Fact.ABOUT_MINOR),
            not_same_person_as=(Verb.PROPOSE_LOWERING,),
            note="须由另一人办理；涉未成年人的不得放宽",
        ),
        Transition(
            verb=Verb.PROPOSE_SUSPENSION,
            sources=open_statuses,
            target=None,
            who=who("holder:handler"),
            event=f"{kind}.suspension_proposed",
            internal=True,
            needs=("clock", "cause", "since", "paper"),
            tells=frozenset({Party.HOLDER}),
        ),
        Transition(
            verb=Verb.SUSPEND,
            sources=open_statuses,
            target=None,
            who=who("holder:lead"),
            event=f"{kind}.suspended",
            needs=("clock",),
            requires=(Fact.SUSPENSION_PROPOSED,),
            not_same_person_as=(Verb.PROPOSE_SUSPENSION,),
            starts=(Start(Clock.SUSPENSION_REVIEW, Party.HOLDER),),
            tells=frozenset({Party.SENDER, Party.HOLDER}),
            note="仅限规则列明的事由；每三十日复查一次",
        ),
        Transition(
            verb=Verb.RESUME,
            sources=open_statuses,
            target=None,
            who=who("holder:lead"),
            event=f"{kind}.resumed",
            needs=("clock",),
            may_give=("until", "paper"),
            requires=(Fact.CLOCK_SUSPENDED,),
            stops=(Clock.SUSPENSION_REVIEW,),
            tells=frozenset({Party.SENDER, Party.HOLDER}),
        ),
        Transition(
            verb=Verb.RAISE_LEVEL,
            sources=open_statuses,
            target=None,
            who=who("system"),
            event=f"{kind}.level_raised",
            needs=("level",),
            keeps_version=True,
            tells=frozenset({Party.HOLDER}),
        ),
    )


VERBS = frozenset(
    row.verb
    for row in rows_for(
        Kind.CLUE, open_statuses=frozenset(), final=frozenset(), handled=frozenset()
    )
)
"""The verbs that every track has."""
