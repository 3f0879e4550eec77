"""Screen the facts of clues as steps go on, and keep what they meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apps.clues.models import ScreeningHit
from apps.clues.queries import read_subjects, thresholds
from apps.matters.actions import Step, Work
from apps.matters.actions.moving import say
from apps.matters.kinds import spec_of
from clue_transfer.errors import Invalid
from clue_transfer.thresholds import (
    HIT_FOUND,
    Answer,
    Hit,
    earlier_since,
    facts_of_subject,
    rises,
    screen,
)
from clue_transfer.typed_facts import fact_errors
from clue_transfer.vocabulary import Kind, Role, Verb

_TOLD = frozenset({Role.LEAD, Role.HANDLER})
_OUTGROWN = "案情要素已加重，请重新答复"
_MET_BY = ("fact", "value", "limit", "multiple", "borderline")
_ANSWERED = ("answer_kind", "approved_by", "approved_at", "sent_back")


def screen_clue(
    work: Work,
    clue: Any,
    *,
    facts: Mapping[str, Any],
    by: Verb,
    content: dict[str, Any],
    subjects: Iterable[Any] = (),
    whole: bool = True,
) -> None:
    """Screen a clue's facts, and with them each subject's; new hits are kept, told and on record.

    Unless `whole`, the records of the subjects were not looked at: what these have met is left as
    it is. A procuratorate of the place reads the dossier from the first hit on.
    """
    in_force, day = thresholds(work.stamp), work.local_day
    found = {_key(hit): (None, hit) for hit in screen(facts, thresholds=in_force, on=day)}
    met = frozenset(found)
    for row in subjects:
        own = facts_of_subject(
            facts,
            own=row.typed_facts,
            earlier=getattr(row, "earlier", 0),
            key_unit=row.subject.key_unit if whole else False,
        )
        for hit in screen(own, thresholds=in_force, on=day) if own != facts else ():
            key = _key(hit, row.subject_id)
            if _key(hit) not in met or key in clue.screened:
                found[key] = (row.subject_id, hit)
    _keep(work, clue, found, by=by, content=content, whole=whole)


def read_records(work: Work, clues: Iterable[Any]) -> None:
    """Read the subjects of a batch of clues, and how often each was fined before: one statement."""
    read_subjects(work, list(clues), since=earlier_since(work.local_day))


def screen_submitted(step: Step) -> None:
    """Screen a clue as it is handed in."""
    clue, work = step.matter, step.work
    subjects = read_subjects(work, [clue.pk])[clue.pk]
    screen_clue(
        work,
        clue,
        facts=clue.typed_facts,
        subjects=subjects,
        by=Verb.SUBMIT,
        content=step.content,
    )


def screen_edited(work: Work, clue: Any, *, new: list[Any] | None, content: dict[str, Any]) -> None:
    """Screen a draft that was changed, with its `new` subjects if these were."""
    if new is None:
        read_records(work, [clue.pk])
    screen_clue(
        work,
        clue,
        facts=clue.typed_facts,
        subjects=read_subjects(work, [clue.pk])[clue.pk] if new is None else new,
        whole=new is None,
        by=Verb.EDIT,
        content=content,
    )


def screen_leg(step: Step) -> None:
    """Screen a clue again with what the departments of its legs have found out (`facts`).

    Where these differ, who takes the step is believed.
    """
    leg, work = step.matter, step.work
    given = step.payload.get("facts") or {}
    errors = fact_errors(given)
    if errors:
        raise Invalid(errors=errors)
    if given:
        leg.typed_facts = {**leg.typed_facts, **given}
        work.touch(leg, "typed_facts")
    clue = _screened_with(work, leg)
    facts = dict(clue.typed_facts)
    legs = work.of_root(leg.root_id, kind=Kind.TRANSFER)
    for each in sorted(legs, key=lambda each: (each is leg, each.sequence)):
        if _screened_with(work, each) is clue:
            facts |= each.typed_facts
    screen_clue(
        work,
        clue,
        facts=facts,
        subjects=read_subjects(work, [clue.pk])[clue.pk],
        by=step.row.verb,
        content=step.content,
    )


def _screened_with(work: Work, leg: Any) -> Any:
    """Name the clue that a leg's facts are screened with: the survivor, if its own is merged."""
    return work.matters.get(leg.about_id) or work.matters[leg.parent_id]


