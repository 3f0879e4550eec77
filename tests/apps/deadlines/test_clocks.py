"""Clocks start, stop, stand still and run on, and are written in few statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.common.rows import write_rows
from apps.deadlines.actions import Clocks
from apps.deadlines.models import Deadline, Rule, Suspension
from apps.deadlines.queries import Rulebook, computed_under_another_calendar, rulebook
from apps.matters.models import Matter
from apps.organizations.models import Department
from apps.organizations.queries import stamp
from clue_transfer.calendars import WorkCalendar
from clue_transfer.vocabulary import DeadlineKind, Urgency
from seeds.deadline_rules import load_deadline_rules
from tests.apps.facts import NOW, department, matter

CALENDAR = WorkCalendar(
    holidays=frozenset(),
    makeup_workdays=frozenset(),
    known_through=date(2026, 12, 31),
    version=1,
)
# NOW is Monday 2026-11-16 10:00 in Lanzhou.
SIGNING_DUE = datetime(2026, 11, 18, 15, 59, 59, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def water(db: None) -> Department:
    """Make whom the clocks bind."""
    load_deadline_rules()
    return department()


@pytest.fixture
def leg(water: Department) -> Matter:
    """Make what the clocks belong to."""
    return matter(water)


@pytest.fixture
def book(water: Department) -> Rulebook:
    """Read the rules."""
    return rulebook(stamp())


def _load(leg: Matter, book: Rulebook, calendar: WorkCalendar = CALENDAR) -> Clocks:
    rows = Deadline.objects.filter(matter=leg, state__in=["running", "suspended"])
    return Clocks(open_clocks=rows.order_by("pk"), rulebook=book, calendar=calendar)


def save(clocks: Clocks) -> None:
    """Write clocks as a step does: those that changed before those that begin."""
    write_rows([clocks.changed()])
    write_rows([clocks.begun()])
    clocks.save_spans()


def _start(
    clocks: Clocks,
    leg: Matter,
    water: Department,
    book: Rulebook,
    kind: str = DeadlineKind.SIGNING,
    *,
    urgency: Urgency = Urgency.NORMAL,
    now: datetime = NOW,
) -> Deadline:
    rule_id, rule = book.rule(kind, system="water", urgency=urgency, on=now.date())
    return clocks.start(
        leg.pk,
        rule_id=rule_id,
        rule=rule,
        department_id=water.pk,
        urgency=urgency,
        now=now,
    )


def test_clock_starts_and_is_due_by_its_rule(
    leg: Matter, water: Department, book: Rulebook
) -> None:
    clocks = _load(leg, book)

    _start(clocks, leg, water, book)
    save(clocks)

    stored = Deadline.objects.get()
    assert (stored.kind, stored.state, stored.rule.code) == ("signing", "running", "T02")
    assert (stored.started_at, stored.due_at, stored.provisional) == (NOW, SIGNING_DUE, False)
    assert (stored.calendar_version, stored.due_version) == (1, 1)
    assert clocks.next_due_at(leg.pk) == SIGNING_DUE


def test_urgent_clock_runs_by_the_hour(leg: Matter, water: Department, book: Rulebook) -> None:
    clocks = _load(leg, book)

    deadline = _start(clocks, leg, water, book, urgency=Urgency.URGENT)

    assert deadline.due_at == NOW + timedelta(hours=2)


def test_open_clock_is_not_started_again(leg: Matter, water: Department, book: Rulebook) -> None:
    clocks = _load(leg, book)
    first = _start(clocks, leg, water, book)
    save(clocks)

    again = _load(leg, book)
    second = _start(again, leg, water, book, now=NOW + DAY)
    save(again)

    assert second.pk == first.pk
    assert Deadline.objects.get().started_at == NOW


def test_two_departments_have_clocks_of_one_kind(
    leg: Matter, water: Department, book: Rulebook
) -> None:
    clocks = _load(leg, book)

    _start(clocks, leg, water, book)
    _start(clocks, leg, department("620000-ecology"), book)
    save(clocks)

    assert Deadline.objects.count() == 2


def test_database_refuses_a_second_open_clock(
    leg: Matter, water: Department, book: Rulebook
) -> None:
    clocks = _load(leg, book)
    _start(clocks, leg, water, book)
    save(clocks)
    twin = Clocks(open_clocks=[], rulebook=book, calendar=CALENDAR)
    _start(twin, leg, water, book)

    with pytest.raises(IntegrityError, match="deadline_one_open"), transaction.atomic():
        save(twin)


def test_stop_of_some_kinds_leaves_the_others(
    leg: Matter, water: Department, book: Rulebook
) -> None:
    clocks = _load(leg, book)
    for kind in ("signing", "acceptance", "filing"):
        _start(clocks, leg, water, book, kind)
    save(clocks)

    later = _load(leg, book)
    stopped = later.stop(leg.pk, kinds=[DeadlineKind.SIGNING], now=NOW + DAY, by="sign")
    save(later)
    last = _load(leg, book)
    last.stop(leg.pk, now=NOW + 2 * DAY, by="recall")
    save(last)

    assert [each.kind for each in stopped] == ["signing"]
    assert list(Deadline.objects.order_by("kind").values_list("kind", "state", "stopped_by")) == [
        ("acceptance", "stopped", "recall"),
        ("filing", "stopped", "recall"),
        ("signing", "stopped", "sign"),
    ]
    assert last.open(leg.pk) == []
    assert last.next_due_at(leg.pk) is None


def test_days_that_a_clock_stood_are_added(leg: Matter, water: Department, book: Rulebook) -> None:
    clocks = _load(leg, book)
    _start(clocks, leg, water, book, DeadlineKind.ACCEPTANCE)
    save(clocks)
    due = Deadline.objects.get().due_at

    asked = _load(leg, book)
    asked.suspend(
        leg.pk, kinds=[DeadlineKind.ACCEPTANCE], cause="request_supplement", since=NOW + DAY
    )
    save(asked)
    standing = Deadline.objects.get()
    answered = _load(leg, book)
    [moved] = answered.resume(
        leg.pk,
        kinds=[DeadlineKind.ACCEPTANCE],
        causes={"request_supplement"},
        now=NOW + 3 * DAY,
    )
    save(answered)

    stored = Deadline.objects.get()
    assert due == datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)
    assert (standing.state, standing.suspended_at) == ("suspended", NOW + DAY)
    assert (standing.due_at, standing.next_action_at) == (due, None)
    assert (stored.state, stored.suspended_at, stored.due_version) == ("running", None, 2)
    assert stored.due_at == datetime(2026, 11, 25, 15, 59, 59, tzinfo=UTC)
    assert (moved.before, moved.after) == (due, stored.due_at)
    assert list(Suspension.objects.values_list("cause", "since", "until")) == [
        ("request_supplement", NOW + DAY, NOW + 3 * DAY)
    ]


def test_suspension_ends_with_its_clock(leg: Matter, water: Department, book: Rulebook) -> None:
    clocks = _load(leg, book)
    _start(clocks, leg, water, book, DeadlineKind.ACCEPTANCE)
    clocks.suspend(leg.pk, kinds=[DeadlineKind.ACCEPTANCE], cause="object", since=NOW)
    save(clocks)

    later = _load(leg, book)
    later.stop(leg.pk, now=NOW + DAY, by="recall")
    save(later)

    assert Deadline.objects.get().state == "stopped"
    assert Suspension.objects.get().until == NOW + DAY


def test_suspension_and_resumption_in_one_step_are_written(
    leg: Matter, water: Department, book: Rulebook
) -> None:
    clocks = _load(leg, book)
    _start(clocks, leg, water, book, DeadlineKind.ACCEPTANCE)
    clocks.suspend(leg.pk, kinds=[DeadlineKind.ACCEPTANCE], cause="object", since=NOW)
    clocks.resume(leg.pk, kinds=[DeadlineKind.ACCEPTANCE], causes={"object"}, now=NOW + DAY)
    save(clocks)

    assert Deadline.objects.get().state == "running"
    assert Suspension.objects.get().until == NOW + DAY


def test_extension_adds_to_the_limit(leg: Matter, water: Department, book: Rulebook) -> None:
    clocks = _load(leg, book)
    deadline = _start(clocks, leg, water, book, DeadlineKind.PENALTY)
    before = deadline.due_at

    clocks.extend(deadline, by=30, now=NOW)
    save(clocks)

    stored = Deadline.objects.get()
    assert before == datetime(2027, 2, 15, 15, 59, 59, tzinfo=UTC)  # Sunday 14th rolls over
    assert stored.extension == 30
    assert stored.due_at == datetime(2027, 3, 16, 15, 59, 59, tzinfo=UTC)
    assert stored.provisional


def test_new_calendar_moves_running_clocks_only_and_says_which(
    leg: Matter, water: Department, book: Rulebook
) -> None:
    clocks = _load(leg, book)
    _start(clocks, leg, water, book)
    _start(clocks, leg, water, book, DeadlineKind.ACCEPTANCE)
    clocks.suspend(leg.pk, kinds=[DeadlineKind.ACCEPTANCE], cause="object", since=NOW)
    save(clocks)
    holiday = WorkCalendar(
        holidays=frozenset({date(2026, 11, 17)}),
        makeup_workdays=frozenset(),
        known_through=date(2026, 12, 31),
        version=2,
    )
    stale = list(computed_under_another_calendar(2))

    later = _load(leg, book, holiday)
    moved = later.recompute(now=NOW)
    save(later)

    signing = Deadline.objects.get(kind="signing")
    assert len(stale) == 2
    assert [(each.before, each.after) for each in moved] == [(SIGNING_DUE, SIGNING_DUE + DAY)]
    assert (signing.due_at, signing.due_version) == (SIGNING_DUE + DAY, 2)
    assert not computed_under_another_calendar(2).exists()


def test_due_time_beyond_the_calendar_is_provisional_until_it_arrives(
    leg: Matter, water: Department, book: Rulebook
) -> None:
    unknown = WorkCalendar(
        holidays=frozenset(),
        makeup_workdays=frozenset(),
        known_through=date(2026, 11, 16),
        version=0,
    )
    clocks = _load(leg, book, unknown)
    _start(clocks, leg, water, book)
    save(clocks)
    before = Deadline.objects.get().provisional

    later = _load(leg, book, CALENDAR)
    moved = later.recompute(now=NOW)
    save(later)

    assert before is True
    assert moved == []
    assert Deadline.objects.get().provisional is False


def test_running_clock_keeps_the_version_that_it_started_under(
    leg: Matter, water: Department, book: Rulebook
) -> None:
    clocks = _load(leg, book)
    _start(clocks, leg, water, book)
    save(clocks)
    rule = Rule.objects.get(code="T02")
    rule.pk, rule.version, rule.limit = None, 2, 9
    rule.save(force_insert=True)

    later = _load(leg, rulebook(stamp()), replace(CALENDAR, version=2))
    moved = later.recompute(now=NOW)

    assert moved == []


def test_step_costs_one_read_and_few_writes(
    leg: Matter, water: Department, book: Rulebook, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        clocks = _load(leg, book)
        for kind in ("signing", "acceptance", "filing", "feedback"):
            _start(clocks, leg, water, book, kind)
        save(clocks)

    with django_assert_num_queries(1):
        later = _load(leg, book)
        later.stop(leg.pk, kinds=[DeadlineKind.SIGNING], now=NOW + DAY, by="sign")
        _start(later, leg, water, book, DeadlineKind.PROGRESS)

    # The two statements are there without clocks: the one of the matters, the one of what follows.
    with django_assert_num_queries(2):
        save(later)
