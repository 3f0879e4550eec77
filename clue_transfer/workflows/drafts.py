"""What a draft of a clue must have before it can be submitted, and until when it is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clue_transfer.errors import FieldError, Refused, WrongStatus
from clue_transfer.vocabulary import LegKind, ReceiverRole, Status

NO_STATE_SECRETS = FieldError(
    "/no_state_secrets",
    "required",
    "请确认所填内容不含国家秘密（no_state_secrets: true）；涉密信息不得录入本平台",
)


def gaps(draft: Mapping[str, Any]) -> list[FieldError]:
    """Name what a draft lacks before it can be submitted; empty when it is complete."""
    found = [
        FieldError(f"/{name}", "required", "必填")
        for name in ("title", "description", "violation_type", "division", "discovered_on")
        if not draft.get(name)
    ]
    location = draft.get("location") or {}
    if not location.get("address") and location.get("longitude") is None:
        found.append(FieldError("/location", "required", "请填写地址或坐标"))
    if not draft.get("subjects"):
        found.append(FieldError("/subjects", "required", "请至少列出一个违法主体；不明时填“不明”"))
    if not draft.get("no_state_secrets"):
        found.append(NO_STATE_SECRETS)
    found += receiver_errors(
        kind=LegKind(draft.get("leg_kind") or LegKind.TRANSFER),
        receivers=draft.get("receivers") or (),
        complete=True,
    )
    return found


def receiver_errors(
    *, kind: LegKind, receivers: Iterable[Mapping[str, Any]], complete: bool = False
) -> list[FieldError]:
    """Name what is wrong with a draft's receivers together; `receivers` judges each.

    Own handling has none; else exactly one main receiver, nobody twice. An organ outside the
    province has no department. With `complete` false an empty list is still allowed.
    """
    rows = list(receivers)
    if kind is LegKind.OWN:
        if rows:
            return [FieldError("/receivers", "own-has-no-receivers", "自办线索不填接收单位")]
        return []
    if not rows:
        return [FieldError("/receivers", "required", "请填写接收单位")] if complete else []
    found = []
    seen: set[int] = set()
    for place, row in enumerate(rows):
        if "department" not in row:
            continue
        if row["department"] in seen:
            found.append(FieldError(f"/receivers/{place}/department", "repeated", "接收单位重复"))
        seen.add(row["department"])
    mains = sum(1 for row in rows if row["role"] == ReceiverRole.MAIN)
    if mains != 1:
        found.append(FieldError("/receivers", "one-main", "须有且只有一个主办单位"))
    return found


def edit_refusal(status: Status) -> Refused | None:
    """Say why a clue's own facts can no longer be changed; None while it is a draft."""
    return None if status is Status.DRAFT else WrongStatus("只能修改草稿")
