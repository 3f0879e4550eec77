"""The days of the simulated province: people act by day, the tasks run around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from apps.audit.tasks import seal_entries
from apps.clues.actions.drafting import create_clues
from apps.clues.models import Clue, Transfer
from apps.desk import actions as desk
from apps.desk.tasks import recompute_deadlines, return_work, send_digests
from apps.matters.actions import take_step
from apps.matters.kinds import spec_of
from apps.notifications.tasks import sweep_outbox
from apps.organizations.queries import directory, stamp
from clue_transfer.cadence import calendar_alarm, periods_at
from clue_transfer.calendars import LOCAL
from clue_transfer.errors import Refused
from clue_transfer.vocabulary import Kind, Status, Verb
from seeds.simulation.people import RECEIVERS, SENDERS, actor, answer, diligence_of

_SWEEPS = tuple(time(hour, 35) for hour in range(24))
_ABSENT_A_WEEK = 0.15
_STANDING = ("pk", "status", "acts", "escalation_level", "sender__code", "receiver__code")
_DATED = {"file": "filed_on", "decide": "decided_on"}


@dataclass(slots=True)
class Day:
    """What came about on one day."""

    date: date
    working: bool
    came: int = 0
    steps: int = 0
    refused: int = 0
    reminded: int = 0
    raised: Counter[int] = field(default_factory=Counter)
    silent: int = 0
    concluded: int = 0
    digests: int = 0

    def __str__(self) -> str:
        kind = "工作日" if self.working else "休息日"
        levels = "/".join(str(self.raised[level]) for level in (1, 2, 3))
        return (
            f"{self.date} {kind} 新收{self.came} 办理{self.steps} 被拒{self.refused} "
            f"催办{self.reminded} 升级{levels} 默示{self.silent} 通报{self.digests} "
            f"办结{self.concluded}"
        )


class Province:
    """The made-up world between one day and the next."""

    def __init__(self, *, seed: int, clues: int, days: int, first: date, move: Move) -> None:
        self._random = Random(seed)  # noqa: S311 - a made-up world
        self._seed, self._clues, self._move = seed, clues, move
        self._first, self._last = first, first + timedelta(days=days - 1)
        self._legs: list[UUID] = []
        self._absent: set[str] = set()
        self._made = 0
        self._standing: dict[UUID, dict[str, Any]] = {}
        self._asked: set[tuple[str, str]] = set()

    def play(self) -> Iterator[Day]:
        """Play one day after the other."""
        day = self._first
        calendar = directory(stamp()).calendar
        length = (self._last - day).days + 1
        every = [day + timedelta(days=n) for n in range(length)]
        working = [each for each in every if calendar.is_working_day(each)]
        while day <= self._last:
            told = Day(day, working=calendar.is_working_day(day))
            share = (working.index(day) + 1) / len(working) if told.working else 0
            self._day(told, until=round(self._clues * share) if told.working else self._made)
            yield told
            day += timedelta(days=1)

    def _day(self, told: Day, *, until: int) -> None:
        if told.working:
            self._call_in_sick(told)
        agenda: list[tuple[datetime, int, Callable[[datetime, Day], None]]] = []
        if told.working:
            for _ in range(until - self._made):
                agenda.append((self._hour(told.date), len(agenda), self._open))
            self._made = until
            for leg in self._open_legs():
                agenda.append((self._hour(told.date), len(agenda), self._turn_of(leg)))
        for at in _SWEEPS:
            moment = datetime.combine(told.date, at, LOCAL)
            agenda.append((moment, len(agenda), self._tasks))
        before, levels = self._concluded(), self._levels()
        for moment, _, act in sorted(agenda, key=lambda each: each[:2]):
            self._move(moment)
            act(moment, told)
        told.concluded = self._concluded() - before
        told.raised += self._levels() - levels

    def _hour(self, day: date) -> datetime:
        minutes = self._random.randrange(9 * 60, 17 * 60 + 30)
        return datetime.combine(day, time(minutes // 60, minutes % 60), LOCAL)

    # ---- what the machine does

    def _tasks(self, now: datetime, told: Day) -> None:
        done = desk.sweep(now=now)
        told.silent += done.silent
        told.reminded += done.reminded
        self._standing.clear()  # what it did is read anew
        told.digests += self._digests(now)
        sweep_outbox()
        if now.hour == 1:
            return_work()
            recompute_deadlines()
            seal_entries()

    def _digests(self, now: datetime) -> int:
        """Send digests where a period has begun since they were sent last."""
        calendar = directory(stamp()).calendar
        periods = {*periods_at(now, calendar=calendar), calendar_alarm(now, calendar=calendar)}
        asked = {(str(each.cadence), each.name) for each in periods if each is not None}
        if asked <= self._asked:
            return 0
        self._asked = asked
        return send_digests()

    @staticmethod
    def _concluded() -> int:
        return Clue.objects.filter(concluded_at__isnull=False).count()

    @staticmethod
    def _levels() -> Counter[int]:
        """Count the legs that have reached each level."""
        rows = Transfer.objects.values_list("escalation_level", flat=True)
        return Counter(level for row in rows for level in range(1, row + 1))

    # ---- what people do

    def _call_in_sick(self, told: Day) -> None:
        """Let some liaisons be away for a week, on record, with the handler in their place."""
        if told.date.weekday() and told.date != self._first:
            return
        self._absent = set()
        for code in RECEIVERS:
            if self._random.random() < _ABSENT_A_WEEK:
                self._absent.add(code)
                now = datetime.combine(told.date, time(8), LOCAL)
                self._move(now)
                desk.substitute(
                    data={
                        "absent": f"liaison.{code}",
                        "substitute": f"handler.{code}",
                        "roles": ["liaison"],
                        "since": told.date,
                        "until": told.date + timedelta(days=4),
                        "reason": "出差",
                    },
                    actor=actor("lead", code, told.date),
                    now=now,
                )

    def _open(self, now: datetime, told: Day) -> None:
        """Draft a clue, hand it in, and have it approved at once."""
        random, day = self._random, told.date
        sender, receiver = random.choice(SENDERS), random.choice(RECEIVERS)
        liaison, lead = actor("liaison", sender, day), actor("lead", sender, day)
        work = create_clues([_draft(self._made, receiver, day)], actor=liaison, now=now)
        pk = work.new[0].pk
        for verb, who in ((Verb.SUBMIT, liaison), (Verb.APPROVE, lead)):
            self._step(Kind.CLUE, verb, pk, who, {}, now=now)
        told.came += 1
        told.steps += 2
        self._legs += Transfer.objects.filter(parent_id=pk).values_list("pk", flat=True)

    def _open_legs(self) -> list[UUID]:
        """Name the legs that go on, in the order in which they were opened."""
        going = set(Transfer.objects.filter(concluded_at__isnull=True).values_list("pk", flat=True))
        self._legs = [leg for leg in self._legs if leg in going]
        return self._legs

    def _stands(self, leg: UUID) -> dict[str, Any]:
        """Say how a leg stands whose turn it is today.

        All legs are read at once: until the machine acts again only its own turn changes a leg.
        """
        if not self._standing:
            rows = Transfer.objects.filter(pk__in=self._legs).values(*_STANDING)
            self._standing = {row["pk"]: row for row in rows}
        return self._standing[leg]

    def _turn_of(self, leg: UUID) -> Callable[[datetime, Day], None]:
        def act(now: datetime, told: Day) -> None:
            matter = self._stands(leg)
            sender, receiver = matter["sender__code"], matter["receiver__code"]
            status = str(matter["status"])
            if "propose_feedback" in matter["acts"] and status in (Status.ACCEPTED, Status.DECIDED):
                status = f"{status} and proposed"
            lot = self._random.random()
            try:
                side, role, verb, given = answer(status, random=self._random, receiver=receiver)
            except KeyError:
                return  # silence or a superior goes on with it
            code = sender if side == "sender" else receiver
            chance = diligence_of(code, seed=self._seed).today(matter["escalation_level"])
            if lot >= chance or (role == "liaison" and code in self._absent):
                return
            if dated := _DATED.get(verb):
                given[dated] = told.date
            try:
                who = actor(role, code, told.date)
                self._step(Kind.TRANSFER, Verb(verb), leg, who, given, now=now)
            except Refused:
                told.refused += 1
            else:
                told.steps += 1

        return act

    @staticmethod
    def _step(
        kind: Kind, verb: Verb, pk: UUID, who: Any, given: dict[str, Any], *, now: datetime
    ) -> None:
        matters: Any = spec_of(kind).model.objects
        take_step(kind, verb, among=matters.visible_to, pk=pk, actor=who, payload=given, now=now)


Move = Callable[[datetime], None]
"""Moves the clock of the process."""


def _draft(place: int, receiver: str, day: date) -> dict[str, Any]:
    return {
        "title": f"模拟线索{place}",
        "description": "模拟运行生成。",
        "violation_type": "hazardous_waste",
        "source": "inspection",
        "division": receiver.partition("-")[0],
        "location": {
            "address": f"{place}号点",
            "longitude": Decimal("103.6282"),
            "latitude": Decimal("36.0882"),
        },
        "occurred_on": day,
        "discovered_on": day,
        "urgency": "normal",
        "secrecy": "internal",
        "leg_kind": "transfer",
        "subjects": [{"name": f"模拟企业{place}", "role": "suspect"}],
        "receivers": [{"department": receiver, "role": "main"}],
        "no_state_secrets": True,
    }


def standing() -> Counter[str]:
    """Count clues by status at the end."""
    return Counter(Clue.objects.values_list("status", flat=True))