def _keep(
    work: Work,
    clue: Any,
    found: Mapping[str, tuple[Any, Hit]],
    *,
    by: Verb,
    content: dict[str, Any],
    whole: bool,
) -> None:
    known = clue.screened
    now = {key: _words(hit) for key, (_, hit) in found.items()}
    gone = [
        key
        for key, words in known.items()
        if words and key not in now and (whole or key.endswith("|"))
    ]
    changed = [key for key in now if key in known and known[key] != now[key]]
    new = [found[key] for key in now if key not in known]
    if not (new or gone or changed):
        return
    clue.screened = {**known, **now, **dict.fromkeys(gone, "")}
    work.touch(clue, "screened")
    work.satellites += [
        ScreeningHit(
            clue_id=clue.pk,
            subject_id=subject,
            threshold_id=hit.threshold.id,
            found_at=work.now,
            found_by=str(by),
            **_met_by(hit),
        )
        for subject, hit in new
    ]
    outgrown = False
    if gone or changed:
        outgrown = _rewrite(clue, gone=gone, met={key: found[key][1] for key in changed})
    content["hits"] = [
        {"threshold": hit.threshold.code, "fact": hit.fact, "value": hit.value}
        for hit in (*(hit for _, hit in new), *(found[key][1] for key in changed))
    ]
    if gone:
        content["no_longer_met"] = len(gone)
    if new:
        _show_to_procuratorates(work, clue)
    if (new or outgrown) and clue.holder_id is not None:
        say(work, clue, event=HIT_FOUND, department=clue.holder_id, roles=_TOLD)


def _rewrite(clue: Any, *, gone: Iterable[str], met: Mapping[str, Hit]) -> bool:
    """Say of hits that are known how the facts meet them now; whether an answer was outgrown.

    A reason that was given for less is none any more; it stands in the record.
    """
    rows = {
        f"{row.threshold_id}|{row.subject_id or ''}": row
        for row in ScreeningHit.objects.select_for_update().filter(clue=clue.pk).order_by("pk")
    }
    outgrown = False
    for key in gone:
        rows[key].still_met = False
    for key, hit in met.items():
        row = rows[key]
        if row.answer_kind == Answer.REASON and rises(
            hit.fact, hit.value, before=(row.fact, row.value)
        ):
            outgrown = True
            row.answer_kind, row.approved_by, row.approved_at = "", None, None
            row.sent_back = _OUTGROWN
        row.still_met = True
        for name, value in _met_by(hit).items():
            setattr(row, name, value)
    ScreeningHit.objects.bulk_update(
        [rows[key] for key in (*gone, *met)], ["still_met", *_MET_BY, *_ANSWERED]
    )
    return outgrown


def _met_by(hit: Hit) -> dict[str, Any]:
    return {name: getattr(hit, name) for name in _MET_BY}


def _show_to_procuratorates(work: Work, clue: Any) -> None:
    """Let the procuratorates of the place read the whole dossier, whatever is in it."""
    kinds = {each.kind for each in work.dossier(clue.root_id)}
    for kind in sorted(kinds | {Kind.CLUE}):
        work.load(spec_of(kind), [clue.root_id])
    for each in work.dossier(clue.root_id):
        if not each.two_laws:
            each.two_laws = True
            work.touch(each, "two_laws")


def _key(hit: Hit, subject: Any = None) -> str:
    return f"{hit.threshold.id}|{subject or ''}"


def _words(hit: Hit) -> str:
    return f"{hit.fact} {hit.value}"
