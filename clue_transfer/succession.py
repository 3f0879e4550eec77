"""Who takes over from a department that is merged, split or dissolved, and what that changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clue_transfer.errors import FieldError
from clue_transfer.vocabulary import ReceiverRole, Status, SuccessionKind, System, Verb
from clue_transfer.workflows.transfer.dispute import DISPUTE_ROWS

WORK_TAKEN_OVER = "matter.work_taken_over"
"""Tells the leads of a successor, once, how much has come to their department."""

POWERS_OF_THEIR_OWN = frozenset(
    {
        System.POLICE,
        System.PROCURATORATE,
        System.COURT,
        System.SUPERVISION,
        System.GOVERNMENT,
        System.JOINT_OFFICE,
    }
)
"""What these may do no department of another system may, nor they what it may."""

ENDED_BY_UNION: frozenset[Status] = next(
    row.sources for row in DISPUTE_ROWS if row.verb is Verb.AGREE_HERE
)
"""Where a leg is disputed: it ends as `agree_here` when both sides become one department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A department as far as these rules look at it."""

    id: int
    system: System
    active: bool
    line: tuple[int, ...] = ()
    """Who takes over from it in turn, as far as that is registered for a later day."""


def errors_of(
    *,
    kind: SuccessionKind,
    predecessor: Place,
    successors: Mapping[str, Place],
    allotted: bool = False,
) -> list[FieldError]:
    """Name all that is wrong with a succession; empty when it may be registered.

    `successors` says by JSON pointer where each is named; `allotted`, that single dossiers are
    given to others than the main successor.
    """
    found = []
    if not predecessor.active:
        found.append(FieldError("/predecessor", "inactive-department", "该部门已撤销或停用"))
    for pointer, successor in successors.items():
        wrong = _wrong(predecessor, successor, pointer=pointer)
        if wrong is not None:
            found.append(wrong)
    if allotted and kind is SuccessionKind.MERGER:
        found.append(
            FieldError("/allotments", "not-in-a-merger", "合并的部门全部由一个部门承继，不逐件划分")
        )
    return found


def new_superior(
    *, predecessor: int, superior: int | None, successor: int, above_successor: Collection[int]
) -> int | None:
    """Say under whom those come who stood directly below a department that has ended.

    Under its successor; if that stood below it itself, all of them under its own superior.
    """
    return superior if predecessor in above_successor else successor


def receivers_after(
    receivers: Sequence[Mapping[str, Any]], *, predecessor: int, successor: int
) -> list[dict[str, Any]]:
    """Put the successor in the predecessor's place among a draft's receivers, nobody twice.

    Who is named twice then receives as main if either was to.
    """
    found: list[dict[str, Any]] = []
    for row in receivers:
        now = dict(row)
        if now.get("department") == predecessor:
            now["department"] = successor
        twin = next(
            (
                each
                for each in found
                if "department" in now and each.get("department") == now["department"]
            ),
            None,
        )
        if twin is None:
            found.append(now)
        elif now["role"] == ReceiverRole.MAIN:
            twin["role"] = now["role"]
    return found


def kept_apart(key: str, *, short_name: str, taken: Collection[str], longest: int) -> str:
    """Write a source's or a hotline's number so that it stands once with the successor too.

    `taken` are the successor's own numbers; `short_name` is the predecessor's, which is unique.
    """
    if key not in taken:
        return key
    mark = f"（{short_name}）"
    return key[: longest - len(mark)] + mark


def _wrong(predecessor: Place, successor: Place, *, pointer: str) -> FieldError | None:
    if successor.id == predecessor.id:
        return FieldError(pointer, "oneself", "部门不能由自己承继")
    if not successor.active:
        return FieldError(pointer, "inactive-department", "承继部门已撤销或停用")
    if predecessor.id in successor.line:
        return FieldError(pointer, "ring", "承继部门已登记由该部门承继，不能互相承继")
    own_powers = {predecessor.system, successor.system} & POWERS_OF_THEIR_OWN
    if own_powers and predecessor.system is not successor.system:
        return FieldError(
            pointer,
            "other-system",
            "公安、检察、法院、监察、政府和联席会议办公室只能由本系统的部门承继",
        )
    return None
