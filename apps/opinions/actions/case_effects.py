"""What is special to the verbs of public interest cases, reverse linkages and inquiries."""

from __future__ import annotations

from typing import Any

from apps.matters.actions import Step
from apps.matters.actions.people import name_handler
from apps.opinions.actions.papers import court_of, decided, moment, own_evidence
from apps.opinions.actions.succeeding import succeed_by_columns
from clue_transfer.dates import date_errors
from clue_transfer.errors import Invalid
from clue_transfer.vocabulary import Party, Verb


def serve_filing(step: Step) -> None:
    """Keep when the organ was told of the case."""
    case = step.matter
    case.served_at = moment(step, "served_at", not_before=case.opened_at)
    step.work.touch(case, "served_at")


def announce(step: Step) -> None:
    """Check the day of the announcement."""
    given = {"announced_on": step.payload["announced_on"]}
    errors = date_errors(given, today=step.work.local_day)
    if errors:
        raise Invalid(errors=errors)


def sue(step: Step) -> None:
    """Name the court."""
    step.matter.court_id = court_of(step)
    step.work.touch(step.matter, "court")


def register(step: Step) -> None:
    """Name the procurator of the administrative side who reviews it."""
    name_handler(step, department=step.matter.procuratorate_id)


def answer(step: Step) -> None:
    """Keep the answer."""
    own_evidence(step)
    step.matter.answer = step.payload["answer"]
    step.work.touch(step.matter, "answer")


def succeed_case(step: Step) -> None:
    """Pass a case on."""
    succeed_by_columns(step, {part: name for part, name in _COLUMNS.items() if _has(step, name)})


def _has(step: Step, name: str) -> bool:
    return hasattr(step.matter, f"{name}_id")


_COLUMNS = {
    Party.PROCURATORATE: "procuratorate",
    Party.SENDER: "sender",
    Party.ADDRESSEE: "addressee",
    Party.COURT: "court",
}

OF_PUBLIC_INTEREST: dict[Verb, Any] = {
    Verb.FILE: decided,
    Verb.SERVE_FILING: serve_filing,
    Verb.ANNOUNCE: announce,
    Verb.SUE: sue,
    Verb.JUDGE: decided,
    Verb.SUCCEED: succeed_case,
}
OF_A_LINKAGE: dict[Verb, Any] = {Verb.REGISTER: register, Verb.SUCCEED: succeed_case}
OF_AN_INQUIRY: dict[Verb, Any] = {Verb.ANSWER: answer, Verb.SUCCEED: succeed_case}
