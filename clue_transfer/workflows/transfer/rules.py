"""What a leg's payloads must satisfy beyond the table: manifest, outcomes, kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clue_transfer.dates import covers, order_errors
from clue_transfer.errors import FieldError
from clue_transfer.vocabulary import LegKind, Status
from clue_transfer.workflows.receivers import is_below

CAME_BACK = frozenset({Status.RETURNED, Status.RECALLED})
"""A leg in one of these leaves its part of the clue with the sender again."""


def kind_of_leg(
    *, sender: int, sender_system: str, receiver_system: str, above_receiver: tuple[int, ...]
) -> LegKind:
    """Tell a hand-down (下发) to a lower department of the same system from a transfer."""
    if is_below(
        system=sender_system,
        receiver_system=receiver_system,
        department=sender,
        above_receiver=above_receiver,
    ):
        return LegKind.PUSH
    return LegKind.TRANSFER


def filing_errors(
    *, filed_on: date | None, case_number: str, first_filed_on: date | None, first_number: str
) -> list[FieldError]:
    """Name what a case that was filed before may not change: it goes on under its first filing."""
    if first_filed_on is None:
        return []
    found = []
    if filed_on not in (None, first_filed_on):
        found.append(FieldError("/filed_on", "filed-before", "已于此前立案，立案日期不能更改"))
    if case_number not in ("", first_number):
        found.append(FieldError("/case_number", "filed-before", "已于此前立案，案号不能更改"))
    return found


def delegation_errors(delegation: Mapping[str, Any], *, today: date) -> list[FieldError]:
    """Name what is wrong with the delegation under which a coordinator decides: it covers today."""
    missing = [name for name in ("document_number", "since", "until") if not delegation.get(name)]
    if missing:
        return [FieldError(f"/delegation/{name}", "required", "必填") for name in missing]
    since, until = delegation["since"], delegation["until"]
    wrong = order_errors({"since": since, "until": until})
    if wrong:
        return [FieldError(f"/delegation{each.pointer}", each.code, each.message) for each in wrong]
    if not covers(today, since=since, until=until):
        return [FieldError("/delegation/until", "not-in-force", "授权不在有效期内")]
    return []


def part_errors(
    *,
    kept_subjects: frozenset[str],
    subjects: frozenset[str],
    kept_items: frozenset[str] | None,
    items: frozenset[str],
) -> list[FieldError]:
    """Name why what is kept is not a part of a leg: some of its subjects, or of its items.

    Without `kept_items` the evidence is not divided.
    """
    if not kept_subjects <= subjects:
        return [FieldError("/subjects", "unknown-subject", "不是本线索的主体")]
    if kept_items is not None and not kept_items <= items:
        return [FieldError("/items", "unknown-item", "证据清单中没有此项")]
    if kept_subjects == subjects and (kept_items is None or kept_items == items):
        return [FieldError("/subjects", "not-a-part", "请列出留下办理的部分主体，不能是全部")]
    return []


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
