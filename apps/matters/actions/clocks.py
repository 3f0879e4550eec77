"""What a row of the table does to the clocks of a matter."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from apps.deadlines.models import Deadline
from apps.matters.kinds import spec_of
from apps.matters.work import acts_of
from clue_transfer.deadlines import DeadlineRule
from clue_transfer.machine import Start, Transition
from clue_transfer.suspensions import follows
from clue_transfer.vocabulary import DeadlineKind, DeadlineState, Urgency, Verb

if TYPE_CHECKING:
    from apps.matters.work import Work

Happened = list[dict[str, Any]]

_BY_A_STEP = frozenset(Verb)
"""What a step has suspended a step resumes; what was decided on a paper stands."""
_DATE_SET = {
    DeadlineKind.SET_DATE: "due_on",
    DeadlineKind.OPINION_REPLY: "reply_by",
    DeadlineKind.SUGGESTION_REPLY: "reply_by",
}
"""The column in which a paper's own date stands, where one was set."""
_ALONG = frozenset(follows(kind) for kind in DeadlineKind)


def run_clocks(work: Work, matter: Any, row: Transition) -> Happened:
    """Do to the matter's clocks what the row says; answer what happened, for the record."""
    clocks, pk, now = work.clocks, matter.pk, work.now
    stood = _standing(work, matter)
    stopped = clocks.stop(pk, now=now, by=row.verb, kinds=_to_stop(work, matter, row))
    happened = [told(each, "stopped") for each in stopped]
    if row.suspends:
        suspended = clocks.suspend(pk, kinds=row.suspends, cause=row.verb, since=now)
        happened += [told(each, "suspended") for each in suspended]
    if row.resumes:
        moved = clocks.resume(pk, kinds=row.resumes, causes=_BY_A_STEP, now=now)
        happened += [told(each.deadline, "resumed") for each in moved]
    if stood:
        happened += settle(work, matter, by=row.verb)
    for start in row.restarts:
        happened += start_clock(work, matter, start, again=row.verb)
    for start in row.starts:
        happened += start_clock(work, matter, start)
    return happened


def settle(work: Work, matter: Any, *, by: Verb) -> Happened:
    """Let clocks run on that stood along with one that stands no longer; end the last's review."""
    clocks, happened = work.clocks, []
    leading = {(follows(each.kind), each.department_id) for each in _standing(work, matter)}
    for clock in _standing(work, matter):
        along = clock.suspended_for in _ALONG
        if along and (clock.suspended_for, clock.department_id) not in leading:
            clocks.run_on(clock, until=max(work.now, clock.suspended_at or work.now), now=work.now)
            happened.append(told(clock, "resumed"))
    if not _standing(work, matter):
        review = {DeadlineKind.SUSPENSION_REVIEW}
        stopped = clocks.stop(matter.pk, now=work.now, by=by, kinds=review)
        happened += [told(each, "stopped") for each in stopped]
    return happened


def _standing(work: Work, matter: Any) -> list[Deadline]:
    return [each for each in work.clocks.open(matter.pk) if each.state == DeadlineState.SUSPENDED]


def _to_stop(work: Work, matter: Any, row: Transition) -> frozenset[DeadlineKind] | None:
    """Name the kinds that the row stops; a review goes on while another clock stands."""
    if row.stops_all:
        return None
    kinds = frozenset(row.stops)
    if _standing(work, matter):
        kinds -= {DeadlineKind.SUSPENSION_REVIEW}
    return kinds


def stop_clocks(work: Work, matter: Any, *, by: Verb) -> Happened:
    """Stop every clock of a matter that has come to its end."""
    return [told(each, "stopped") for each in work.clocks.stop(matter.pk, now=work.now, by=by)]


def start_clock(work: Work, matter: Any, start: Start, *, again: Verb | None = None) -> Happened:
    """Start a clock for a party, unless one is open there; `again` restarts a running one."""
    department = work.department_of(matter, start.on)
    facts = work.facts(matter) if start.when or start.unless else frozenset()
    if department is None or start.unless in facts or (start.when and start.when not in facts):
        return []
    known = work.clocks.find(matter.pk, start.kind, department_id=department)
    if known is not None and (again is None or known.state == DeadlineState.SUSPENDED):
        return []
    rule_id, rule = _rule(work, matter, start, department=department)
    if again is not None:
        work.clocks.stop(matter.pk, now=work.now, by=again, kinds={start.kind})
    deadline = work.clocks.start(
        matter.pk,
        rule_id=rule_id,
        rule=rule,
        department_id=department,
        urgency=Urgency(matter.urgency),
        now=_begin(work, matter, start),
        set_on=getattr(matter, _DATE_SET.get(start.kind, ""), None),
    )
    return [{**told(deadline, "started"), "rule": rule.code}]


def _begin(work: Work, matter: Any, start: Start) -> datetime:
    """Say from when a clock counts: the step, an earlier one, or the time that a paper says."""
    if start.since is not None:
        return acts_of(matter)[start.since].at
    on_paper: datetime | None = getattr(matter, start.counts_from) if start.counts_from else None
    return on_paper or work.now


def _rule(work: Work, matter: Any, start: Start, *, department: int) -> tuple[int, DeadlineRule]:
    known = work.directory.by_id(spec_of(matter.kind).law(matter, department))
    division = work.directory.division(known.division)
    return work.rulebook.rule(
        start.rule or start.kind,
        system=known.system,
        level="" if division is None else division.level,
        urgency=matter.urgency,
        on=work.local_day,
    )


def told(deadline: Deadline, did: str) -> dict[str, Any]:
    """Write what happened to a clock, as the record keeps it."""
    return {"clock": str(deadline.kind), "did": did, "due_at": deadline.due_at}
