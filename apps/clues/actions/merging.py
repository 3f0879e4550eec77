"""Merge clues of one sender, and take a merger back: what moves along, and what stays."""

from __future__ import annotations

from typing import Any

from apps.clues.actions.following import set_holder, share_with_main
from apps.clues.actions.legs import hops_of, legs_of
from apps.clues.models import Clue
from apps.matters.actions import Step, Work
from apps.matters.actions.clocks import told
from apps.matters.actions.moving import add_party, end_party
from apps.matters.actions.recusing import recuse_alike
from apps.matters.kinds import spec_of
from apps.matters.models import Matter
from apps.matters.work import acts_of
from clue_transfer.errors import FieldError, Invalid
from clue_transfer.machine import check_recusal
from clue_transfer.vocabulary import DeadlineKind, Kind, Party, Secrecy, Status, Verb
from clue_transfer.workflows.mergers import Merging, merge_refusal
from clue_transfer.workflows.transfer import awaiting

_THROUGH_LEGS = (Party.RECEIVER, Party.VIA, Party.SUPERIOR, Party.COORDINATOR)
"""What a department can be to a clue only because it is that to one of its legs."""


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
        _move_redirect(step, clue, legs, to=survivor)
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
    step.clocks += _move_redirect(step, survivor, legs, to=clue)
    for each in (survivor, clue):  # of what happened meanwhile the merged clue knows nothing yet
        _end_what_left(work, each)
    _changed_beside(step, survivor)
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
        for row in list(work.parties[leg.pk]):
            if row.until is None and row.part in _THROUGH_LEGS:
                add_party(work, to, department=row.department_id, part=Party(row.part))
    moved = {leg.pk for leg in legs}
    below = [each for each in work.matters.values() if each.root_id == clue.root_id]
    below.sort(key=lambda each: each.pk)  # keys are made in order of opening: parents first
    for each in below:
        if each.pk in moved or each.parent_id in moved:
            moved.add(each.pk)
            each.root_id = to.root_id
            work.touch(each, "root")


def _move_redirect(step: Step, clue: Any, legs: list[Any], *, to: Any) -> list[dict[str, Any]]:
    """Let the time to redirect what came back count where it hangs now, since the same moment.

    Where that clue has such a clock itself, the one that is due first goes on. A proposal to
    redirect is let go of: the lead of whom it waits has read it of another clue.
    """
    work, kinds = step.work, (DeadlineKind.REDIRECT,)
    for each in (clue, to):
        each.redirect_receiver = None
        work.touch(each, "redirect_receiver")
    waiting = awaiting(hops_of(work, to))
    started = []
    if any(leg.pk in waiting and leg.status == Status.RETURNED for leg in legs):
        ours = work.clocks.find(to.pk, DeadlineKind.REDIRECT)
        theirs = work.clocks.find(clue.pk, DeadlineKind.REDIRECT)
        if ours is not None and theirs is not None and theirs.due_at < ours.due_at:
            work.clocks.stop(to.pk, now=work.now, by=step.row.verb, kinds=kinds)
        work.clocks.also_on(to.pk, beside=clue.pk, kinds=kinds)
        clock = work.clocks.find(to.pk, DeadlineKind.REDIRECT)
        started = [] if clock is None else [told(clock, "started")]
    if not awaiting(hops_of(work, clue)):
        work.clocks.stop(clue.pk, now=work.now, by=step.row.verb, kinds=kinds)
    return started


def _end_what_left(work: Work, clue: Any) -> None:
    """End the parts in a clue that its legs gave and give no more, as they left it.

    Whose part in a leg has ended reads the clue up to here if it has acted there; whose leg
    has gone has never had a part in the clue.
    """
    rows = [row for leg in legs_of(work, clue) for row in work.parties[leg.pk]]
    held = {(row.part, row.department_id) for row in rows if row.until is None}
    ever = {(row.part, row.department_id) for row in rows}
    acted = {(row.part, row.department_id) for row in rows if row.acted}
    for row in list(work.parties[clue.pk]):
        place = (row.part, row.department_id)
        if row.part in _THROUGH_LEGS and place not in held:
            if row.until is None:
                end_party(work, clue, department=row.department_id, part=Party(row.part))
            before, row.acted = row.acted, place in acted or (row.acted and place in ever)
            if row.acted != before:
                work.changed_parties[id(row)] = row
                work.touch(clue)


def _changed_beside(step: Step, clue: Any) -> None:
    """Note that a clue has changed by a step on another one."""
    set_holder(step.work, clue)
    share_with_main(step.work, clue)
    clue.version += 1
    step.work.touch(clue, "version")
