"""Merge clues of one sender, and take a merger back: what moves along, and what stays."""

from __future__ import annotations

from typing import Any

from apps.clues.actions.following import set_holder, share_with_main
from apps.clues.actions.legs import legs_of
from apps.clues.models import Clue
from apps.matters.actions import Step, Work
from apps.matters.actions.clocks import start_clock, told
from apps.matters.actions.moving import add_party, end_party
from apps.matters.actions.recusing import recuse_alike
from apps.matters.kinds import spec_of
from apps.matters.models import Matter
from apps.matters.work import acts_of
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.machine import Start, check_recusal
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import DeadlineKind, Kind, Party, Secrecy, Status, Verb
from clue_transfer.workflows.mergers import Merging, merge_refusal

_BESIDE = frozenset({Party.SUPERIOR, Party.COORDINATOR, Party.VIA})


def merge(step: Step) -> None:
    """Let the legs move along to the surviving clue of the same sender.

    They stay about the clue that they were opened for: its evidence, papers and subjects stay
    with it, where the departments of its legs go on reading them, and the survivor's do not.
    """
    clue, work = step.matter, step.work
    survivor = work.matters.get(step.payload["survivor"])
    if survivor is None or survivor.kind != Kind.CLUE or survivor.pk == clue.pk:
        raise Invalid(errors=[FieldError("/survivor", "unknown-clue", "找不到要并入的线索")])
    holds_others = Clue.objects.filter(merged_into=clue.pk).exists()
    refusal = merge_refusal(_merging(clue, holds_others=holds_others), into=_merging(survivor))
    if refusal is not None:
        raise refusal
    check_recusal(step.actor, recused=work.recused_of(survivor))
    recuse_alike(work, survivor, like=clue)
    clue.merged_into_id = survivor.pk
    clue.status_when_merged = clue.status
    if clue.status == Status.TRANSFERRED:
        _load_everything(work)
        legs = legs_of(work, clue)
        for leg in legs:
            leg.came_with_id = clue.pk
            work.touch(leg, "came_with")
        _move(work, clue, legs, to=survivor)
        _changed_beside(step, survivor)
    work.touch(clue, "merged_into", "status_when_merged")
    step.content["survivor"] = survivor.number


def unmerge(step: Step) -> None:
    """Let the legs that came along move back, and what has hung on to them since."""
    clue, work = step.matter, step.work
    survivor = work.matters[clue.merged_into_id]
    check_recusal(step.actor, recused=work.recused_of(survivor))
    recuse_alike(work, clue, like=survivor)
    _load_everything(work)
    legs = [leg for leg in legs_of(work, survivor) if leg.came_with_id == clue.pk]
    for leg in legs:
        leg.came_with_id = None
        work.touch(leg, "came_with")
    _move(work, survivor, legs, to=clue)
    stay = {leg.receiver_id for leg in legs_of(work, survivor)}
    for leg in legs:
        if leg.receiver_id not in stay:
            end_party(work, survivor, department=leg.receiver_id, part=Party.RECEIVER)
    _leave_above(work, survivor, legs, to=clue)
    _changed_beside(step, survivor)
    _await_redirect(step, clue)
    clue.merged_into_id = None
    clue.status_when_merged = ""
    work.touch(clue, "merged_into", "status_when_merged")


def _merging(clue: Any, *, holds_others: bool = False) -> Merging:
    return Merging(
        sender=clue.sender_id,
        secrecy=Secrecy(clue.secrecy),
        status=Status(clue.status),
        final=clue.concluded_at is not None,
        holds_others=holds_others,
        confirmation_owed=_owes_confirmation(clue),
        about=clue.about_department_id,
    )


def _owes_confirmation(clue: Any) -> bool:
    acts = acts_of(clue)
    approved, confirmed = acts.get(Verb.APPROVE_URGENT), acts.get(Verb.CONFIRM_URGENT)
    return approved is not None and (confirmed is None or confirmed.at < approved.at)


def _await_redirect(step: Step, clue: Any) -> None:
    """Let the time to redirect run where a leg that came back now hangs, and only there (T08)."""
    work = step.work
    if Fact.LEG_CAME_BACK in work.facts(clue):
        step.clocks += start_clock(work, clue, Start(DeadlineKind.REDIRECT, Party.SENDER))
        return
    over = work.clocks.stop(clue.pk, now=work.now, by=step.row.verb, kinds={DeadlineKind.REDIRECT})
    step.clocks += [told(each, "stopped") for each in over]


def _leave_above(work: Work, survivor: Any, legs: list[Any], *, to: Any) -> None:
    """Let those who rule on legs that move back read where these hang, and no longer elsewhere."""
    stay = {
        (row.part, row.department_id)
        for leg in legs_of(work, survivor)
        for row in work.parties[leg.pk]
        if row.until is None
    }
    rows = [row for leg in legs for row in work.parties[leg.pk]]
    for part, department in sorted(
        {(row.part, row.department_id) for row in rows if row.part in _BESIDE and row.until is None}
    ):
        add_party(work, to, department=department, part=Party(part))
        if (part, department) not in stay:
            end_party(work, survivor, department=department, part=Party(part))


def _load_everything(work: Work) -> None:
    """Read what hangs on the legs of both clues, whatever its kind: it moves with them."""
    roots = [clue.root_id for clue in work.matters.values() if clue.kind == Kind.CLUE]
    there = Matter.objects.filter(root__in=roots).values_list("kind", flat=True)
    for kind in sorted(there.distinct()):
        work.load(spec_of(kind), roots)


def _move(work: Work, clue: Any, legs: list[Any], *, to: Any) -> None:
    """Hang legs on another clue, and move to its dossier what hangs on them."""
    for leg in legs:
        leg.parent_id = to.pk
        work.touch(leg, "parent")
        # Whose part in the leg has ended does not come along: it never saw the other clue.
        if work.department_of(leg, Party.RECEIVER) is not None:
            add_party(work, to, department=leg.receiver_id, part=Party.RECEIVER)
    moved = {leg.pk for leg in legs}
    below = [each for each in work.matters.values() if each.root_id == clue.root_id]
    below.sort(key=lambda each: each.pk)  # keys are made in order of opening: parents first
    for each in below:
        if each.pk in moved or each.parent_id in moved:
            moved.add(each.pk)
            each.root_id = to.root_id
            work.touch(each, "root")


def _changed_beside(step: Step, clue: Any) -> None:
    """Note that a clue has changed by a step on another one."""
    set_holder(step.work, clue)
    share_with_main(step.work, clue)
    _await_redirect(step, clue)
    clue.version += 1
    step.work.touch(clue, "version")
