"""What holds of every case of the two laws, read from the tables, with none of their code."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apps.clues.models import Clue, LegOutcome, Transfer
from apps.deadlines.models import Deadline
from apps.matters.models import Matter, PartyRow
from apps.opinions.models import Inquiry, Opinion, PublicInterest, ReverseLinkage
from apps.referrals.models import CrimeReferral, DetentionReferral
from clue_transfer.vocabulary import Kind, Status
from clue_transfer.workflows import MACHINES
from tests.rules.brute_force import works

BEFORE = {"draft", "reported", "approved", "refused"}
UNDECIDED = {"signed", "accepted", "filed", "declined", "rework"}
DISPUTED = {"objected", "disputed", "referred"}
STANDING = ("filing", "penalty", "feedback", "progress", "result")
HANDED_OVER = {"crime_transfer": (CrimeReferral, "transfer")} | {
    "detention_transfer": (DetentionReferral, "send")
}
TRACKS = (CrimeReferral, DetentionReferral, Opinion, PublicInterest, ReverseLinkage, Inquiry)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def assert_cases_hold() -> None:
    """Check every case of the database, and the legs that they hang on."""
    for model in TRACKS:
        for matter in model.objects.all():
            assert_one_owner_and_clock(matter)
    for case in (*CrimeReferral.objects.all(), *DetentionReferral.objects.all()):
        assert_the_procuratorate_has_its_copy(case)
    for leg in Transfer.objects.all():
        assert_standing_with_the_police(leg)
        assert_a_crime_has_its_referral(leg)
    for clock in Deadline.objects.filter(kind="penalty", state="running"):
        assert clock.due_at == walked(clock), clock.pk
    for clue in Clue.objects.filter(status=Status.CONCLUDED):
        below = Matter.objects.filter(root=clue).exclude(pk=clue.pk)
        open_ones = below.filter(concluded_at=None).exclude(kind=Kind.RECTIFICATION)
        assert list(open_ones) == [], clue.pk


def assert_one_owner_and_clock(matter: Any) -> None:
    """An open case is held by the party that the table names, with a clock or without one."""
    machine, status = MACHINES[Kind(matter.kind)], Status(matter.status)
    if status in machine.final:
        return
    rows = PartyRow.objects.filter(matter=matter, part=machine.holders[status], until=None)
    assert [row.department_id for row in rows] == [matter.holder_id], (matter.pk, status)
    turns = machine.turns[status]
    if status not in machine.no_clock_because and not any(
        turn.when or turn.unless for turn in turns
    ):
        kinds = {str(turn.deadline) for turn in turns if turn.deadline}
        clocks = Deadline.objects.filter(matter=matter, kind__in=kinds)
        assert clocks.filter(state__in=("running", "suspended")).exists(), (matter.pk, status)


def assert_the_procuratorate_has_its_copy(case: Any) -> None:
    """What has gone to the police has gone to the procuratorate, in the same step."""
    handed = case.acts.get(HANDED_OVER[_outcome(case)][1])
    if handed is None:
        return
    row = PartyRow.objects.get(matter=case, part="procuratorate", until=None)
    assert row.department_id == case.procuratorate_id
    assert row.since <= case.transferred_at
    assert case.number
    if isinstance(case, CrimeReferral):
        assert case.copied_at == case.transferred_at


def assert_a_crime_has_its_referral(leg: Any) -> None:
    """No crime and no detention is fed back without the case that has gone to the police."""
    for outcome in LegOutcome.objects.filter(transfer=leg, outcome_id__in=HANDED_OVER):
        model, verb = HANDED_OVER[outcome.outcome_id]
        assert any(verb in case.acts for case in model.objects.filter(parent=leg)), leg.pk


def assert_standing_with_the_police(leg: Any) -> None:
    """What is undecided stands while the police have the case, all of that time, and no longer."""
    cases = [case for case in CrimeReferral.objects.filter(parent=leg) if "transfer" in case.acts]
    with_police = any(case.concluded_at is None for case in cases)
    clocks = [clock for clock in Deadline.objects.filter(matter=leg) if clock.kind in STANDING]
    if with_police and leg.status in UNDECIDED and not leg.decision_kind:
        running = [
            clock.kind
            for clock in clocks
            if clock.state == "running" and "crime_transfer" in clock.rule.suspension_causes
        ]
        assert running == [], (leg.status, running)
    if not with_police and leg.status not in DISPUTED:
        standing = [each for each in clocks if each.state == "suspended"]
        assert not [each.kind for each in standing if each.suspended_for == "crime_transfer"]
    for clock in clocks:
        if clock.kind == "penalty":
            for case in cases:
                _assert_covered(clock, case.transferred_at, case.concluded_at)


def _assert_covered(clock: Any, since: datetime, until: datetime | None) -> None:
    """Walk along the spans in which a clock stood: no moment with the police is left out."""
    ends = [each for each in (until, clock.stopped_at) if each is not None]
    moment, end = max(since, clock.started_at), min(ends, default=None)
    for span in clock.suspensions.order_by("since", "pk"):
        if span.since <= moment and (span.until is None or span.until > moment):
            if span.until is None:
                return
            moment = span.until
    assert end is not None, clock.pk
    assert moment >= end, (clock.pk, moment, end)


def walked(clock: Any) -> datetime:
    """Count a penalty's days one by one, without those at whose end it stood."""
    spans = [(each.since, each.until) for each in clock.suspensions.all()]

    def stood(day: Any) -> bool:
        midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(days=1)
        last = midnight - timedelta(microseconds=1)
        return any(since <= last and (until is None or last < until) for since, until in spans)

    day = clock.started_at.astimezone(SHANGHAI).date()
    left = clock.rule.limit + clock.extension
    while left:
        day += timedelta(days=1)
        left -= not stood(day)
    if not works(day):
        day += timedelta(days=1)
        while not works(day) or stood(day):
            day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=SHANGHAI)


def _outcome(case: Any) -> str:
    return "crime_transfer" if isinstance(case, CrimeReferral) else "detention_transfer"
