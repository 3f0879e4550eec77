"""What is special to each verb of a complaint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from apps.clues.actions.complaints.intake import earlier
from apps.clues.actions.drafting import add_drafts
from apps.clues.actions.reporters.sealing import identity_of
from apps.matters.actions import Step
from apps.matters.actions.people import name_handler
from apps.matters.actions.recusing import recuse_alike
from clue_transfer.errors import FieldError, Incomplete, Invalid
from clue_transfer.reporters import blanked, stands_in
from clue_transfer.visibility import may_read_reporter
from clue_transfer.vocabulary import (
    ComplaintRefusal,
    LegKind,
    PollutionType,
    Source,
    SubjectRole,
    Verb,
)

_VIOLATIONS = {
    PollutionType.AIR: "air_emission",
    PollutionType.WATER: "wastewater_discharge",
    PollutionType.SOLID_WASTE: "solid_waste_dumping",
    PollutionType.NOISE: "noise",
    PollutionType.RADIATION: "radiation",
    PollutionType.ECOLOGY: "ecological_protection_area",
    PollutionType.OTHER: "other",
}
"""What a pollution type most likely violates; whoever opens the clue may say otherwise."""


def accept(step: Step) -> None:
    """Note who handles it, and how the reporter was told."""
    if step.payload.get("handler"):
        name_handler(step, department=step.matter.intake_id)
    _note_reply(step)


def refuse(step: Step) -> None:
    """Note why; a named reporter has been told, a repeated complaint names the earlier one."""
    complaint, payload = step.matter, step.payload
    if payload["reason_code"] == ComplaintRefusal.REPEATED:
        _set_earlier(step)
    complaint.refusal_code = payload["reason_code"]
    step.work.touch(complaint, "refusal_code")
    _note_reply(step, needed=not complaint.anonymous)


def move(step: Step) -> None:
    """Note where it went."""
    step.matter.moved_to = step.payload["moved_to"]
    step.work.touch(step.matter, "moved_to")
    _note_reply(step)


def open_clue(step: Step) -> None:
    """Make a draft of a clue that carries nothing of who complained."""
    complaint, payload, work = step.matter, step.payload, step.work
    identity = {} if complaint.anonymous else identity_of(complaint.pk)
    told = may_read_reporter(step.actor, intake=complaint.intake_id)
    known = identity if told else _to_be_read_in(complaint, identity)
    warnings = [
        f"/{name}"
        for name in ("title", "description")
        if told and stands_in(payload.get(name) or "", identity)
    ]
    draft = {
        "title": blanked(payload.get("title") or "", known) or blanked(complaint.title, identity),
        "description": blanked(payload.get("description") or "", known)
        or blanked(complaint.content, identity),
        "violation_type": payload.get("violation_type") or _VIOLATIONS[complaint.pollution_type],
        "source": Source.COMPLAINT.value,
        "leg_kind": payload.get("kind") or LegKind.TRANSFER.value,
        "division": payload.get("division") or complaint.division_id,
        "location": {"address": blanked(complaint.address, identity)},
        "discovered_on": timezone.localdate(complaint.received_at),
        "urgency": complaint.urgency,
        "secrecy": complaint.secrecy,
        "subjects": [_subject(blanked(complaint.subject_name, identity))],
        "receivers": payload.get("receivers") or [],
    }
    [clue] = add_drafts(work, [draft], actor=step.actor)
    recuse_alike(work, clue, like=complaint)
    complaint.opened_clue_id = clue.pk
    work.touch(complaint, "opened_clue")
    work.prepared["reporter_in_text"] = warnings
    step.content["clue"] = str(clue.pk)


def _to_be_read_in(complaint: Any, identity: Mapping[str, str]) -> dict[str, str]:
    """Keep of the reporter's particulars what the complaint's own texts give away.

    Of more, who may not know the reporter would learn from the blanks which guess was right.
    """
    texts = (complaint.title, complaint.content, complaint.address, complaint.subject_name)
    return {
        name: value
        for name, value in identity.items()
        if any(stands_in(text, {name: value}) for text in texts)
    }


def propose_answer(step: Step) -> None:
    """Keep the proposal for the lead."""
    step.matter.proposal = step.payload["answer"]
    step.work.touch(step.matter, "proposal")


def answer(step: Step) -> None:
    """Answer with the text given or proposed; a named reporter has been told it."""
    complaint = step.matter
    text = step.payload.get("answer") or complaint.proposal
    if not text:
        raise Incomplete(errors=[FieldError("/answer", "required", "必填")])
    told_on, told_way = _telling(step, needed=not complaint.anonymous)
    complaint.answer = text
    complaint.answered_on, complaint.answered_way = told_on, told_way
    step.work.touch(complaint, "answer", "answered_on", "answered_way")


def _set_earlier(step: Step) -> None:
    complaint = step.matter
    if step.payload.get("repeat_of"):
        complaint.repeat_of_id = earlier(step.work, complaint, step.payload["repeat_of"]).pk
        step.work.touch(complaint, "repeat_of")
    if complaint.repeat_of_id is None:
        raise Incomplete(errors=[FieldError("/repeat_of", "required", "请指明所重复的原举报")])


def _note_reply(step: Step, *, needed: bool = False) -> None:
    complaint = step.matter
    complaint.told_on, complaint.told_way = _telling(step, needed=needed)
    complaint.reply = step.payload.get("reason") or ""
    step.work.touch(complaint, "told_on", "told_way", "reply")


def _telling(step: Step, *, needed: bool) -> tuple[Any, str]:
    """Read when and how the reporter was told; both or neither, and not before the complaint."""
    told_on, told_way = step.payload.get("told_on"), step.payload.get("told_way") or ""
    if needed or told_on or told_way:
        missing = [
            name for name, given in (("told_on", told_on), ("told_way", told_way)) if not given
        ]
        if missing:
            raise Incomplete(
                errors=[
                    FieldError(f"/{name}", "required", "实名举报须写明何时、以何方式告知")
                    for name in missing
                ]
            )
    if told_on is not None:
        if told_on > step.work.local_day:
            raise Invalid(errors=[FieldError("/told_on", "in-the-future", "日期不能晚于今天")])
        if told_on < timezone.localdate(step.matter.received_at):
            raise Invalid(errors=[FieldError("/told_on", "before-receipt", "日期早于举报时间")])
    return told_on, told_way


def _subject(name: str) -> dict[str, str]:
    if not name:
        return {"name": "不明", "role": SubjectRole.UNKNOWN.value}
    return {"name": name, "role": SubjectRole.SUSPECT.value}


EFFECTS = {
    Verb.ACCEPT: accept,
    Verb.REFUSE: refuse,
    Verb.MOVE: move,
    Verb.OPEN_CLUE: open_clue,
    Verb.PROPOSE_ANSWER: propose_answer,
    Verb.ANSWER: answer,
}
