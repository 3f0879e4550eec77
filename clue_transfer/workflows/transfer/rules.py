"""What a leg's payloads must satisfy beyond the table: manifest, outcomes, kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clue_transfer.errors import FieldError
from clue_transfer.vocabulary import LegKind, Status

CAME_BACK = frozenset({Status.RETURNED, Status.RECALLED})
"""A leg in one of these leaves its part of the clue with the sender again."""


def kind_of_leg(
    *, sender: int, sender_system: str, receiver_system: str, above_receiver: tuple[int, ...]
) -> LegKind:
    """Tell a hand-down (下发) to a lower department of the same system from a transfer."""
    if sender_system == receiver_system and sender in above_receiver:
        return LegKind.PUSH
    return LegKind.TRANSFER


def manifest_errors(
    given: Sequence[Mapping[str, Any]], *, expected: Sequence[Mapping[str, Any]]
) -> list[FieldError]:
    """Compare the manifest that a receiver confirms with the evidence, item by item."""
    wanted = {str(item["id"]): item for item in expected}
    found = []
    for place, row in enumerate(given):
        pointer = f"/manifest/{place}"
        item = wanted.pop(str(row["id"]), None)
        if item is None:
            found.append(
                FieldError(f"{pointer}/id", "unknown-item", "证据清单中没有此项，或重复列出")
            )
        elif item["sha256"] != str(row["sha256"]).lower():
            found.append(
                FieldError(f"{pointer}/sha256", "hash-mismatch", "SHA-256与证据不一致，请勿签收")
            )
    found.extend(
        FieldError("/manifest", "missing-item", "尚未核对：%(name)s", {"name": item["name"]})
        for item in wanted.values()
    )
    return found


def outcome_errors(
    outcomes: Sequence[Mapping[str, Any]],
    *,
    catalogue: Mapping[str, tuple[bool, str]],
    subjects: frozenset[str],
    decided: bool,
    referrals: frozenset[str] = frozenset(),
) -> list[FieldError]:
    """Name what is wrong with the outcomes that a leg feeds back.

    `catalogue` gives each code's (is a penalty, kind of referral it needs); a penalty needs a
    decision of the leg, a crime or detention outcome its referral (行政处罚法 27, 82).
    """
    if not outcomes:
        return [FieldError("/outcomes", "required", "请列出处理结果")]
    found = []
    for place, item in enumerate(outcomes):
        pointer = f"/outcomes/{place}"
        entry = catalogue.get(str(item["outcome"]))
        subject = item.get("subject")
        if entry is None:
            found.append(FieldError(f"{pointer}/outcome", "unknown-outcome", "没有这种处理结果"))
            continue
        penalty, needs_kind = entry
        if subject is not None and str(subject) not in subjects:
            found.append(FieldError(f"{pointer}/subject", "unknown-subject", "不是本线索的主体"))
        if penalty and not decided:
            found.append(
                FieldError(
                    f"{pointer}/outcome",
                    "decision-missing",
                    "处罚类结果须先立案并作出处罚决定",
                )
            )
        if needs_kind and needs_kind not in referrals:
            found.append(
                FieldError(
                    f"{pointer}/outcome",
                    "referral-missing",
                    "此结果须先有相应的案件移送，不得以反馈代替",
                )
            )
    return found
