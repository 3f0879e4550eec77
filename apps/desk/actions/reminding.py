"""Who is told at a rung of a clock's ladder, and the ledger of what they were told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from apps.accounts.queries import stand_ins
from apps.deadlines.models import Deadline, Reminder
from apps.deadlines.queries import told_of
from apps.matters.actions import Work
from apps.matters.audience import readers_among
from apps.matters.reach import reasons
from apps.notifications.actions import Message
from apps.notifications.queries import members_of
from clue_transfer.escalation import Rung, Told, Whose
from clue_transfer.ladder import Moment
from clue_transfer.offices import same_office
from clue_transfer.reminders import words_of
from clue_transfer.visibility import Why
from clue_transfer.vocabulary import DeadlineKind, Role


@dataclass(frozen=True, slots=True)
class _Heard:
    """One rung of a clock for one person."""

    clock: Deadline
    moment: Moment
    person: int
    sent: bool


class Reminding:
    """The people around a batch of clocks, read at once, and what they are going to hear."""

    def __init__(self, work: Work, clocks: Sequence[Deadline]) -> None:
        self._work = work
        self._heard: list[_Heard] = []
        departments = {place for clock in clocks for place in self._around(clock.department_id)}
        self._people = members_of(departments, on=work.local_day)
        handlers = {work.matters[clock.matter_id].handler_id for clock in clocks} - {None}
        self._stand_ins = stand_ins(handlers, on=work.local_day)
        self._known = told_of([clock.pk for clock in clocks])

    def note(self, clock: Deadline, moments: Sequence[Moment]) -> None:
        """Let everybody hear the highest rung that concerns them once; those below it are over."""
        of_person: dict[int, list[Moment]] = {}
        readers = self._may_read(clock)
        for moment in moments:
            for person in self._persons(clock, moment.rung, among=readers):
                of_person.setdefault(person, []).append(moment)
        for person, concerned in of_person.items():
            for moment in concerned:
                key = (clock.pk, clock.due_version, moment.rung.code, person)
                if key not in self._known:
                    self._known.add(key)
                    sent = moment is concerned[-1]
                    self._heard.append(_Heard(clock, moment, person, sent))

    def tell(self) -> int:
        """Write ledger and messages with the work, for those who may read; say how many hear."""
        work = self._work
        readers = readers_among({(each.clock.matter_id, each.person) for each in self._heard})
        heard = [each for each in self._heard if (each.clock.matter_id, each.person) in readers]
        work.satellites += [self._row(each) for each in heard]
        sent = [self._message(each) for each in heard if each.sent]
        work.notices += sent
        return len(sent)

    def _around(self, department: int) -> tuple[int, ...]:
        """Name every department whose people a clock of this one may concern."""
        directory = self._work.directory
        known = directory.by_id(department)
        return (
            department,
            *directory.superior_chain(department),
            *directory.coordinator_departments(department),
            *([known.counterpart_procuratorate] if known.counterpart_procuratorate else []),
        )

    def _may_read(self, clock: Deadline) -> frozenset[int]:
        """Name the departments that read the matter now, at the level that it has."""
        found = reasons(self._work, self._work.matters[clock.matter_id])
        return frozenset(at for at, whys in found.items() if whys != (Why.FORMER,))

    def _persons(self, clock: Deadline, rung: Rung, *, among: Collection[int]) -> frozenset[int]:
        found: set[int] = set()
        for told in rung.tells:
            found |= self._of(clock, told, among=among)
        if not found and any(told.whose is Whose.OWN for told in rung.tells):
            chain = self._work.directory.superior_chain(clock.department_id)
            places = [place for place in (clock.department_id, *chain) if place in among]
            found |= self._first(places, Role.LEAD)
        return frozenset(found)

    def _of(self, clock: Deadline, told: Told, *, among: Collection[int]) -> frozenset[int]:
        directory = self._work.directory
        own = clock.department_id
        if told.whose is Whose.OWN:
            if told.role is Role.HANDLER:
                return self._handlers(clock)
            return self._holding(own, told.role) if own in among else frozenset()
        if told.whose is Whose.SUPERIOR:
            places: Iterable[int] = directory.superior_chain(own)
        elif told.whose is Whose.COORDINATOR:
            places = directory.coordinator_departments(own)
        else:
            procuratorate = directory.by_id(own).counterpart_procuratorate
            places = () if procuratorate is None else (procuratorate,)
        return self._first([place for place in places if place in among], told.role)

    def _first(self, places: Iterable[int], role: Role) -> frozenset[int]:
        """Find the people with a role in the first of the departments that has any."""
        return next((held for at in places if (held := self._holding(at, role))), frozenset())

    def _holding(self, department: int, role: Role) -> frozenset[int]:
        people = self._people.get(department, {})
        offices = same_office(role)
        return frozenset(person for person, roles in people.items() if offices & set(roles))

    def _handlers(self, clock: Deadline) -> frozenset[int]:
        """Name the matter's handler, if of this department, and who stands in for them."""
        handler = self._work.matters[clock.matter_id].handler_id
        people = self._people.get(clock.department_id, {})
        if handler is None or handler not in people:
            return frozenset()
        others = self._stand_ins.get((clock.department_id, handler), frozenset())
        return frozenset({handler} | (others & people.keys()))

    def _row(self, heard: _Heard) -> Reminder:
        return Reminder(
            deadline=heard.clock,
            due_version=heard.clock.due_version,
            rung=heard.moment.rung.code,
            recipient_id=heard.person,
            state=Reminder.State.SENT if heard.sent else Reminder.State.SUPERSEDED,
            level=heard.moment.rung.level,
            reached_at=heard.moment.reached,
            told_at=self._work.now,
        )

    def _message(self, heard: _Heard) -> Message:
        clock, work = heard.clock, self._work
        matter = work.matters[clock.matter_id]
        ladder = work.clocks.ladder(clock)
        words = words_of(
            heard.moment.rung,
            kind=DeadlineKind(clock.kind),
            due_at=clock.due_at,
            unit=ladder.unit,
            silence=ladder.rule.on_expiry,
        )
        return Message(
            event=str(words.event),
            title=" ".join(part for part in (words.text, matter.number, matter.title) if part),
            matter_id=matter.pk,
            person_id=heard.person,
            content={
                "kind": str(matter.kind),
                "number": matter.number,
                "clock": str(clock.kind),
                "deadline": str(clock.pk),
                "rung": heard.moment.rung.code,
                "level": heard.moment.rung.level,
                "due_at": clock.due_at.isoformat(),
            },
        )
