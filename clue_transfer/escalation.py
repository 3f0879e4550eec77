"""The escalation ladder: before and after a due date, who is told, and which level is reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from clue_transfer.calendars import DAY, WorkCalendar, local, start_of_day
from clue_transfer.vocabulary import Nature, Role, Unit, Word

HIGHEST_LEVEL = 3
# After the last rung: on these working days after it, then once a week.
NAG_ON_WORKING_DAYS = (1, 2, 4, 8)
NAG_EVERY = timedelta(days=7)
# Messages of day clocks go out between these times of working days only.
MESSAGES_FROM, MESSAGES_UNTIL = time(8, 30), time(18)

_SHORT_LIMIT_IN_DAYS = 3


class Color(Word):
    """The levels as people call them."""

    NONE = "none", "无"
    YELLOW = "yellow", "黄色（一级）", "yellow, level 1"
    ORANGE = "orange", "橙色（二级）", "orange, level 2"
    RED = "red", "红色（三级）", "red, level 3"

    @classmethod
    def of(cls, level: int) -> Color:
        """Name the color of a level from 0 to 3."""
        return tuple(cls)[level]


class When(Word):
    """How the moment of a rung is counted."""

    PERCENT = "percent", "期限过去的百分比", "percent of the time to the due date"
    DUE_DAY = "due_day", "到期当日", "the due day"
    OVERDUE = "overdue", "逾期", "as soon as it is overdue"
    WORKING_DAYS_AFTER = (
        "working_days_after",
        "到期日后第几个工作日",
        "working day after the due day",
    )
    HOURS_AFTER = "hours_after", "逾期小时数", "hours after the due time"


class Whose(Word):
    """The department of those who are told."""

    OWN = "own", "承担期限的单位", "the department whose clock it is"
    SUPERIOR = "superior", "上级单位", "its superior"
    COORDINATOR = "coordinator", "督办协调员所在单位", "the coordinator's department"
    PROCURATORATE = "procuratorate", "对应检察机关", "the counterpart procuratorate"


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told: the people with a role in a department."""

    whose: Whose
    role: Role


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: when it is reached, who is told, and the level that the matter then has."""

    code: str
    when: When
    amount: int
    level: int
    tells: tuple[Told, ...]
    drafts_order: bool = False
    in_circular: bool = False

    @property
    def acts(self) -> bool:
        """Whether something happens when it is reached, and not only somebody is told."""
        return self.level > 0 or not self.tells


_HANDLER = Told(Whose.OWN, Role.HANDLER)
_LIAISON = Told(Whose.OWN, Role.LIAISON)
_LEAD = Told(Whose.OWN, Role.LEAD)
_DUTY_OFFICER = Told(Whose.OWN, Role.DUTY_OFFICER)
_SUPERIOR = Told(Whose.SUPERIOR, Role.LEAD)
_COORDINATOR = Told(Whose.COORDINATOR, Role.COORDINATOR)
_PROCURATOR = Told(Whose.PROCURATORATE, Role.PROCURATOR)

OWN_LEADS = (_HANDLER, _LEAD)
"""Who hears again and again of what is long overdue."""

_HALF = Rung("half", When.PERCENT, 50, 0, (_HANDLER, _LIAISON))
_SOON = Rung("soon", When.PERCENT, 80, 0, (_HANDLER, _LIAISON))
_TODAY = Rung("today", When.DUE_DAY, 0, 0, (_HANDLER, _LIAISON, _LEAD))

_DAY_LEVELS = (
    Rung("overdue", When.OVERDUE, 0, 1, (_LEAD,)),
    Rung("overdue_2wd", When.WORKING_DAYS_AFTER, 2, 2, (_SUPERIOR, _COORDINATOR)),
    Rung(
        "overdue_5wd",
        When.WORKING_DAYS_AFTER,
        5,
        3,
        (_COORDINATOR,),
        drafts_order=True,
        in_circular=True,
    ),
)
_HOUR_LEVELS = (
    Rung("overdue", When.OVERDUE, 0, 1, (_LEAD, _DUTY_OFFICER)),
    Rung("overdue_2h", When.HOURS_AFTER, 2, 2, (_SUPERIOR, _COORDINATOR)),
    Rung("overdue_6h", When.HOURS_AFTER, 6, 3, (_COORDINATOR,), drafts_order=True),
)


def rungs_for(
    unit: Unit, *, limit: int, nature: Nature, procuratorate: bool = False
) -> tuple[Rung, ...]:
    """List the rungs of a clock; only a duty has those with a level: a right is reminded.

    `limit` is in `unit`, the unit really counted (`deadlines.unit_of`). `procuratorate`: crime
    and detention tracks, whose procuratorate is told at level 1.
    """
    if unit is Unit.HOURS:
        reminders: tuple[Rung, ...] = (_HALF, _SOON)
        levels: tuple[Rung, ...] = _HOUR_LEVELS
    else:
        short = unit is not Unit.MONTHS and limit <= _SHORT_LIMIT_IN_DAYS
        reminders = (_SOON, _TODAY) if short else (_HALF, _SOON, _TODAY)
        levels = _DAY_LEVELS
    if nature is not Nature.DUTY:
        return reminders
    if procuratorate:
        first, *others = levels
        levels = (replace(first, tells=(*first.tells, _PROCURATOR)), *others)
    return reminders + levels


def rung_at(
    rung: Rung, *, started_at: datetime, due_at: datetime, calendar: WorkCalendar, unit: Unit
) -> datetime:
    """Find the moment at which a rung is reached; a rung of a day at its first moment, local.

    The second working day after a Friday is Tuesday, from 00:00 (its message waits for 08:30).
    """
    begin, due = local(started_at), local(due_at)
    if rung.when is When.PERCENT:
        return begin + (due - begin) * rung.amount / 100
    if rung.when is When.DUE_DAY:
        return start_of_day(due.date())
    if rung.when is When.HOURS_AFTER:
        return due + timedelta(hours=rung.amount)
    if rung.when is When.WORKING_DAYS_AFTER:
        return start_of_day(calendar.add_working_days(due.date(), rung.amount))
    if unit is Unit.HOURS:
        return due + datetime.resolution
    return start_of_day(due.date() + DAY)


def waits_for(moment: datetime, *, decision_due_at: datetime | None) -> datetime:
    """Put a rung off while an extension that was asked for in time is undecided.

    It waits until the time to decide (T23) has ended, and no longer.
    """
    return moment if decision_due_at is None else max(local(moment), local(decision_due_at))


def message_at(reached: datetime, *, calendar: WorkCalendar, unit: Unit) -> datetime:
    """Find when a rung's message may go: at once for hours, else 08:30 to 18:00 on working days."""
    moment = local(reached)
    if unit is Unit.HOURS:
        return moment
    day, at = moment.date(), moment.time()
    if calendar.is_working_day(day) and at < MESSAGES_UNTIL:
        return max(moment, start_of_day(day).replace(hour=8, minute=30))
    return start_of_day(calendar.next_working_day(day)).replace(hour=8, minute=30)
