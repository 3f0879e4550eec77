"""What a leg's payloads must satisfy beyond the table: manifest, outcomes, kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from clue_transfer.dates import covers, order_errors
from clue_transfer.errors import FieldError
from clue_transfer.vocabulary import CheckWay, LegKind, Status
from clue_transfer.workflows.receivers import is_below
from clue_transfer.workflows.rectification import due_errors

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


class CatalogueEntry(NamedTuple):
    """What the catalogue says of one outcome."""

    penalty: bool = False
    requires_kind: str = ""
    opens_rectification: bool = False


def outcome_errors(
    outcomes: Sequence[Mapping[str, Any]],
    *,
    catalogue: Mapping[str, CatalogueEntry],
    subjects: Mapping[str, str],
    suspects: frozenset[str],
    decided: bool,
    today: date,
    referrals: frozenset[str] = frozenset(),
) -> list[FieldError]:
    """Name what is wrong with the outcomes that a leg feeds back.

    `subjects` gives the names of the leg's subjects, `suspects` those of whom it must be said
    what became of them, unless an outcome without a subject covers all. A penalty needs a
    decision of the leg, a crime or detention outcome its referral (行政处罚法 27, 82).
    """
    if not outcomes:
        return [FieldError("/outcomes", "required", "请列出处理结果")]
    found = []
    seen: set[tuple[str, str]] = set()
    for place, item in enumerate(outcomes):
        pointer = f"/outcomes/{place}"
        entry = catalogue.get(str(item["outcome"]))
        subject = str(item.get("subject") or "")
        if subject and subject not in subjects:
            found.append(FieldError(f"{pointer}/subject", "unknown-subject", "不是本线索的主体"))
        if (subject, str(item["outcome"])) in seen:
            found.append(FieldError(pointer, "repeated", "同一主体的同一处理结果重复列出"))
        seen.add((subject, str(item["outcome"])))
        if entry is None:
            found.append(FieldError(f"{pointer}/outcome", "unknown-outcome", "没有这种处理结果"))
            continue
        found += _needs_of(entry, pointer=pointer, decided=decided, referrals=referrals)
        found += _what_is_ordered(item, entry, pointer=pointer, today=today)
    named = {subject for subject, _ in seen}
    if "" not in named and named <= subjects.keys():
        found += [
            FieldError(
                "/outcomes",
                "subject-missing",
                "主体“%(name)s”没有处理结果",
                {"name": subjects[subject]},
            )
            for subject in sorted(suspects - named, key=subjects.__getitem__)
        ]
    return found


def _needs_of(
    entry: CatalogueEntry, *, pointer: str, decided: bool, referrals: frozenset[str]
) -> list[FieldError]:
    found = []
    if entry.penalty and not decided:
        found.append(
            FieldError(
                f"{pointer}/outcome",
                "decision-missing",
                "处罚类结果须先立案并作出处罚决定",
            )
        )
    if entry.requires_kind and entry.requires_kind not in referrals:
        found.append(
            FieldError(
                f"{pointer}/outcome",
                "referral-missing",
                "此结果须先有相应的案件移送，不得以反馈代替",
            )
        )
    return found


def _what_is_ordered(
    item: Mapping[str, Any], entry: CatalogueEntry, *, pointer: str, today: date
) -> list[FieldError]:
    """Check what is ordered to be put right, and by when, where the outcome orders anything."""
    if not entry.opens_rectification:
        return [
            FieldError(f"{pointer}/{name}", "no-rectification", "此处理结果不涉及整改，不填此项")
            for name in ("requirement", "due_on")
            if item.get(name)
        ]
    return due_errors(item.get("due_on"), today=today, pointer=f"{pointer}/due_on")


def inspection_errors(
    given: Mapping[str, Any], *, on_positive_list: bool, today: date
) -> list[FieldError]:
    """Name what an on-site check lacks: its approval, and a reason at a listed enterprise."""
    found = []
    if given["checked_on"] > today:
        found.append(FieldError("/checked_on", "in-the-future", "日期不能晚于今天"))
    if given["way"] != CheckWay.ON_SITE:
        return found
    approval = given.get("approval") or {}
    found += [
        FieldError(f"/approval/{name}", "required", "现场检查须写明审批文号和批准人")
        for name in ("number", "approver")
        if not approval.get(name)
    ]
    if on_positive_list and not given.get("reason"):
        found.append(
            FieldError(
                "/reason",
                "positive-list",
                "主体在正面清单，优先非现场核查；现场检查须说明理由",
            )
        )
    return found
