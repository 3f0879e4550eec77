"""What is special to each verb of an opinion."""

from __future__ import annotations

from functools import partial
from typing import Any

from apps.matters.actions import NumberRequest, Step
from apps.matters.actions.moving import add_party, say
from apps.matters.actions.steps import plan
from apps.matters.kinds import spec_of
from apps.opinions.actions.papers import court_of, decided, moment, own_evidence
from apps.opinions.actions.succeeding import succeed_by_columns
from clue_transfer.actors import SYSTEM
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.numbering import clue_number
from clue_transfer.vocabulary import Kind, NumberSeries, Party, Status, System, Verb
from clue_transfer.workflows.opinion import OpinionKind


def issue(step: Step) -> None:
    """Number the opinion; a revised one keeps its number."""
    opinion = step.matter
    if opinion.number is None:
        request = NumberRequest(
            opinion.procuratorate_id, NumberSeries.LETTER, partial(_number, step)
        )
        step.work.numbers.append(request)
    step.work.touch(opinion, "number", "search_text")


def serve(step: Step) -> None:
    """Keep when and how it was served: the reply counts from then."""
    opinion, work = step.matter, step.work
    opinion.served_at = moment(step, "served_at", not_before=opinion.status_changed_at)
    opinion.service_way = step.payload["service_way"]
    work.touch(opinion, "served_at", "service_way")
    _copy_to_justice(step)
    if opinion.opinion_kind == OpinionKind.SUGGEST_TRANSFER:
        _reopen_refused(step)


def revise(step: Step) -> None:
    """Write the opinion anew after an objection."""
    opinion = step.matter
    opinion.content = step.payload["content"]
    opinion.edition += 1
    opinion.served_at = None
    step.work.touch(opinion, "content", "edition", "served_at")


def urge(step: Step) -> None:
    """Set the date by which the reply is expected now, ten working days without one."""
    due_on = step.payload.get("due_on")
    if due_on is not None and due_on <= step.work.local_day:
        raise Invalid(errors=[FieldError("/due_on", "in-the-past", "期限须晚于今天")])
    step.matter.due_on = due_on
    step.work.touch(step.matter, "due_on")


def report_up(step: Step) -> None:
    """Tell both superiors, and whoever else is named, that an organ did not act."""
    opinion, work = step.matter, step.work
    errors = []
    for place, code in enumerate(step.payload.get("also") or ()):
        found = work.directory.department(code)
        if found is None or not found.active:
            pointer = f"/also/{place}"
            errors.append(FieldError(pointer, "unknown-department", "没有这个部门"))
        else:
            add_party(work, opinion, department=found.id, part=Party.COPIED)
    if errors:
        raise Invalid(errors=errors)
    for above in work.directory.superior_chain(opinion.procuratorate_id)[:1]:
        say(work, opinion, event=step.row.event, department=above)


def sue(step: Step) -> None:
    """Name the court."""
    step.matter.court_id = court_of(step)
    step.work.touch(step.matter, "court")


def _number(step: Step, n: int) -> None:
    opinion, work = step.matter, step.work
    short_name = work.directory.by_id(opinion.procuratorate_id).short_name
    opinion.number = clue_number(short_name, series=NumberSeries.LETTER, year=work.local_year, n=n)
    opinion.search_text = f"{opinion.number} {opinion.search_text}"


def _copy_to_justice(step: Step) -> None:
    """Copy an opinion for a penalty to the justice department of the same division (2021 8)."""
    opinion, directory = step.matter, step.work.directory
    if opinion.opinion_kind != OpinionKind.PENALISE:
        return
    division = directory.by_id(opinion.procuratorate_id).division
    justice = directory.department(f"{division}-{System.JUSTICE}")
    if justice is not None and justice.active:
        step.content["copied_to"] = justice.code
        add_party(step.work, opinion, department=justice.id, part=Party.COPIED)


def _reopen_refused(step: Step) -> None:
    """Put refused transfers that it is about before their head again (17号 14)."""
    work = step.work
    spec = spec_of(Kind.CRIME_REFERRAL)
    work.load(spec, work.along)
    about = set(step.matter.about.values_list("matter_id", flat=True))
    refused = [
        each
        for each in work.matters.values()
        if each.kind == Kind.CRIME_REFERRAL and each.pk in about and each.status == Status.REFUSED
    ]
    for referral in refused:
        reason = f"检察意见：{step.matter.number}"
        plan(work, referral, Verb.REOPEN, actor=SYSTEM, payload={"reason": reason})


def succeed_opinion(step: Step) -> None:
    """Pass an opinion on."""
    succeed_by_columns(step, _COLUMNS)


_COLUMNS = {
    Party.PROCURATORATE: "procuratorate",
    Party.ADDRESSEE: "addressee",
    Party.COURT: "court",
}

EFFECTS: dict[Verb, Any] = {
    Verb.ISSUE: issue,
    Verb.SERVE: serve,
    Verb.REVISE: revise,
    Verb.REPLY: own_evidence,
    Verb.URGE: urge,
    Verb.REPORT_UP: report_up,
    Verb.SUE: sue,
    Verb.JUDGE: decided,
    Verb.SUCCEED: succeed_opinion,
}
