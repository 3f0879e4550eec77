"""The register of the shared platform (17号 34): which decision of which organ was entered when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from clue_transfer.calendars import LOCAL, WorkCalendar
from clue_transfer.deadlines import DeadlineRule, due_at
from clue_transfer.vocabulary import DeadlineKind, Kind, Party, Verb, Word


class Entered(Word):
    """How a decision stands in the register."""

    IN_TIME = "in_time", "按期录入", "entered in time"
    LATE = "late", "逾期录入", "entered late"
    MISSING = "missing", "未录入", "not entered"


_OF = {
    Party.SENDER: (
        *(Verb.APPROVE_TRANSFER, Verb.REFUSE_TRANSFER, Verb.TRANSFER),
        *(Verb.ASK_RECONSIDERATION, Verb.ASK_SUPERVISION, Verb.CLAIM_OVERDUE),
    ),
    Party.POLICE: (
        *(Verb.FILE, Verb.DECLINE, Verb.RETURN_CASE, Verb.UPHOLD, Verb.REVERSE),
        *(Verb.WITHDRAW_CASE, Verb.REQUEST_PROSECUTION),
    ),
    Party.PROCURATORATE: (
        *(Verb.ASK_REASONS, Verb.ACCEPT_REASONS, Verb.NOTIFY_FILING, Verb.CORRECT),
        *(Verb.RETURN_FOR_INVESTIGATION, Verb.PROSECUTE, Verb.NOT_PROSECUTE),
        Verb.WITHDRAW_PROSECUTION,
    ),
}
DECISIONS: Mapping[Kind, Mapping[Verb, Party]] = {
    Kind.CRIME_REFERRAL: {verb: organ for organ, verbs in _OF.items() for verb in verbs},
    Kind.DETENTION_REFERRAL: {
        Verb.APPROVE: Party.SENDER,
        Verb.REFUSE_TRANSFER: Party.SENDER,
        Verb.SEND: Party.SENDER,
        Verb.DETAIN: Party.POLICE,
        Verb.REFUSE: Party.POLICE,
    },
}
"""What each of the three organs enters: its decisions, by the scopes of 17号 34."""
ORGANS = tuple(_OF)


def verbs_of(organ: Party | None) -> list[str]:
    """Name the decisions of one organ, or of all three."""
    pairs = (pair for verbs in DECISIONS.values() for pair in verbs.items())
    return sorted({str(verb) for verb, whose in pairs if organ in (None, whose)})


DUE = frozenset(
    {
        DeadlineKind.TRANSFER_DECISION,
        DeadlineKind.TRANSFER_HANDOVER,
        DeadlineKind.POLICE_FILING,
        DeadlineKind.RECONSIDERATION_DECISION,
        DeadlineKind.FILING_ORDER,
        DeadlineKind.EXPLANATION,
        DeadlineKind.DETENTION_TRANSFER,
        DeadlineKind.DETENTION_CASE,
    }
)
"""Clocks that end with a decision to be entered: past due it was not made, or not entered."""
ENTRY_RULE = "C27"
_DAYS = ("decided_on", "decided_at", "transferred_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One decision: whose, of which day, entered when, and until when it had to be."""

    verb: Verb
    organ: Party
    decided_on: date
    entered_at: datetime
    due_at: datetime
    state: Entered


def entries(
    stages: Iterable[Mapping[str, Any]], *, kind: Kind, rule: DeadlineRule, calendar: WorkCalendar
) -> list[Entry]:
    """List the decisions among a case's stages, in order, each judged by the rule of entry.

    A stage has its `verb`, when it was entered (`at`, ISO 8601) and what was `given`. Where no day
    of the decision was given it is the day of entry: such a decision was made on the platform.
    """
    organs = DECISIONS[kind]
    found = []
    for stage in stages:
        verb = Verb(stage["verb"])
        if verb not in organs:
            continue
        entered = datetime.fromisoformat(stage["at"])
        day = _decided_on(stage["given"]) or entered.astimezone(LOCAL).date()
        due = due_at(rule, start=datetime.combine(day, time.min, LOCAL), calendar=calendar).at
        found.append(
            Entry(
                verb=verb,
                organ=organs[verb],
                decided_on=day,
                entered_at=entered,
                due_at=due,
                state=Entered.IN_TIME if entered <= due else Entered.LATE,
            )
        )
    return found


def _decided_on(given: Mapping[str, Any]) -> date | None:
    for name in _DAYS:
        text = given.get(name)
        if text:
            if "T" not in text:
                return date.fromisoformat(text)
            return datetime.fromisoformat(text).astimezone(LOCAL).date()
    return None
