"""What a step beside a clue means for it: holder, readers, and its conclusion."""

from __future__ import annotations

from typing import Any

from apps.clues.actions.legs import legs_of
from apps.matters.actions import Step, Work
from apps.matters.actions.moving import add_party, end_party
from apps.matters.actions.named import name_alike
from apps.matters.actions.steps import plan
from apps.matters.kinds import spec_of
from clue_transfer.actors import SYSTEM
from clue_transfer.situations import Fact
from clue_transfer.vocabulary import Kind, Party, ReceiverRole, Status, Verb
from clue_transfer.workflows.clue import holder_of

_ENDED_ELSEWHERE = frozenset(
    {Status.RETURNED, Status.RECALLED, Status.DESIGNATED, Status.FORWARDED}
)
_ABOVE = frozenset({Party.SUPERIOR, Party.COORDINATOR})
_CONCLUDING = frozenset({Verb.CONFIRM, Verb.RULE_FINAL})
_NEEDS = frozenset({Fact.LEGS_FINAL, Fact.LEG_CONFIRMED, Fact.NOTHING_OPEN})


def follow_clue(step: Step) -> None:
    """Let the clue follow its leg after a step on the leg."""
    work, leg = step.work, step.matter
    clue = work.matters[leg.parent_id]
    if leg.status in _ENDED_ELSEWHERE:
        _end_receiver(step, clue)
    if clue.status == Status.TRANSFERRED and set_holder(work, clue):
        clue.version += 1
        work.touch(clue, "version")
    _share_those_above(work, leg, clue)
    share_with_main(work, clue)
    work.touch(clue)
    if step.row.verb in _CONCLUDING:
        conclude_if_done(work, clue)


def follow_rectification(step: Step) -> None:
    """Let the clue follow its rectification: it ends by itself when the last obstacle is gone."""
    work, rectification = step.work, step.matter
    clue = work.matters[rectification.root_id]
    if clue.status == Status.TRANSFERRED and set_holder(work, clue):
        clue.version += 1
        work.touch(clue, "version")
    work.touch(clue)
    if step.row.verb in (Verb.VERIFY, Verb.CLOSE_ENFORCED):
        conclude_if_done(work, clue)


def conclude_if_done(work: Work, clue: Any) -> None:
    """Conclude a clue as the system when nothing is left to do in its dossier.

    For the steps that may take away the last obstacle, on a matter of any kind below the clue.
    """
    if clue.status != Status.TRANSFERRED:
        return
    facts = work.facts(clue)
    if facts >= _NEEDS and Fact.REDIRECT_PENDING not in facts:
        plan(work, clue, Verb.CONCLUDE, actor=SYSTEM, payload={})


def hold_clue(step: Step) -> None:
    """Let a clue that has just been given legs be held by whoever holds the main one."""
    if step.matter.status == Status.TRANSFERRED:
        set_holder(step.work, step.matter)
        share_with_main(step.work, step.matter)


def share_with_main(work: Work, clue: Any) -> None:
    """Let the main handler read the legs of the co-handlers, for as long as it is the main one."""
    legs = legs_of(work, clue)
    main = {
        row.department_id: leg
        for leg in legs
        if leg.role == ReceiverRole.MAIN
        for row in work.parties[leg.pk]
        if row.part == Party.RECEIVER and row.until is None
    }
    for leg in legs:
        if leg.role == ReceiverRole.MAIN:
            continue
        copied = {
            row.department_id
            for row in work.parties[leg.pk]
            if row.part == Party.COPIED and row.until is None
        }
        for matter in (leg, *_rectifications_below(work, leg)):
            for department in copied - main.keys():
                end_party(work, matter, department=department, part=Party.COPIED)
            for department in sorted(main.keys() - copied):
                add_party(work, matter, department=department, part=Party.COPIED)
                name_alike(work, matter, like=main[department])


def _rectifications_below(work: Work, leg: Any) -> list[Any]:
    """Read what a co-handler has ordered; a dossier without such is not asked for it."""
    if not any(member.kind == Kind.RECTIFICATION for member in work.dossier(leg.root_id)):
        return []
    work.load(spec_of(Kind.RECTIFICATION), [leg.root_id])
    below = work.of_root(leg.root_id, kind=Kind.RECTIFICATION)
    return [row for row in below if row.parent_id == leg.pk]


def set_holder(work: Work, clue: Any) -> bool:
    """Let the clue be held by whoever holds its main live leg, else by the sender.

    Answers whether that is somebody else than before.
    """
    # A leg that came along with a merged clue stands behind the clue's own.
    legs = sorted(legs_of(work, clue), key=lambda leg: leg.came_with_id is not None)
    holder = holder_of(
        clue.sender_id,
        legs=[
            {"holder": leg.holder_id, "role": leg.role, "sequence": leg.sequence} for leg in legs
        ],
    )
    if holder == clue.holder_id:
        return False
    clue.holder_id = holder
    work.touch(clue, "holder")
    return True


def _share_those_above(work: Work, leg: Any, clue: Any) -> None:
    """Let those who rule on a leg read the dossier that it is about, for as long as they do."""
    for row in work.parties[leg.pk]:
        if row.part not in _ABOVE:
            continue
        part, department = Party(row.part), row.department_id
        if row.until is None:
            add_party(work, clue, department=department, part=part)
        elif row.until == work.now and not _above_another(work, leg, clue, row):
            if row.acted:
                _acted_in(work, clue, department=department, part=part)
            end_party(work, clue, department=department, part=part)


def _acted_in(work: Work, clue: Any, *, department: int, part: Party) -> None:
    """Let who has acted on a leg count as having acted in its clue, and read it up to its end."""
    for row in work.parties[clue.pk]:
        if row.department_id == department and row.part == part:
            row.acted = True


def _above_another(work: Work, leg: Any, clue: Any, row: Any) -> bool:
    return any(
        other.part == row.part and other.department_id == row.department_id and other.until is None
        for sibling in legs_of(work, clue)
        if sibling.pk != leg.pk
        for other in work.parties[sibling.pk]
    )


def _end_receiver(step: Step, clue: Any) -> None:
    work, leg = step.work, step.matter
    end_party(work, leg, department=leg.receiver_id, part=Party.RECEIVER)
    elsewhere = any(
        other.pk != leg.pk and other.receiver_id == leg.receiver_id and other.concluded_at is None
        for other in legs_of(work, clue)
    )
    if elsewhere:
        return
    if leg.signed_at is not None:
        _acted_in(work, clue, department=leg.receiver_id, part=Party.RECEIVER)
    end_party(work, clue, department=leg.receiver_id, part=Party.RECEIVER)
