"""Screen the facts of clues as steps go on, and keep what they meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apps.clues.models import ClueSubject, ScreeningHit
from apps.clues.queries import thresholds
from apps.matters.actions import Step, Work
from apps.matters.actions.moving import say
from apps.matters.kinds import spec_of
from clue_transfer.errors import Invalid
from clue_transfer.thresholds import HIT_FOUND, Hit, screen
from clue_transfer.typed_facts import fact_errors
from clue_transfer.vocabulary import Kind, Role

_TOLD = frozenset({Role.LEAD, Role.HANDLER})


def screen_clue(
    step: Step,
    clue: Any,
    *,
    facts: Mapping[str, Any],
    subjects: Iterable[Mapping[str, Any]] = (),
) -> None:
    """Screen a clue's facts, and each subject's own; new hits are kept, told and on record.

    `subjects`: `subject_id`, `typed_facts`, and the number of `earlier` penalties for hazardous
    substances within two years. A procuratorate of the place reads the dossier from now on.
    """
    work = step.work
    in_force = thresholds(work.stamp)
    whole = screen(facts, thresholds=in_force, on=work.local_day)
    found: dict[str, tuple[Any, Hit]] = {_key(None, hit): (None, hit) for hit in whole}
    seen = {hit.threshold.id for hit in whole}
    for row in subjects:
        own = dict(row["typed_facts"] or {})
        if row.get("earlier"):
            own.setdefault("earlier_hazardous_penalties_2y", row["earlier"])
        if not own:
            continue
        hits = screen({**facts, **own}, thresholds=in_force, on=work.local_day)
        found |= {
            _key(row["subject_id"], hit): (row["subject_id"], hit)
            for hit in hits
            if hit.threshold.id not in seen
        }
    _keep(step, clue, found)


def screen_leg(step: Step) -> None:
    """Screen a clue again with what a leg's department has found out (`facts`)."""
    leg, work = step.matter, step.work
    clue = work.matters.get(leg.about_id)
    given = step.payload.get("facts")
    errors = fact_errors(given or {})
    if errors:
        raise Invalid(errors=errors)
    if given:
        leg.typed_facts = {**leg.typed_facts, **given}
        work.touch(leg, "typed_facts")
    if clue is not None and (clue.typed_facts or leg.typed_facts):
        screen_clue(step, clue, facts={**clue.typed_facts, **leg.typed_facts})


def subjects_to_screen(work: Work, clue: Any) -> list[Mapping[str, Any]]:
    """Give the subjects that the batch has read for its clues."""
    rows: list[Mapping[str, Any]] = work.prepared["subjects_to_screen"].get(clue.pk, [])
    return rows


def _keep(step: Step, clue: Any, found: Mapping[str, tuple[Any, Hit]]) -> None:
    work, known = step.work, dict(clue.screened)
    new = [pair for key, pair in found.items() if key not in known]
    gone = [key for key, met in known.items() if met and key not in found]
    back = [key for key, met in known.items() if not met and key in found]
    if not (new or gone or back):
        return
    clue.screened = {key: key in found for key in (*known, *found)}
    work.touch(clue, "screened")
    work.satellites += [_row(step, clue, subject, hit) for subject, hit in new]
    for keys, met in ((gone, False), (back, True)):
        _mark(clue, keys, met=met)
    step.content["hits"] = [
        {"threshold": hit.threshold.code, "fact": hit.fact, "value": hit.value} for _, hit in new
    ]
    if new:
        _show_to_procuratorates(work, clue)
        if clue.holder_id is not None:
            say(work, clue, event=HIT_FOUND, department=clue.holder_id, roles=_TOLD)


def _row(step: Step, clue: Any, subject: Any, hit: Hit) -> ScreeningHit:
    return ScreeningHit(
        clue_id=clue.pk,
        subject_id=subject,
        threshold_id=hit.threshold.id,
        fact=hit.fact,
        value=hit.value[:60],
        limit=hit.limit,
        multiple=hit.multiple,
        borderline=hit.borderline,
        found_at=step.now,
        found_by=str(step.row.verb),
    )


def _mark(clue: Any, keys: Iterable[str], *, met: bool) -> None:
    """Say of hits that are known whether the facts still meet them."""
    for key in keys:
        threshold, _, subject = key.partition("|")
        ScreeningHit.objects.filter(
            clue_id=clue.pk, threshold_id=int(threshold), subject_id=subject or None
        ).update(still_met=met)


def _show_to_procuratorates(work: Work, clue: Any) -> None:
    """Let the procuratorates of the place read the whole dossier, whatever is in it."""
    kinds = {each.kind for each in work.dossier(clue.root_id)}
    for kind in sorted(kinds | {Kind.CLUE}):
        work.load(spec_of(kind), [clue.root_id])
    for each in work.dossier(clue.root_id):
        if not each.two_laws:
            each.two_laws = True
            work.touch(each, "two_laws")


def _key(subject: Any, hit: Hit) -> str:
    return f"{hit.threshold.id}|{subject or ''}"


def rows_to_screen(clues: Iterable[Any], *, since: Any) -> dict[Any, list[Mapping[str, Any]]]:
    """Read the subjects of a batch of clues with their facts and earlier penalties: one query."""
    rows = ClueSubject.objects.filter(clue_id__in=list(clues)).with_earlier_penalties(since)
    found: dict[Any, list[Mapping[str, Any]]] = {}
    for row in rows.values("clue_id", "subject_id", "typed_facts", "earlier"):
        found.setdefault(row["clue_id"], []).append(row)
    return found
