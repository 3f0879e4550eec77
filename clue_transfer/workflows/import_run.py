"""The life of an import run: who may do what with it, and when."""

from __future__ import annotations

from dataclasses import dataclass

from clue_transfer.actors import Actor
from clue_transfer.errors import NotYourStep, Refused, WrongStatus
from clue_transfer.vocabulary import ImportStatus, Role, Word


class ImportVerb(Word):
    """What a person may do with an import run."""

    IMPORT = "import", "导入"
    COMMIT = "commit", "生成草稿"
    SUBMIT = "submit", "提交审批"
    APPROVE = "approve", "批准移送"
    CANCEL = "cancel", "取消导入"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """What of a run the rules look at."""

    status: ImportStatus
    busy: bool = False
    """Whether a worker has been asked to go on with it and has not come to an end."""
    good: int = 0
    of_complaints: bool = False
    """Whether its rows become complaints: they stand registered, nothing is to be approved."""
    authors: frozenset[int] = frozenset()
    """Who brought the file in and who submitted it, and in whose place they did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One verb: from which statuses, by whom, and where it leads."""

    verb: ImportVerb
    sources: frozenset[ImportStatus]
    target: ImportStatus
    roles: frozenset[Role]
    while_busy: bool = False
    another_person: bool = False
    """The one who takes it neither brought the file in nor submitted it."""
    doing: ImportStatus | None = None
    """What the run is called while a worker is at it; unchanged if nothing is named."""


_AUTHORS = frozenset({Role.LIAISON, Role.HANDLER})
_INTAKE = frozenset({Role.INTAKE})

ROWS = (
    RunRow(
        verb=ImportVerb.COMMIT,
        sources=frozenset({ImportStatus.READY}),
        target=ImportStatus.COMMITTED,
        roles=_AUTHORS,
        doing=ImportStatus.COMMITTING,
    ),
    RunRow(
        verb=ImportVerb.SUBMIT,
        sources=frozenset({ImportStatus.COMMITTED}),
        target=ImportStatus.SUBMITTED,
        roles=_AUTHORS,
    ),
    RunRow(
        verb=ImportVerb.APPROVE,
        sources=frozenset({ImportStatus.SUBMITTED}),
        target=ImportStatus.APPROVED,
        roles=frozenset({Role.LEAD}),
        another_person=True,
        doing=ImportStatus.APPROVING,
    ),
    # Discarding drafts is the lead's or the handler's step; the procedure asks for it then.
    RunRow(
        verb=ImportVerb.CANCEL,
        sources=frozenset(
            {
                ImportStatus.VALIDATING,
                ImportStatus.READY,
                ImportStatus.COMMITTING,
                ImportStatus.COMMITTED,
            }
        ),
        target=ImportStatus.CANCELLED,
        roles=frozenset({Role.LIAISON, Role.HANDLER, Role.LEAD}),
        while_busy=True,
    ),
)
_BY_VERB = {row.verb: row for row in ROWS}


def may_import(actor: Actor, *, of_complaints: bool = False) -> None:
    """Refuse with NotYourStep who may not bring a file in."""
    roles = _INTAKE if of_complaints else _AUTHORS
    if not actor.has(*roles):
        raise NotYourStep(who=_named(roles))


def row_of(verb: ImportVerb) -> RunRow:
    """Find a verb's row."""
    return _BY_VERB[verb]


def decide(verb: ImportVerb, *, run: RunState, actor: Actor) -> RunRow:
    """Answer the verb's row if the actor may take it now.

    Raises NotYourStep (role), WrongStatus, then NotYourStep (the same person), in this order.
    """
    row = _BY_VERB[verb]
    roles = _roles(row, run)
    if not actor.has(*roles):
        raise NotYourStep(who=_named(roles))
    if run.status not in row.sources:
        raise WrongStatus(status=run.status, verb=verb)
    if run.of_complaints and run.status is ImportStatus.COMMITTED:
        raise WrongStatus("举报已经登记，不能再“%(verb)s”", verb=verb)
    if run.busy and not row.while_busy:
        raise WrongStatus("导入正在处理，请等待完成后再“%(verb)s”", verb=verb)
    if verb is ImportVerb.CANCEL and run.busy and run.status is ImportStatus.COMMITTED:
        raise WrongStatus("导入正在处理，请等待完成后再“%(verb)s”", verb=verb)
    if verb is ImportVerb.COMMIT and not run.good:
        raise WrongStatus("没有合格的行，不能“%(verb)s”", verb=verb)
    if row.another_person and not actor.persons.isdisjoint(run.authors):
        raise NotYourStep("“%(verb)s”不得由导入人或提交人本人办理", verb=verb)
    return row


def available(run: RunState, *, actor: Actor) -> list[ImportVerb]:
    """List what the actor may do with the run now."""
    found = []
    for row in ROWS:
        try:
            decide(row.verb, run=run, actor=actor)
        except Refused:
            continue
        found.append(row.verb)
    return found


def _roles(row: RunRow, run: RunState) -> frozenset[Role]:
    if run.of_complaints:
        return _INTAKE
    if row.verb is ImportVerb.CANCEL and run.status is ImportStatus.COMMITTED:
        return row.roles - {Role.LIAISON}
    return row.roles


def _named(roles: frozenset[Role]) -> tuple[Role, ...]:
    return tuple(sorted(roles))
