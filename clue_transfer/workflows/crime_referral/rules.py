"""What the papers of a crime referral must satisfy beyond its table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from clue_transfer.errors import FieldError
from clue_transfer.vocabulary import System, Word

REFERRING_SYSTEMS = frozenset(
    {
        System.ECOLOGY,
        System.NATURAL_RESOURCES,
        System.WATER,
        System.AGRICULTURE,
        System.FORESTRY,
        System.HOUSING,
        System.TRANSPORT,
        System.MARKET_SUPERVISION,
        System.URBAN_MANAGEMENT,
        System.DEVELOPMENT_REFORM,
        System.INDUSTRY,
        System.EMERGENCY,
        System.HEALTH,
    }
)
"""Who enforces administrative law and hands crimes on: ecology by 17号, the others by 310号."""
_FEWEST_INVESTIGATORS = 2


class AttachmentGroup(Word):
    """The seven groups of papers that go with a case (17号 6)."""

    TRANSFER_LETTER = "transfer_letter", "案件移送书"
    INVESTIGATION_REPORT = "investigation_report", "案件调查报告"
    SITE_RECORDS = (
        "site_records",
        "现场检查（勘察）笔录、调查询问笔录、现场勘验图、采样记录单等",
        "records of the site, of interviews and of sampling",
    )
    GOODS_LIST = "goods_list", "涉案物品清单及相关手续", "list of goods"
    PHOTOS = "photos", "现场照片或录音录像资料及清单", "photos and recordings with their list"
    REPORTS = "reports", "监测、检验报告、调查报告、认定意见", "test reports and findings"
    PENALTY_DECISION = "penalty_decision", "行政处罚决定书", "penalty decision"


ATTACHMENT_GROUPS = tuple(AttachmentGroup)
_BY_PLATFORM = frozenset({AttachmentGroup.TRANSFER_LETTER})
"""What the platform makes itself when the case is handed over."""


class PoliceTrack(Word):
    """How long the police may look before they decide (17号 9)."""

    SEVEN = "seven", "七日（线索需要查证）", "seven days"
    THIRTY = "thirty", "三十日（重大疑难复杂）", "thirty days"


class NonProsecutionGround(Word):
    """Why somebody is not prosecuted (刑诉法 16, 175, 177)."""

    STATUTORY = "statutory", "法定不起诉"
    DISCRETIONARY = "discretionary", "酌定不起诉"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence", "证据不足不起诉"


def opening_errors(*, system: str) -> list[FieldError]:
    """Name why a department hands no crime on: it enforces no administrative law."""
    if system in REFERRING_SYSTEMS:
        return []
    return [FieldError("", "not-an-enforcing-department", "本单位不是移送案件的行政执法机关")]


def investigator_errors(
    investigators: Collection[int], *, members: Collection[int]
) -> list[FieldError]:
    """Name what is wrong with a case team: two or more officers of the department (310号 5)."""
    found = []
    if len(set(investigators)) < _FEWEST_INVESTIGATORS:
        found.append(
            FieldError("/investigators", "too-few", "专案组须由二名以上执法人员组成（310号第5条）")
        )
    if not set(investigators) <= set(members):
        found.append(FieldError("/investigators", "not-a-member", "专案组成员须为本单位人员"))
    return found


def approval_errors(given: Mapping[str, Any]) -> list[FieldError]:
    """Name the condition of a transfer that the head has not confirmed (17号 5)."""
    return [
        FieldError(f"/{name}", "not-confirmed", "批准移送须确认此条件；不具备的，请不批准移送")
        for name in ("procedure_lawful", "crime_evidenced")
        if given.get(name) is not True
    ]


def attachment_errors(
    attachments: Mapping[str, Mapping[str, Any]],
    *,
    evidence: Collection[str],
    goods: Sequence[Mapping[str, Any]],
) -> list[FieldError]:
    """Name what the papers of a case lack: each group has items, or says why there are none.

    `attachments` gives for each group `items` (keys of evidence) or `none_because`.
    """
    found = []
    for group in ATTACHMENT_GROUPS:
        if group in _BY_PLATFORM:
            continue
        given = attachments.get(group) or {}
        items, pointer = given.get("items") or (), f"/attachments/{group}"
        has_goods = group is AttachmentGroup.GOODS_LIST and goods
        if not items and not given.get("none_because") and not has_goods:
            message = "“%(group)s”须附材料，或说明没有的理由"
            found.append(FieldError(pointer, "required", message, {"group": group}))
        found += [
            FieldError(f"{pointer}/items/{place}", "unknown-item", "证据清单中没有此项")
            for place, item in enumerate(items)
            if str(item) not in evidence
        ]
    known = {str(group) for group in ATTACHMENT_GROUPS}
    found += [
        FieldError(f"/attachments/{name}", "unknown-group", "没有这一类材料")
        for name in attachments
        if name not in known
    ]
    return found


def track_errors(track: str, *, chosen: str, approval: str | None) -> list[FieldError]:
    """Name why a longer track may not be chosen: only upwards, thirty days with approval."""
    if track == chosen:
        return [FieldError("/track", "not-longer", "只能改为更长的期限")]
    if track == PoliceTrack.THIRTY and not approval:
        return [
            FieldError(
                "/approval", "required", "三十日期限须经县级以上公安机关负责人批准，请填批准文号"
            )
        ]
    return []


def moment_errors(
    moments: Mapping[str, datetime | None], *, not_before: datetime | None, now: datetime
) -> list[FieldError]:
    """Name moments that cannot be: after now, or before what came first; given in order."""
    found = []
    earliest = not_before
    for name, moment in moments.items():
        if moment is None:
            continue
        if moment > now:
            found.append(FieldError(f"/{name}", "in-the-future", "时间不能晚于现在"))
        elif earliest is not None and moment < earliest:
            found.append(FieldError(f"/{name}", "too-early", "时间早于前一步骤"))
        earliest = moment if earliest is None else max(earliest, moment)
    return found
